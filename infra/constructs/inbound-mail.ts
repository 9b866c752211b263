/**
 * Mail to the help address: SES puts it raw into a bucket that forgets it, then calls the function that decides. The rule stands in a rule set
 * of ours, or in the one that is active in the region already: SES uses one set at a time (docs/operations.md says how to switch).
 */
import { Aws, CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { CfnReceiptRule, type IReceiptRuleSet, ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { Construct, type IConstruct } from 'constructs';
import type { StageSettings } from '../stage.ts';
import { acknowledge } from './acknowledge.ts';

/** Where SES puts them: `<prefix><SES's id>`. */
export const rawMailPrefix = 'inbound/';
const keptDays = 14;

export class InboundMail extends Construct {
  readonly bucket: Bucket;
  private readonly settings: StageSettings;
  private readonly ses = new ServicePrincipal('ses.amazonaws.com');

  constructor(scope: Construct, id: string, { settings }: { settings: StageSettings }) {
    super(scope, id);
    this.settings = settings;
    this.bucket = new Bucket(this, 'bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: false,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ expiration: Duration.days(keptDays) }],
    });
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        principals: [this.ses],
        actions: ['s3:PutObject'],
        resources: [this.bucket.arnForObjects(`${rawMailPrefix}*`)],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnEquals: { 'aws:SourceArn': this.ruleArn } },
      }),
    );
    acknowledge(this.bucket, 'AwsSolutions-S1', 'SES alone writes here and one function reads; both keep a log of what they did, by id.');
  }

  /** The rule, which calls `inbox` for each mail once it lies in the bucket. */
  deliverTo(inbox: IFunction): void {
    const permission = this.letSesCall(inbox);
    const { helpAddress, mailFrom, joinsRuleSetAfter } = this.settings;
    const rule = new ReceiptRule(this, 'rule', {
      ruleSet: this.ruleSet(),
      receiptRuleName: this.ruleName,
      // Whoever answers a mail of ours writes to its sender.
      recipients: [...new Set([helpAddress, mailFrom])],
      scanEnabled: true,
      // A request to delete must not fail because somebody's server is old.
      tlsPolicy: TlsPolicy.OPTIONAL,
      actions: [
        { bind: () => ({ s3Action: { bucketName: this.bucket.bucketName, objectKeyPrefix: rawMailPrefix } }) },
        { bind: () => ({ lambdaAction: { functionArn: inbox.functionArn, invocationType: 'Event' } }) },
      ],
    });
    if (joinsRuleSetAfter !== undefined) {
      const resource = rule.node.defaultChild;
      if (!(resource instanceof CfnReceiptRule)) throw new Error('the rule has no resource');
      resource.after = joinsRuleSetAfter;
    }
    // SES tries both when the rule is made.
    rule.node.addDependency(permission);
    if (this.bucket.policy) rule.node.addDependency(this.bucket.policy);
  }

  /** By which cdk-nag names the bucket. */
  get bucketLogicalId(): string {
    const { defaultChild } = this.bucket.node;
    if (!CfnResource.isCfnResource(defaultChild)) throw new Error('the bucket has no resource');
    return Stack.of(this).getLogicalId(defaultChild);
  }

  private letSesCall(inbox: IFunction): IConstruct {
    inbox.addPermission('ses', { principal: this.ses, sourceAccount: Aws.ACCOUNT_ID, sourceArn: this.ruleArn });
    return inbox.node.findChild('ses');
  }

  private ruleSet(): IReceiptRuleSet {
    const { joinsRuleSet } = this.settings;
    return joinsRuleSet
      ? ReceiptRuleSet.fromReceiptRuleSetName(this, 'rule-set', joinsRuleSet)
      : new ReceiptRuleSet(this, 'rule-set', { receiptRuleSetName: this.ruleSetName });
  }

  private get ruleSetName(): string {
    return this.settings.joinsRuleSet ?? `postora-${this.settings.stage}`;
  }

  private get ruleName(): string {
    return `postora-${this.settings.stage}-help`;
  }

  private get ruleArn(): string {
    const resourceName = `${this.ruleSetName}:receipt-rule/${this.ruleName}`;
    return Stack.of(this).formatArn({ service: 'ses', resource: 'receipt-rule-set', resourceName });
  }
}
