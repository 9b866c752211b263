/**
 * Every resource type a template may contain: `modelled` (its names, as CloudFormation would give them) or `inert` (why it is
 * safe to leave out). A type in neither list stops the start: what is deployed must not silently be missing here.
 */
import { createHash } from 'node:crypto';

export type World = { account: string; region: string; gatewayUrl: string; apiUrl: string };
export type Naming = { stack: string; logicalId: string; text(property: string): string | undefined };
/** What `Ref` and `Fn::GetAtt` give. */
export type Names = { ref: string; attributes: Record<string, string> };

const arn = (world: World, service: string, resource: string, account = world.account, region = world.region) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const hex = (text: string, length: number) => createHash('sha256').update(text).digest('hex').slice(0, length);
const generated = ({ stack, logicalId }: Naming) => `${stack}-${logicalId}`.slice(0, 64);

/** The same key id at every start, so that what was encrypted stays readable. */
function keyId({ stack, logicalId }: Naming): string {
  const digits = hex(`${stack}/${logicalId}`, 32);
  return [8, 12, 16, 20, 32].map((end, i, ends) => digits.slice(ends[i - 1] ?? 0, end)).join('-');
}

function table(naming: Naming, world: World): Names {
  const name = naming.text('TableName') ?? generated(naming);
  const own = arn(world, 'dynamodb', `table/${name}`);
  return { ref: name, attributes: { Arn: own, TableId: hex(own, 32), StreamArn: `${own}/stream/local` } };
}

function queue(naming: Naming, world: World): Names {
  const name = naming.text('QueueName') ?? generated(naming);
  const url = `${world.gatewayUrl}/${world.account}/${name}`;
  return { ref: url, attributes: { Arn: arn(world, 'sqs', name), QueueName: name, QueueUrl: url } };
}

function bucket(naming: Naming, world: World): Names {
  const name = naming.text('BucketName') ?? generated(naming).toLowerCase();
  const regional = `${name}.s3.${world.region}.amazonaws.com`;
  return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: regional } };
}

/** A resource whose Ref is its name and whose Arn follows from it. */
const named =
  (property: string, service: string, prefix: string, global = false) =>
  (naming: Naming, world: World): Names => {
    const ref = naming.text(property) ?? generated(naming);
    const own = arn(world, service, `${prefix}${ref}`, world.account, global ? '' : world.region);
    return { ref, attributes: { Arn: own, Id: ref, [property]: ref } };
  };

/** A resource with an id of AWS's making. */
const identified = (naming: Naming): Names => {
  const id = hex(`${naming.stack}/${naming.logicalId}`, 13).toUpperCase();
  return { ref: id, attributes: { Id: id } };
};

function topic(naming: Naming, world: World): Names {
  const name = naming.text('TopicName') ?? generated(naming);
  const own = arn(world, 'sns', name);
  return { ref: own, attributes: { TopicArn: own, TopicName: name } };
}

