import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { duties } from '../../functions/duties.ts';
import { grantedRights } from '../../infra/rights.ts';
import { synthesize, withAssembly } from './synthesize.ts';

const { data, service, web } = synthesize();
const configs = Object.values(web.findResources('AWS::CloudFront::Distribution')).map(({ Properties }) => Properties.DistributionConfig);
const media = configs.find(({ DefaultRootObject }) => DefaultRootObject === undefined);
const edges = Object.entries(web.findResources('AWS::CloudFront::Function'));
const bucketResource = Object.values(data.findResources('AWS::S3::Bucket'))[0];

describe('media bucket', () => {
  it('is private, encrypted, kept, and has no versions that could outlive a deletion', () => {
    expect(bucketResource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(bucketResource?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    });
    expect(bucketResource?.Properties).not.toHaveProperty('VersioningConfiguration');
  });

  it('takes uploads from pages of our own origin only, and forgets incoming/ and exports/ after a day', () => {
    expect(bucketResource?.Properties).toMatchObject({
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: ['https://postora.example.com'],
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['content-type', 'x-amz-checksum-sha256'],
          },
        ],
      },
      LifecycleConfiguration: { Rules: ['incoming/', 'exports/'].map((Prefix) => ({ Prefix, ExpirationInDays: 1, Status: 'Enabled' })) },
    });
  });

  it('lets CloudFront of this account read m/, over TLS, and nobody anything else', () => {
    data.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          {
            Effect: 'Allow',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Action: 's3:GetObject',
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^mediabucket'), 'Arn'] }, '/m/*']] },
            Condition: {
              ArnLike: { 'AWS:SourceArn': { 'Fn::Join': ['', ['arn:aws:cloudfront::', { Ref: 'AWS::AccountId' }, ':distribution/*']] } },
            },
          },
        ],
      },
    });
  });

  it('reports new objects without a custom resource', () => {
    expect(bucketResource?.Properties.NotificationConfiguration).toEqual({ EventBridgeConfiguration: { EventBridgeEnabled: true } });
    for (const stack of [data, service, web]) expect(Object.keys(stack.findResources('Custom::S3BucketNotifications'))).toEqual([]);
  });
});

describe('uploads', () => {
  it('reach the media queue as our own message, from incoming/ only', () => {
    service.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [Match.anyValue()] }, object: { key: [{ prefix: duties.media.uploads }] } },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^mediaqueue'), 'Arn'] },
          InputTransformer: {
            InputPathsMap: { 'detail-object-key': '$.detail.object.key' },
            InputTemplate: '{"kind":"uploaded","key":<detail-object-key>}',
          },
        }),
      ],
    });
  });

  it('T8.3 are touched by those who sign addresses for a prefix, who check, and who make exports', () => {
    const onBucket = withAssembly({}, grantedRights).map(({ name, rights }) => [
      name,
      rights.filter((right) => right.startsWith('media-bucket')),
    ]);

    expect(Object.fromEntries(onBucket.filter(([, rights]) => rights?.length))).toEqual({
      publish: ['media-bucket PutObject incoming/'],
      delete: ['media-bucket GetObject exports/'],
      exporter: [
        'media-bucket AbortMultipartUpload exports/',
        'media-bucket DeleteObject exports/',
        'media-bucket GetObject exports/',
        'media-bucket GetObject m/',
        'media-bucket PutObject exports/',
      ],
      media: [
        'media-bucket DeleteObject incoming/',
        'media-bucket DeleteObject m/',
        'media-bucket GetObject incoming/',
        'media-bucket GetObject m/',
        'media-bucket PutObject m/',
      ],
    });
  });
});

describe('media distribution', () => {
  it('sends nothing but m/ to the bucket, read-only, by path alone and for an hour', () => {
    expect(media.CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual(['/m/*']);
    for (const behavior of [media.DefaultCacheBehavior, ...media.CacheBehaviors]) {
      expect(behavior).toMatchObject({ ViewerProtocolPolicy: 'https-only' });
      expect(behavior.AllowedMethods ?? ['GET', 'HEAD']).toEqual(['GET', 'HEAD']);
      expect(behavior).not.toHaveProperty('OriginRequestPolicyId');
    }
    web.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: {
        MaxTTL: 3600,
        ParametersInCacheKeyAndForwardedToOrigin: {
          CookiesConfig: { CookieBehavior: 'none' },
          HeadersConfig: { HeaderBehavior: 'none' },
          QueryStringsConfig: { QueryStringBehavior: 'none' },
        },
      },
    });
    expect(media.Origins).toHaveLength(1);
    expect(media.Origins[0]).toHaveProperty('OriginAccessControlId');
  });

  it('answers everything else itself', () => {
    const [, edge] = edges.find(([id]) => id.startsWith('media')) ?? [];
    const [association] = media.DefaultCacheBehavior.FunctionAssociations;

    expect(edge?.Properties.FunctionCode).toContain('robots.txt');
    expect(association).toMatchObject({ EventType: 'viewer-request' });
    expect(media.CacheBehaviors[0]).not.toHaveProperty('FunctionAssociations');
  });

  it('T6.8 lets no page run what a file holds', () => {
    web.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: {
          ContentSecurityPolicy: { ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox", Override: true },
          ContentTypeOptions: { Override: true },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: false, Override: true },
        },
      },
    });
  });

  it('T9.1 logs no path: that of a file nobody published yet is secret', () => {
    const fields = Object.values(web.findResources('AWS::Logs::Delivery')).map(({ Properties }) => Properties.RecordFields as string[]);

    expect(fields.filter((list) => !list.includes('cs-uri-stem'))).toHaveLength(1);
    expect(fields.flat().filter((field) => /query|cookie|referer|user-agent|c-ip/i.test(field))).toEqual([]);
  });

  it('wears its own name where there is one', () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
    const overrides = { mediaDomain: { domain: 'media.postora.example.com', certificateArn } };

    synthesize({ overrides }).web.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { Aliases: ['media.postora.example.com'], ViewerCertificate: { AcmCertificateArn: certificateArn } },
    });
  });
});
