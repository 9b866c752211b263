/**
 * Where files lie: `incoming/` takes uploads for a day and is never served, `m/` holds what was checked and is read by CloudFront alone,
 * `exports/` holds copies of people's data for a day, read by addresses that are signed for their owners.
 * It reports new objects to EventBridge, which needs no reference to whoever handles them, hence no cycle and no custom resource.
 */
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, HttpMethods } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

type MediaBucketProps = {
  /** The only origin whose pages may upload. */
  uploadsFrom: string;
};

export class MediaBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { uploadsFrom }: MediaBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Names change when bytes do, so nothing is ever overwritten; and an old version would outlive a deletion.
      versioned: false,
      removalPolicy: RemovalPolicy.RETAIN,
      // The code erases exports when their day is over; this is for the day on which it does not.
      lifecycleRules: ['incoming/', 'exports/'].map((prefix) => ({
        prefix,
        expiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      })),
      cors: [
        {
          allowedOrigins: [uploadsFrom],
          allowedMethods: [HttpMethods.PUT],
          allowedHeaders: ['content-type', 'x-amz-checksum-sha256'],
          maxAge: 3600,
        },
      ],
    });
    this.reportToEventBridge();
    this.letCloudFrontRead();
    acknowledge(
      this.bucket,
      'AwsSolutions-S1',
      'CloudFront keeps the log of what is read; uploads and copies are in the log of the function that checks them.',
    );
  }

  /** The library's own switch would deploy a function that sets it. */
  private reportToEventBridge(): void {
    const bucket = this.bucket.node.defaultChild;
    if (!(bucket instanceof CfnBucket)) throw new Error('the bucket has no resource');
    bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  }

  /** Any distribution of this account: naming the one in the web stack would be a cycle, and whoever can make another may read anyway. */
  private letCloudFrontRead(): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [this.bucket.arnForObjects('m/*')],
        conditions: { ArnLike: { 'AWS:SourceArn': `arn:aws:cloudfront::${Aws.ACCOUNT_ID}:distribution/*` } },
      }),
    );
  }
}
