import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesize } from './synthesize.ts';

const { data } = synthesize();
const logicalIds = Object.keys(data.toJSON().Resources);
const key = (name: string, type: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType: type });
const replica = (id: string) =>
  Object.entries(data.findResources('AWS::DynamoDB::GlobalTable')).find(([name]) => name.startsWith(id))?.[1].Properties.Replicas[0];

describe('DataStack', () => {
  it('T8.2 retains everything, whether it is deleted or replaced', () => {
    const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

    data.allResources('AWS::DynamoDB::GlobalTable', kept);
    data.allResources('AWS::KMS::Key', kept);
    data.allResources('AWS::S3::Bucket', kept);
  });

  // @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-pointintimerecoveryspecification.html
  const awsDefaultDays = 35;

  it('T8.2 P-21 protects every table from deletion, and keeps backups of main and ledger only, for 35 days at most', () => {
    const settings = Object.fromEntries(
      ['main', 'vault', 'ledger'].map((id) => {
        const { DeletionProtectionEnabled, PointInTimeRecoverySpecification } = replica(id);
        return [id, [DeletionProtectionEnabled, PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled]];
      }),
    );

    const days = ['main', 'ledger'].map((id) => replica(id).PointInTimeRecoverySpecification.RecoveryPeriodInDays ?? awsDefaultDays);

    expect(settings).toEqual({ main: [true, true], vault: [true, false], ledger: [true, true] });
    expect(Math.max(...days)).toBeLessThanOrEqual(35);
  });

  it('gives main its keys, its expiry and the one sparse index', () => {
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      GlobalSecondaryIndexes: [
        { IndexName: 'due', KeySchema: [key('due_pk', 'HASH'), key('due_sk', 'RANGE')], Projection: { ProjectionType: 'KEYS_ONLY' } },
      ],
    });
  });

  it('gives vault and ledger the same keys and no index', () => {
    const plain = { KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')], GlobalSecondaryIndexes: Match.absent() };

    data.resourcePropertiesCountIs('AWS::DynamoDB::GlobalTable', plain, 2);
  });

  it('rotates the token key and leaves every right on it to IAM', () => {
    data.hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
      KeyPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'kms:*',
            Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
            Resource: '*',
          },
        ],
      },
    });
    data.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/postora-beta-token' });
  });

  it('keeps its logical ids: another one would be another, empty table', () => {
    expect(logicalIds).toEqual([
      'main7AD10839',
      'vaultAEB7ADF6',
      'ledger28D1CA40',
      'tokenkey2AF21EE1',
      'tokenkeyAlias57FD3BEF',
      'mediabucketBF9D0F8E',
      'mediabucketPolicy8E3F10DD',
    ]);
  });
});
