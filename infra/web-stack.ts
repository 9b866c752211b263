/** What people reach: CloudFront in front of console and API, and a second hostname for media. Nothing refers back to it (that would be a cycle). */
import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { acknowledge } from './constructs/acknowledge.ts';
import { CdnLog } from './constructs/cdn-log.ts';
import { singlePageCode, viewerAddressCode } from './constructs/edge-functions.ts';
import { MediaCdn } from './constructs/media-cdn.ts';
import type { PublicApi } from './constructs/public-api.ts';
import { SecurityHeaders } from './constructs/security-headers.ts';
import type { DataStack } from './data-stack.ts';
import { type StageSettings, stackTags } from './stage.ts';

type WebStackProps = { settings: StageSettings; data: DataStack; api: PublicApi };

/** What goes to the API; everything else is the console. A test compares it with the duty table. */
export const apiPaths = ['/v1/*', '/oauth/*', '/callbacks/*', '/deletion/*'];
/** Of these, what answers with a page of its own. */
const pagePaths = ['/deletion/*'];

/** Every error CloudFront may cache: an answer of the API is never kept, whatever it says. */
const errorStatuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

export class WebStack extends Stack {
  private readonly settings: StageSettings;

  constructor(scope: Construct, id: string, { settings, data, api }: WebStackProps) {
    super(scope, id, { env: { region: settings.region }, description: 'Postora: CDN and console', tags: stackTags(settings) });
    this.settings = settings;
    const bucket = this.consoleBucket();
    const uploadOrigin = settings.uploadOrigin ?? `https://${data.mediaBucket.bucketRegionalDomainName}`;
    const security = new SecurityHeaders(this, 'security-headers', { settings, uploadOrigin, mediaOrigin: settings.mediaOrigin });
    const headers = security.policy;
    const apiBehavior = this.apiBehavior(api, headers);
    const behaviorOf = (path: string) =>
      pagePaths.includes(path) ? { ...apiBehavior, responseHeadersPolicy: security.plainPage } : apiBehavior;
    const distribution = new cloudfront.Distribution(this, 'distribution', {
      ...this.publicName(),
      comment: `Postora ${settings.stage}`,
      defaultRootObject: 'index.html',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      defaultBehavior: this.consoleBehavior(bucket, headers),
      additionalBehaviors: Object.fromEntries(apiPaths.map((path) => [path, behaviorOf(path)])),
      errorResponses: errorStatuses.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
    new CdnLog(this, 'log', { settings, distribution, name: 'cdn' });
    this.acceptFindings(distribution);
    acknowledge(
      this,
      'AwsSolutions-CFR3',
      'Standard logging v2 is on for both (constructs/cdn-log.ts), with chosen fields; the older logging would keep query strings and secret paths.',
    );
    const media = new MediaCdn(this, 'media', { settings, bucket: data.mediaBucket });
    new CfnOutput(this, 'console-bucket-name', { value: bucket.bucketName });
    new CfnOutput(this, 'distribution-id', { value: distribution.distributionId });
    new CfnOutput(this, 'distribution-domain-name', { value: distribution.distributionDomainName });
    new CfnOutput(this, 'media-domain-name', { value: media.distribution.distributionDomainName });
  }

  private consoleBucket(): Bucket {
    const bucket = new Bucket(this, 'console', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(
      bucket,
      'AwsSolutions-S1',
      'Holds the public console files only and is read by CloudFront alone, which keeps the access log.',
    );
    return bucket;
  }

  private consoleBehavior(bucket: Bucket, headers: cloudfront.ResponseHeadersPolicy): cloudfront.BehaviorOptions {
    return {
      // @ts-expect-error exactOptionalPropertyTypes: the library's own Bucket lacks `| undefined` where its IBucket has it.
      origin: S3BucketOrigin.withOriginAccessControl(bucket),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: headers,
      compress: true,
      functionAssociations: [this.atViewerRequest('single-page', singlePageCode)],
    };
  }

  private apiBehavior(api: PublicApi, headers: cloudfront.ResponseHeadersPolicy): cloudfront.BehaviorOptions {
    const secret = StringParameter.valueForStringParameter(this, `/postora/${this.settings.stage}/origin-secret`);
    return {
      origin: new HttpOrigin(api.host, {
        protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
        customHeaders: { 'x-postora-origin': secret },
        // CloudFront repeats a GET that was not answered in time; the OAuth callback is a GET that works once.
        connectionAttempts: 1,
        readTimeout: Duration.seconds(30),
      }),
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      responseHeadersPolicy: headers,
      compress: true,
      functionAssociations: [this.atViewerRequest('viewer-address', viewerAddressCode)],
    };
  }

  private atViewerRequest(id: string, code: string): cloudfront.FunctionAssociation {
    const runtime = cloudfront.FunctionRuntime.JS_2_0;
    const edge = new cloudfront.Function(this, id, { runtime, code: cloudfront.FunctionCode.fromInline(code) });
    return { eventType: cloudfront.FunctionEventType.VIEWER_REQUEST, function: edge };
  }

  private publicName(): Pick<cloudfront.DistributionProps, 'domainNames' | 'certificate' | 'minimumProtocolVersion'> {
    const custom = this.settings.customDomain;
    if (!custom) return {};
    return {
      domainNames: [custom.domain],
      certificate: Certificate.fromCertificateArn(this, 'certificate', custom.certificateArn),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
    };
  }

  private acceptFindings(distribution: cloudfront.Distribution): void {
    const accept = (id: string, reason: string) => acknowledge(distribution, `AwsSolutions-${id}`, reason);
    // Of both distributions.
    acknowledge(
      this,
      'AwsSolutions-CFR1',
      'Invited people may travel, and platforms fetch media from wherever they have machines: refusing a country would break both at random.',
    );
    accept('CFR2', 'A private beta behind the API throttle and a budget alarm; a WAF would cost more each month than all the rest.');
    if (!this.settings.customDomain) {
      accept('CFR4', "A stage without its own domain has CloudFront's own certificate, whose TLS version cannot be chosen.");
    }
  }
}
