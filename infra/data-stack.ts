/** What must survive: the three tables, the token key and the users' media. Retained and deletion-protected; never rename a logical id here. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { MediaBucket } from './constructs/media-bucket.ts';
import { type StageName, type StageSettings, stackTags } from './stage.ts';

/** What the service needs to know of a table. */
export type TableAddress = Pick<TableV2, 'tableName' | 'tableArn'>;

/** Under a name of ours, because accepting a finding on rights below this bucket has to spell it out. */
export const mediaBucketArnExport = (stage: StageName): string => `postora-${stage}-media-bucket-arn`;

/** What the other stacks need to know of a bucket. */
export type BucketAddress = Pick<Bucket, 'bucketName' | 'bucketArn' | 'bucketRegionalDomainName'>;

type DataStackProps = { settings: StageSettings };

const recoverable = { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } };
const notRecoverable = { pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false } };

export class DataStack extends Stack {
  /** Everything but keys and deletions, with the sparse index `due`. */
  readonly main: TableAddress;
  /** Wrapped data keys. Without backups: what a deletion removed must not come back. */
  readonly vault: TableAddress;
  /** What was deleted, replayed after a restore. */
  readonly ledger: TableAddress;
  /** Wraps the data keys of connections; its default policy leaves all rights to IAM. */
  readonly tokenKey: Pick<Key, 'keyArn'>;
  /** Uploads of images and videos. */
  readonly mediaBucket: BucketAddress;

  constructor(scope: Construct, id: string, { settings }: DataStackProps) {
    super(scope, id, {
      env: { region: settings.region },
      description: 'Postora: data that must survive',
      terminationProtection: true,
      tags: stackTags(settings),
    });
    this.main = this.table('main', {
      ...recoverable,
      timeToLiveAttribute: 'ttl',
      globalSecondaryIndexes: [
        {
          indexName: 'due',
          partitionKey: { name: 'due_pk', type: AttributeType.STRING },
          sortKey: { name: 'due_sk', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
    this.vault = this.table('vault', notRecoverable);
    this.ledger = this.table('ledger', { ...recoverable, timeToLiveAttribute: 'ttl' });
    this.tokenKey = new Key(this, 'token-key', {
      alias: `postora-${settings.stage}-token`,
      description: `Wraps the data keys of connections of Postora ${settings.stage}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const { bucket } = new MediaBucket(this, 'media', { uploadsFrom: settings.publicOrigin });
    const { bucketName, bucketRegionalDomainName } = bucket;
    const bucketArn = this.exportValue(bucket.bucketArn, { name: mediaBucketArnExport(settings.stage) });
    this.mediaBucket = { bucketName, bucketArn, bucketRegionalDomainName };
    this.exportAll([bucketName, bucketRegionalDomainName]);
  }

  /**
   * All that another stack may ever import, whatever the settings: CloudFormation refuses to take back an export that is in use, so one that
   * came and went with a setting could not be deployed, least of all while restoring.
   */
  private exportAll(ofBucket: string[]): void {
    const ofTables = [this.main, this.vault, this.ledger].flatMap(({ tableName, tableArn }) => [tableName, tableArn]);
    for (const value of [...ofTables, this.tokenKey.keyArn, ...ofBucket]) this.exportValue(value);
  }

  private table(
    id: string,
    props: Pick<TablePropsV2, 'globalSecondaryIndexes' | 'pointInTimeRecoverySpecification' | 'timeToLiveAttribute'>,
  ) {
    return new TableV2(this, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // DynamoDB's own key: tokens are sealed under our key before they get here, and a KMS call per table costs without adding to that.
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
  }
}