export const modelled: Record<string, (naming: Naming, world: World) => Names> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,
  'AWS::SQS::Queue': queue,
  'AWS::S3::Bucket': bucket,
  'AWS::S3::BucketPolicy': identified,
  'AWS::SQS::QueuePolicy': identified,
  'AWS::KMS::Key': (naming, world) => ({
    ref: keyId(naming),
    attributes: { KeyId: keyId(naming), Arn: arn(world, 'kms', `key/${keyId(naming)}`) },
  }),
  'AWS::KMS::Alias': named('AliasName', 'kms', ''),
  'AWS::IAM::Role': named('RoleName', 'iam', 'role/', true),
  'AWS::IAM::Policy': named('PolicyName', 'iam', 'policy/', true),
  'AWS::IAM::ManagedPolicy': (naming, world) => {
    const own = arn(world, 'iam', `policy/${naming.text('ManagedPolicyName') ?? generated(naming)}`, world.account, '');
    return { ref: own, attributes: { PolicyArn: own } };
  },
  'AWS::Lambda::Function': named('FunctionName', 'lambda', 'function:'),
  'AWS::Lambda::Permission': identified,
  'AWS::Lambda::EventSourceMapping': identified,
  'AWS::Lambda::EventInvokeConfig': identified,
  'AWS::Events::Rule': named('Name', 'events', 'rule/'),
  'AWS::SSM::Parameter': named('Name', 'ssm', 'parameter'),
  'AWS::SES::ReceiptRuleSet': named('RuleSetName', 'ses', 'receipt-rule-set/'),
  'AWS::SES::ReceiptRule': identified,
  'AWS::SES::EmailIdentity': named('EmailIdentity', 'ses', 'identity/'),
  'AWS::ApiGatewayV2::Api': (naming, world) => {
    const id = hex(`${naming.stack}/${naming.logicalId}`, 10);
    return { ref: id, attributes: { ApiId: id, ApiEndpoint: world.apiUrl } };
  },
  'AWS::ApiGatewayV2::Stage': (naming) => ({ ref: naming.text('StageName') ?? '$default', attributes: {} }),
  'AWS::ApiGatewayV2::Route': identified,
  'AWS::ApiGatewayV2::Integration': identified,
  'AWS::CloudFront::Distribution': (naming) => {
    const { ref } = identified(naming);
    return { ref, attributes: { Id: ref, DomainName: `${ref.toLowerCase()}.cloudfront.net` } };
  },
  'AWS::CloudFront::Function': (naming, world) => {
    const own = arn(world, 'cloudfront', `function/${naming.text('Name') ?? generated(naming)}`, world.account, '');
    return { ref: own, attributes: { FunctionARN: own } };
  },
  'AWS::CloudFront::ResponseHeadersPolicy': identified,
  'AWS::CloudFront::OriginRequestPolicy': identified,
  'AWS::CloudFront::CachePolicy': identified,
  'AWS::CloudFront::OriginAccessControl': identified,
};

/** Left out on purpose, with the reason. Their names still resolve. */
export const inert: Record<string, { reason: string; names: (naming: Naming, world: World) => Names }> = {
  'AWS::Logs::LogGroup': { reason: 'logs go to .postora/logs', names: named('LogGroupName', 'logs', 'log-group:') },
  'AWS::Logs::MetricFilter': { reason: 'no metrics on a laptop', names: identified },
  'AWS::Logs::ResourcePolicy': { reason: 'no access logs on a laptop', names: identified },
  'AWS::Logs::Delivery': { reason: 'no access logs on a laptop', names: identified },
  'AWS::Logs::DeliverySource': { reason: 'no access logs on a laptop', names: identified },
  'AWS::Logs::DeliveryDestination': { reason: 'no access logs on a laptop', names: named('Name', 'logs', 'delivery-destination:') },
  'AWS::CloudWatch::Alarm': { reason: 'nobody is woken by a laptop', names: named('AlarmName', 'cloudwatch', 'alarm:') },
  'AWS::CloudWatch::CompositeAlarm': { reason: 'nobody is woken by a laptop', names: named('AlarmName', 'cloudwatch', 'alarm:') },
  'AWS::CloudWatch::Dashboard': { reason: 'no metrics on a laptop', names: named('DashboardName', 'cloudwatch', 'dashboard/') },
  'AWS::SNS::Topic': { reason: 'carries alarms only', names: topic },
  'AWS::SNS::TopicPolicy': { reason: 'carries alarms only', names: identified },
  'AWS::SNS::Subscription': { reason: 'carries alarms only', names: identified },
  'AWS::SES::ConfigurationSet': { reason: 'mail does not leave the laptop', names: named('Name', 'ses', 'configuration-set/') },
  'AWS::SES::ConfigurationSetEventDestination': { reason: 'mail does not leave the laptop', names: identified },
  'AWS::Budgets::Budget': { reason: 'a laptop costs nothing', names: identified },
  'AWS::CDK::Metadata': { reason: 'says which CDK was used', names: identified },
};
