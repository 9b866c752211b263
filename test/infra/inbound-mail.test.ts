import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { grantedRights } from '../../infra/rights.ts';
import { rawMailPrefix } from '../../lib/aws/raw-mails.ts';
import { mailLimits } from '../../lib/core/help-mail.ts';
import { synthesize, withAssembly } from './synthesize.ts';

const { service } = synthesize();
const ruleArn = (set: string) => ({
  'Fn::Join': ['', ['arn:aws:ses:us-east-1:', { Ref: 'AWS::AccountId' }, `:receipt-rule-set/${set}:receipt-rule/postora-beta-help`]],
});

describe('InboundMail', () => {
  it('P-27 keeps raw mail private, encrypted, and for as long as the mails to the operator say', () => {
    service.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: mailLimits.rawDays, Status: 'Enabled' }] },
        VersioningConfiguration: Match.absent(),
      },
    });
  });

  it('lets SES put mail there on behalf of this account and this rule, over TLS, and nobody anything else', () => {
    service.hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          {
            Effect: 'Allow',
            Principal: { Service: 'ses.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^inboundmailbucket'), 'Arn'] }, `/${rawMailPrefix}*`]] },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: { 'aws:SourceArn': ruleArn('postora-beta') },
            },
          },
        ],
      },
    });
  });

  it('stores first, then calls, after a scan for spam and viruses', () => {
    service.hasResource('AWS::SES::ReceiptRule', {
      Properties: {
        RuleSetName: { Ref: Match.stringLikeRegexp('^inboundmailruleset') },
        Rule: {
          Name: 'postora-beta-help',
          Enabled: true,
          ScanEnabled: true,
          TlsPolicy: 'Optional',
          Recipients: ['help@example.com', 'postora@example.com'],
          Actions: [
            { S3Action: { BucketName: { Ref: Match.stringLikeRegexp('^inboundmailbucket') }, ObjectKeyPrefix: rawMailPrefix } },
            { LambdaAction: { InvocationType: 'Event', FunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^inboxfunction'), 'Arn'] } } },
          ],
        },
      },
      DependsOn: [Match.stringLikeRegexp('^inboundmailbucketPolicy'), Match.stringLikeRegexp('^inboxfunctionses')],
    });
  });

  it('lets SES call the inbox on behalf of this rule alone', () => {
    service.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^inboxfunction'), 'Arn'] },
      Principal: 'ses.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: ruleArn('postora-beta'),
    });
  });

  it('joins the rule set that is active already, if the stage names one', () => {
    const joined = synthesize({ overrides: { joinsRuleSet: 'everybodys' } }).service;

    joined.resourceCountIs('AWS::SES::ReceiptRuleSet', 0);
    joined.hasResourceProperties('AWS::SES::ReceiptRule', { RuleSetName: 'everybodys' });
    joined.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'ses.amazonaws.com', SourceArn: ruleArn('everybodys') });
  });

  it('T8.3 one function reads raw mail, and none writes, lists or deletes it', () => {
    const onMail = withAssembly({}, grantedRights).flatMap(({ name, rights }) =>
      rights.filter((right) => right.startsWith('raw-mail')).map((right) => `${name}: ${right}`),
    );

    expect(onMail).toEqual(['mailer: raw-mail GetObject']);
  });

  it('rings when answers begin to be refused', () => {
    service.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ $.flood IS TRUE }',
      LogGroupName: { Ref: Match.stringLikeRegexp('^inboxlogs') },
      MetricTransformations: [{ MetricName: 'MailFloods', MetricNamespace: 'Postora/beta', MetricValue: '1' }],
    });
    service.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'MailFloods', Threshold: 1, TreatMissingData: 'notBreaching' });
  });
});
