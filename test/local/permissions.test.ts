/** Nobody delivers on the laptop without an Allow: the real templates, each Allow removed, and each denied. */
import { describe, expect, it, vi } from 'vitest';
import { account, region } from '../../local/ground.ts';
import { openHttpApi } from '../../local/http-api.ts';
import type { Lambda } from '../../local/lambda.ts';
import { objectEvents } from '../../local/object-events.ts';
import { mayDeliver, mayInvoke, mayServe, mayStore } from '../../local/permissions.ts';
import { synthesizeApp } from '../../local/synth.ts';
import { openTemplates, parseTemplate, type Templates } from '../../local/template.ts';

const { stacks } = await synthesizeApp({
  publicOrigin: 'http://localhost:8400',
  mediaOrigin: 'http://127.0.0.1:8406',
  uploadOrigin: 'http://127.0.0.1:8404',
});
// biome-ignore lint/suspicious/noExplicitAny: changes say which shape a template has
type Change = (resource: { Type: string; Properties: any }) => void;

function templatesWith(change: Change): Templates {
  const changed = structuredClone(stacks).map(({ name, template }) => {
    for (const { Type, Properties } of Object.values(template.Resources)) change({ Type, Properties });
    return parseTemplate(name, template);
  });
  return openTemplates(changed, { account, region, gatewayUrl: 'http://g', apiUrl: 'http://a', parameter: () => 'p' });
}
const asDeployed: Change = () => {};
const withoutAllows: Change = ({ Type, Properties }) => {
  if (Type.endsWith('Policy') && Properties.PolicyDocument?.Statement)
    Properties.PolicyDocument.Statement = Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect !== 'Allow',
    );
  if (Type === 'AWS::Lambda::Permission') Properties.Principal = 'nobody.amazonaws.com';
};
const withDenies: Change = ({ Type, Properties }) => {
  if (Type.endsWith('Policy') && Properties.PolicyDocument?.Statement)
    Properties.PolicyDocument.Statement.push({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' });
};

const ruleOf = (templates: Templates) =>
  templates.ofType('AWS::Events::Rule').find(({ logicalId }) => logicalId.startsWith('mediauploads'))!;
const queueOf = (templates: Templates) =>
  templates.ofType('AWS::SQS::Queue').find(({ logicalId }) => /^mediaqueue[0-9A-F]{8}$/.test(logicalId))!;
const bucketOf = (templates: Templates, part: string) =>
  templates.ofType('AWS::S3::Bucket').find(({ logicalId }) => logicalId.startsWith(part))!.names.ref;
const mailRule = `arn:aws:ses:${region}:${account}:receipt-rule-set/postora-laptop:receipt-rule/postora-laptop-help`;

const edges: [string, (templates: Templates) => boolean][] = [
  ['a rule to a queue', (t) => mayDeliver(t, queueOf(t).names.attributes['Arn']!, ruleOf(t).names.attributes['Arn']!)],
  ['SES to its bucket', (t) => mayStore(t, bucketOf(t, 'inboundmailbucket'), 'inbound/mail', mailRule)],
  ['CloudFront to media', (t) => mayServe(t, bucketOf(t, 'mediabucket'), 'm/a.jpg', `arn:aws:cloudfront::${account}:distribution/X`)],
  [
    'CloudFront to the console',
    (t) => {
      const distribution = t.ofType('AWS::CloudFront::Distribution').find(({ logicalId }) => logicalId.startsWith('distribution'))!;
      return mayServe(t, bucketOf(t, 'console'), 'index.html', `arn:aws:cloudfront::${account}:distribution/${distribution.names.ref}`);
    },
  ],
];
const calls: [string, (templates: Templates) => boolean][] = [
  ['SES to inbox', (t) => mayInvoke(t, 'postora-laptop-inbox', 'ses.amazonaws.com', mailRule)],
  [
    'the timer to sweeper',
    (t) => {
      const rule = t.ofType('AWS::Events::Rule').find(({ logicalId }) => logicalId.startsWith('sweepertick'))!;
      return mayInvoke(t, 'postora-laptop-sweeper', 'events.amazonaws.com', rule.names.attributes['Arn']!);
    },
  ],
];

describe('resource policies', () => {
  it.each([...edges, ...calls])('let %s in as deployed, and not without the Allow', (_what, may) => {
    expect(may(templatesWith(asDeployed))).toBe(true);
    expect(may(templatesWith(withoutAllows))).toBe(false);
  });

  it.each(edges)('let a Deny win over the Allow: %s', (_what, may) => {
    expect(may(templatesWith(withDenies))).toBe(false);
  });
});

describe('what delivers', () => {
  it.each([
    ['tells the queue of a new object', asDeployed, 1],
    ['drops it, and says so, without an Allow', withoutAllows, 0],
  ])('EventBridge %s', async (_what, change, sent) => {
    const templates = templatesWith(change);
    const said: string[] = [];
    const queues = { call: vi.fn(async () => ({ status: 200, headers: {}, body: Buffer.from('{}') })) };
    const onCreated = objectEvents({ templates, queues, say: (_level, text) => said.push(text) });

    onCreated({ name: bucketOf(templates, 'mediabucket'), reports: true } as never, { key: 'incoming/a' } as never, 'PutObject');
    await Promise.resolve();

    expect(queues.call).toHaveBeenCalledTimes(sent);
    expect(said).toHaveLength(1 - sent);
  });

  it.each([
    ['calls the function', asDeployed, 200],
    ['answers 500 without the permission', withoutAllows, 500],
  ])('the API %s', async (_what, change, status) => {
    const lambda = { invoke: async () => ({ kind: 'ok', value: { statusCode: 200 } }) } as unknown as Lambda;
    const api = openHttpApi({ templates: templatesWith(change), lambda, account, region, now: () => new Date(0), warn: () => {} })!;

    const answer = await api.handle({
      method: 'GET',
      path: '/v1/me',
      query: '',
      headers: {},
      body: Buffer.alloc(0),
      sourceIp: '203.0.113.1',
    });

    expect(answer.status).toBe(status);
  });
});
