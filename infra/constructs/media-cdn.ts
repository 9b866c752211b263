/** The media hostname: checked uploads below `m/`, a robots.txt that invites everybody, and nothing else. No cookie, no redirect. */
import { Annotations, Duration, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { BucketAddress } from '../data-stack.ts';
import type { StageSettings } from '../stage.ts';
import { acknowledge } from './acknowledge.ts';
import { CdnLog } from './cdn-log.ts';
import { mediaHostCode } from './edge-functions.ts';
import { transportSecurity } from './security-headers.ts';

type MediaCdnProps = { settings: StageSettings; bucket: BucketAddress };

/** The only path that reaches the bucket. */
const mediaPath = '/m/*';

export class MediaCdn extends Construct {
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Stack, id: string, { settings, bucket }: MediaCdnProps) {
    super(scope, id);
    const origin = S3BucketOrigin.withOriginAccessControl(this.readOnly(bucket));
    const responseHeadersPolicy = this.headers(settings);
    const common = { origin, responseHeadersPolicy, viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY, compress: false };
    this.distribution = new cloudfront.Distribution(this, 'distribution', {
      ...this.publicName(settings),
      comment: `Postora ${settings.stage}: media`,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        ...common,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        functionAssociations: [this.answersItself()],
      },
      additionalBehaviors: { [mediaPath]: { ...common, cachePolicy: this.shortCache(settings) } },
      errorResponses: [403, 404, 500, 502, 503, 504].map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    new CdnLog(this, 'log', { settings, distribution: this.distribution, name: 'media-cdn', leaveOut: ['cs-uri-stem'] });
    this.acceptFindings(settings);
  }

  /** The bucket's policy stands beside the bucket; a bucket by its names alone cannot be changed from here. */
  private readOnly({ bucketArn, bucketName, bucketRegionalDomainName }: BucketAddress): IBucket {
    const bucket = Bucket.fromBucketAttributes(this, 'bucket', { bucketArn, bucketName, bucketRegionalDomainName });
    Annotations.of(this).acknowledgeWarning('@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac');
    return bucket;
  }

  /** An edge copy of a removed file is gone after an hour, while browsers and platforms may keep theirs as the object says. */
  private shortCache({ stage }: StageSettings): cloudfront.CachePolicy {
    return new cloudfront.CachePolicy(this, 'cache', {
      cachePolicyName: `postora-${stage}-media`,
      comment: 'By path alone, for an hour at most',
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.hours(1),
      maxTtl: Duration.hours(1),
    });
  }

  private answersItself(): cloudfront.FunctionAssociation {
    const edge = new cloudfront.Function(this, 'media-host', {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromInline(mediaHostCode),
    });
    return { eventType: cloudfront.FunctionEventType.VIEWER_REQUEST, function: edge };
  }

  private headers(settings: StageSettings): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, 'headers', {
      responseHeadersPolicyName: `postora-${settings.stage}-media`,
      securityHeadersBehavior: {
        strictTransportSecurity: transportSecurity(settings),
        contentSecurityPolicy: { contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'; sandbox", override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
      },
      customHeadersBehavior: { customHeaders: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }] },
    });
  }

  private publicName({ mediaDomain }: StageSettings) {
    if (!mediaDomain) return {};
    return {
      domainNames: [mediaDomain.domain],
      certificate: Certificate.fromCertificateArn(this, 'certificate', mediaDomain.certificateArn),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  private acceptFindings({ mediaDomain }: StageSettings): void {
    const accept = (id: string, reason: string) => acknowledge(this.distribution, `AwsSolutions-${id}`, reason);
    accept('CFR2', 'Serves public files by unguessable path and nothing else; a WAF would only add a way to refuse a platform.');
    if (!mediaDomain)
      accept('CFR4', "A stage without its own domain has CloudFront's own certificate, whose TLS version cannot be chosen.");
  }
}
