/** CloudFront's access log (standard logging v2) with chosen fields: no query string, cookie, referrer, address or user agent. */
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDelivery, CfnDeliveryDestination, CfnDeliverySource, LogGroup, ResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage.ts';

/** OAuth codes and states stand in query strings and referrers: these fields must never be added. */
const recordFields = [
  'date',
  'time',
  'x-edge-location',
  'x-edge-request-id',
  'cs-method',
  'cs-uri-stem',
  'cs-protocol',
  'cs-protocol-version',
  'ssl-protocol',
  'sc-status',
  'sc-bytes',
  'time-taken',
  'x-edge-result-type',
  'x-edge-detailed-result-type',
];

type CdnLogProps = {
  settings: StageSettings;
  distribution: IDistribution;
  /** Names the log group. */
  name: 'cdn' | 'media-cdn';
  /** Fields that would say too much here. */
  leaveOut?: string[];
};

export class CdnLog extends Construct {
  constructor(scope: Construct, id: string, { settings, distribution, name: which, leaveOut = [] }: CdnLogProps) {
    super(scope, id);
    const name = `postora-${settings.stage}-${which}`;
    const logGroup = new LogGroup(this, 'logs', {
      logGroupName: `/aws/vendedlogs/postora/${settings.stage}/${which}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const mayDeliver = new ResourcePolicy(this, 'may-deliver', {
      resourcePolicyName: name,
      policyStatements: [
        new PolicyStatement({
          principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [logGroup.logGroupArn],
          conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
        }),
      ],
    });
    const source = new CfnDeliverySource(this, 'source', { name, logType: 'ACCESS_LOGS', resourceArn: distribution.distributionArn });
    const destination = new CfnDeliveryDestination(this, 'destination', {
      name,
      outputFormat: 'json',
      destinationResourceArn: logGroup.logGroupArn,
    });
    const delivery = new CfnDelivery(this, 'delivery', {
      deliverySourceName: source.ref,
      deliveryDestinationArn: destination.attrArn,
      recordFields: recordFields.filter((field) => !leaveOut.includes(field)),
    });
    delivery.node.addDependency(mayDeliver);
  }
}
