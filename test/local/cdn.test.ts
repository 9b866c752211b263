import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { singlePageCode, viewerAddressCode } from '../../infra/constructs/edge-functions.ts';
import { openCdn } from '../../local/cdn.ts';
import { edgeFunction } from '../../local/edge-function.ts';
import type { ApiRequest } from '../../local/http-event.ts';
import { type LocalServer, localServer } from '../../local/http-server.ts';
import { openTemplates, parseTemplate } from '../../local/template.ts';

const around = { account: '000000000000', region: 'us-east-1', gatewayUrl: '', apiUrl: '', parameter: () => 'the secret' };
const edge = (id: string, code: string) => ({ [id]: { Type: 'AWS::CloudFront::Function', Properties: { Name: id, FunctionCode: code } } });
const association = (id: string) => [{ EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': [id, 'FunctionARN'] } }];
const api = {
  TargetOriginId: 'api',
  CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
};
const resources = (behavior: Record<string, unknown> = {}) => ({
  ...edge('Page', singlePageCode),
  ...edge('Viewer', viewerAddressCode),
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'console' } },
  BucketPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Bucket' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::console/*',
            Condition: {
              StringEquals: {
                'AWS:SourceArn': {
                  'Fn::Join': ['', ['arn:aws:cloudfront::', { Ref: 'AWS::AccountId' }, ':distribution/', { Ref: 'Distribution' }]],
                },
              },
            },
          },
        ],
      },
    },
  },
  Headers: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'self'", Override: true },
          ContentTypeOptions: { Override: false },
        },
        CustomHeadersConfig: { Items: [{ Header: 'X-Custom', Value: 'ours', Override: false }] },
        RemoveHeadersConfig: { Items: [{ Header: 'Server' }] },
      },
    },
  },
  Distribution: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        DefaultRootObject: 'index.html',
        DefaultCacheBehavior: {
          TargetOriginId: 'console',
          FunctionAssociations: association('Page'),
          ResponseHeadersPolicyId: { Ref: 'Headers' },
        },
        CacheBehaviors: [
          {
            PathPattern: '/v1/*',
            ...api,
            AllowedMethods: ['GET', 'HEAD', 'POST'],
            FunctionAssociations: association('Viewer'),
            ResponseHeadersPolicyId: { Ref: 'Headers' },
            ...behavior,
          },
        ],
        Origins: [
          { Id: 'console', DomainName: { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] } },
          {
            Id: 'api',
            DomainName: 'a.execute-api',
            OriginCustomHeaders: [{ HeaderName: 'X-Postora-Origin', HeaderValue: '{{resolve:ssm:/secret}}' }],
          },
        ],
      },
    },
  },
});

const consoleDir = mkdtempSync(join(tmpdir(), 'postora-cdn-'));
const calls: ApiRequest[] = [];
const httpApi = {
  id: 'a',
  domainName: 'a.execute-api',
  async handle(request: ApiRequest) {
    calls.push(request);
    return {
      status: 201,
      headers: [
        ['server', 'x'],
        ['content-security-policy', 'own'],
        ['x-custom', 'theirs'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ] satisfies [string, string][],
      body: Buffer.from('ok'),
    };
  },
};
const open = (behavior?: Record<string, unknown>) =>
  openCdn({ templates: openTemplates([parseTemplate('s', { Resources: resources(behavior) })], around), api: httpApi, consoleDir });
let server: LocalServer;
const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init);

beforeAll(async () => {
  mkdirSync(join(consoleDir, 'assets'));
  writeFileSync(join(consoleDir, 'index.html'), '<p>console</p>');
  writeFileSync(join(consoleDir, 'assets/a.js'), 'export {}');
  writeFileSync(join(consoleDir, '../outside.txt'), 'no');
  server = await localServer({ port: 0, what: 'console' });
  server.handle(open() ?? (async () => {}));
});
afterAll(async () => {
  await server.close();
  rmSync(consoleDir, { recursive: true });
});

describe(openCdn, () => {
  it.each([['/'], ['/posts'], ['/posts/post_1?x=1']])('serves the one page at %s', async (path) => {
    const answer = await get(path);

    expect([answer.status, await answer.text()]).toEqual([200, '<p>console</p>']);
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'self'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-custom')).toBe('ours');
  });

  it('serves files with their type, and denies what is not there as S3 does', async () => {
    const [file, missing, outside, post] = [
      await get('/assets/a.js'),
      await get('/none.js'),
      await get('/..%2foutside.txt'),
      await get('/posts', { method: 'POST' }),
    ];

    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'text/javascript']);
    expect([missing.status, await missing.text()]).toEqual([403, expect.stringContaining('AccessDenied')]);
    expect(outside.status).toBe(403);
    expect(post.status).toBe(403);
  });

  it('sends API paths on with the origin secret and the true address, whatever the caller claims', async () => {
    const answer = await get('/v1/posts?a=1', {
      method: 'POST',
      headers: { 'x-postora-viewer-ip': '9.9.9.9', 'x-postora-origin': 'guess', cookie: 'c=1' },
      body: 'hello',
    });
    const [request] = calls.splice(0);

    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/posts',
      query: 'a=1',
      headers: { 'x-postora-viewer-ip': '127.0.0.1', 'x-postora-origin': 'the secret', host: 'a.execute-api', cookie: 'c=1' },
    });
    expect(request?.body.toString()).toBe('hello');
    expect(answer.status).toBe(201);
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'content-security-policy': "default-src 'self'", 'x-custom': 'theirs' });
    expect(answer.headers.has('server')).toBe(false);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('refuses methods the behaviour does not list', async () => {
    const answer = await get('/v1/posts', { method: 'DELETE' });

    expect(answer.status).toBe(403);
    expect(calls).toEqual([]);
  });

  it.each([
    ['a cache that is not modelled', { CachePolicyId: 'other' }, 'models CachingDisabled'],
    ['an origin nobody knows', { TargetOriginId: 'gone' }, 'no origin gone'],
  ])('does not start with %s', (_what, behavior, words) => {
    expect(() => open(behavior)).toThrow(words);
  });
});

describe(edgeFunction, () => {
  it('runs without Node, and may answer itself', () => {
    const run = edgeFunction('function handler() { return { statusCode: 301, headers: { location: { value: typeof process } } }; }');
    const request = { method: 'GET', path: '/', query: '', headers: {}, body: Buffer.alloc(0), sourceIp: '' };

    expect(run(request, '1.2.3.4')).toMatchObject({ kind: 'response', status: 301, headers: [['location', 'undefined']] });
  });
});
