import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { duties } from '../../functions/duties.ts';
import { apiPaths } from '../../infra/web-stack.ts';
import { synthesize } from './synthesize.ts';

const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
const { web, service, data } = synthesize();
const distribution = Object.values(web.findResources('AWS::CloudFront::Distribution'))[0]?.Properties.DistributionConfig;

describe('WebStack: distribution', () => {
  it('T8.2 never caches the API and passes every method, header, cookie and query string', () => {
    const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
    const allViewerExceptHostHeader = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

    expect(distribution.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual([
      '/v1/*',
      '/oauth/*',
      '/callbacks/*',
      '/deletion/*',
    ]);
    for (const behavior of distribution.CacheBehaviors) {
      expect(behavior).toMatchObject({ CachePolicyId: cachingDisabled, OriginRequestPolicyId: allViewerExceptHostHeader });
      expect(behavior).toMatchObject({ ViewerProtocolPolicy: 'https-only' });
      expect([...behavior.AllowedMethods].sort()).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
    }
  });

  it('sends every route of the duty table to the API', () => {
    const paths = Object.values(duties)
      .flatMap((duty) => ('routes' in duty ? [...duty.routes] : []))
      .filter((route) => route !== '$default')
      .map((route) => route.split(' ')[1] ?? '');

    expect(paths.filter((path) => !apiPaths.some((pattern) => path.startsWith(pattern.replace('*', ''))))).toEqual([]);
  });

  it('keeps no error for even a second and replaces none by a page', () => {
    const kept = distribution.CustomErrorResponses.filter(
      (answer: Record<string, unknown>) => answer.ErrorCachingMinTTL !== 0 || answer.ResponsePagePath,
    );

    expect(distribution.CustomErrorResponses).toHaveLength(11);
    expect(kept).toEqual([]);
  });

  it('T8.2 closes direct access: the API gets the origin secret from a parameter that is read at deployment', () => {
    const [, api] = distribution.Origins;
    const parameters = Object.entries(web.toJSON().Parameters as Record<string, { Type: string; Default: string }>);
    const secret = parameters.find(([, { Default }]) => Default === '/postora/beta/origin-secret');

    expect(secret?.[1].Type).toBe('AWS::SSM::Parameter::Value<String>');
    expect(api).toMatchObject({
      ConnectionAttempts: 1,
      CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] },
      OriginCustomHeaders: [{ HeaderName: 'x-postora-origin', HeaderValue: { Ref: secret?.[0] } }],
    });
  });

  it('falls back to the one page for the console only, and names the viewer for the API only', () => {
    const atEdge = (behavior: { FunctionAssociations: { EventType: string; FunctionARN: { 'Fn::GetAtt': string[] } }[] }) =>
      behavior.FunctionAssociations.map(({ EventType, FunctionARN }) => [EventType, FunctionARN['Fn::GetAtt'][0]?.slice(0, -8)]);

    expect(atEdge(distribution.DefaultCacheBehavior)).toEqual([['viewer-request', 'singlepage']]);
    expect(distribution.CacheBehaviors.map(atEdge)).toEqual(apiPaths.map(() => [['viewer-request', 'vieweraddress']]));
  });

  it('wants TLS 1.2 on a domain of its own', () => {
    const customDomain = { domain: 'postora.example.com', certificateArn };

    synthesize({ overrides: { customDomain } }).web.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['postora.example.com'],
        ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
      },
    });
  });

  it('is referred to by nothing else', () => {
    expect(JSON.stringify([data.toJSON(), service.toJSON()])).not.toMatch(/cloudfront\.net|AWS::CloudFront|postora-beta-web/);
  });
});

describe('WebStack: security headers', () => {
  it('T6.8 sends them with every answer', () => {
    const behaviors = [distribution.DefaultCacheBehavior, ...distribution.CacheBehaviors];
    const policies = Object.keys(web.findResources('AWS::CloudFront::ResponseHeadersPolicy'));
    const [policy, plain] = ['policy', 'plainpage'].map((name) => policies.find((id) => id.startsWith(`securityheaders${name}`)));

    expect(policy).toBeDefined();
    expect(behaviors.map(({ ResponseHeadersPolicyId }) => ResponseHeadersPolicyId.Ref)).toEqual([policy, policy, policy, policy, plain]);
    web.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        CustomHeadersConfig: { Items: [{ Header: 'Cross-Origin-Opener-Policy', Value: 'same-origin', Override: true }] },
        SecurityHeadersConfig: {
          StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: false, Override: true },
          ContentSecurityPolicy: {
            ContentSecurityPolicy: {
              'Fn::Join': [
                '',
                [
                  "default-src 'self'; connect-src 'self' https://",
                  Match.anyValue(),
                  "; img-src 'self' blob: https://media.postora.example.com; media-src 'self' blob: https://media.postora.example.com; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
                ],
              ],
            },
            Override: true,
          },
          ContentTypeOptions: { Override: true },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
        },
      },
    });
  });
});

describe('WebStack: the status page of a deletion', () => {
  it('T6.8 may load a stylesheet and an icon of ours and nothing else, and no search engine lists it', () => {
    web.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        CustomHeadersConfig: { Items: Match.arrayWith([{ Header: 'X-Robots-Tag', Value: 'noindex, nofollow', Override: true }]) },
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy:
              "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Override: true,
          },
        },
      },
    });
  });
});

describe('WebStack: console bucket and log', () => {
  it('keeps the bucket private, for CloudFront over TLS alone', () => {
    web.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    web.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({ Effect: 'Allow', Action: 's3:GetObject', Principal: { Service: 'cloudfront.amazonaws.com' } }),
        ],
      },
    });
    expect(distribution.Origins[0]).toHaveProperty('OriginAccessControlId');
  });

  it('T9.1 logs no query string, cookie, referrer, address or user agent', () => {
    const [delivery] = Object.values(web.findResources('AWS::Logs::Delivery'));
    const fields: string[] = delivery?.Properties.RecordFields;

    expect(fields.length).toBeGreaterThan(5);
    expect(fields.filter((field) => /query|cookie|referer|user-agent|c-ip|forwarded|c-port|header/i.test(field))).toEqual([]);
    expect(distribution).not.toHaveProperty('Logging');
    web.hasResourceProperties('AWS::Logs::DeliverySource', { LogType: 'ACCESS_LOGS' });
    web.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
  });
});
