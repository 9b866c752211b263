/**
 * Where a template makes one AWS service act on a resource, kind by kind: from which property, on what, and who must allow it. Together
 * with `noCalls` this is every way in which a template may mention something that can be called; another one is a finding.
 */
import { account, arnOf, at, nameOf, type Resource, region, textsAt } from './resources.ts';

/** `policy`: in the policy of what is called. `permission`: of a function. `role`: in the role of the function that calls. */
type Needs =
  | { by: 'policy' | 'permission'; service: string; actions: readonly string[]; resource: string; sourceArn: string }
  | { by: 'role'; role: string; actions: readonly string[]; resource: string }
  | { by: 'redrive'; source: string }
  | { by: 'nobody'; why: string };
export type Call = { from: Resource; to: string; needs: readonly Needs[] };
export type World = { ofType: (type: string) => Resource[]; find: (name: string) => Resource | undefined };
export type EdgeKind = { name: string; type: string; property: string; calls: (from: Resource, world: World) => Call[] };

const arn = (service: string, resource: string, where = region) => `arn:aws:${service}:${where}:${account}:${resource}`;

/** Calls one target by the right that its type asks for; a type that is not known here needs what nobody gives. */
function call(world: World, from: Resource, to: string, service: string, sourceArn: string): Call {
  const target = world.find(to);
  const actions: Record<string, readonly string[]> = { 'AWS::SQS::Queue': ['sqs:SendMessage'], 'AWS::SNS::Topic': ['sns:Publish'] };
  const resource = target ? arnOf(target) : to;
  if (target?.type === 'AWS::Lambda::Function')
    return { from, to, needs: [{ by: 'permission', service, actions: [], resource, sourceArn }] };
  return { from, to, needs: [{ by: 'policy', service, actions: actions[target?.type ?? ''] ?? ['unknown'], resource, sourceArn }] };
}

const alarmTo: EdgeKind['calls'] = (from, world) =>
  ['AlarmActions', 'OKActions', 'InsufficientDataActions']
    .flatMap((property) => textsAt(from.properties, property))
    .map((to) => call(world, from, to, 'cloudwatch.amazonaws.com', arn('cloudwatch', `alarm:${nameOf(from)}`)));

const ruleTo: EdgeKind['calls'] = (from, world) =>
  textsAt(from.properties, 'Targets', 'Arn').map((to) => call(world, from, to, 'events.amazonaws.com', nameOf(from, 'Arn')));

const ruleArn = ({ properties }: Resource) =>
  arn('ses', `receipt-rule-set/${textsAt(properties, 'RuleSetName')[0]}:receipt-rule/${textsAt(properties, 'Rule', 'Name')[0]}`);
const service = 'ses.amazonaws.com';

const mailTo: EdgeKind['calls'] = (from, world) => [
  ...at(from.properties, 'Rule', 'Actions', 'S3Action').map((action): Call => {
    const bucket = textsAt(action, 'BucketName')[0] ?? '';
    const resource = `${storedIn(world, bucket)}/${textsAt(action, 'ObjectKeyPrefix')[0] ?? ''}mail`;
    return { from, to: bucket, needs: [{ by: 'policy', service, actions: ['s3:PutObject'], resource, sourceArn: ruleArn(from) }] };
  }),
  ...textsAt(from.properties, 'Rule', 'Actions', 'LambdaAction', 'FunctionArn').map((to) => call(world, from, to, service, ruleArn(from))),
  ...['S3Action', 'LambdaAction', 'BounceAction', 'StopAction']
    .flatMap((action) => textsAt(from.properties, 'Rule', 'Actions', action, 'TopicArn'))
    .concat(textsAt(from.properties, 'Rule', 'Actions', 'SNSAction', 'TopicArn'))
    .map((to) => call(world, from, to, service, ruleArn(from))),
];

const storedIn = (world: World, bucket: string) => {
  const found = world.find(bucket);
  return found ? arnOf(found) : bucket;
};

/** Each origin that is a bucket, by a key that its paths lead to. */
const cdnTo: EdgeKind['calls'] = (from, world) => {
  const config = from.properties['DistributionConfig'];
  const sourceArn = arn('cloudfront', `distribution/${nameOf(from)}`, '');
  return at(config, 'Origins').flatMap((origin): Call[] => {
    const [to = '', id = ''] = [...textsAt(origin, 'DomainName'), ...textsAt(origin, 'Id')];
    const bucket = world.find(to);
    if (bucket?.type !== 'AWS::S3::Bucket') return [];
    const patterns = at(config, 'CacheBehaviors').filter((behavior) => textsAt(behavior, 'TargetOriginId')[0] === id);
    const paths = patterns.flatMap((behavior) => textsAt(behavior, 'PathPattern'));
    const keys = (paths.length > 0 ? paths : ['/*']).map((path) => path.replace(/^\//, '').replaceAll('*', 'file'));
    const signs = textsAt(origin, 'OriginAccessControlId').length > 0;
    const actions = signs ? ['s3:GetObject'] : ['unsigned'];
    return [
      {
        from,
        to,
        needs: keys.map((key) => ({
          by: 'policy',
          service: 'cloudfront.amazonaws.com',
          actions,
          resource: `${arnOf(bucket)}/${key}`,
          sourceArn,
        })),
      },
    ];
  });
};

const routeTo: EdgeKind['calls'] = (from, world) => {
  const integration = world.find(textsAt(from.properties, 'Target')[0]?.replace('integrations/', '') ?? '');
  const key = textsAt(from.properties, 'RouteKey')[0]?.replace(' ', '') ?? '';
  const sourceArn = arn('execute-api', `${textsAt(from.properties, 'ApiId')[0]}/$default/${key}`);
  return textsAt(integration?.properties, 'IntegrationUri').map((to) => call(world, from, to, 'apigateway.amazonaws.com', sourceArn));
};

const deliveryTo: EdgeKind['calls'] = (from, world) => {
  const destination = world.find(textsAt(from.properties, 'DeliveryDestinationArn')[0] ?? '');
  const sourceArn = arn('logs', `delivery-source:${textsAt(from.properties, 'DeliverySourceName')[0]}`);
  return textsAt(destination?.properties, 'DestinationResourceArn').map((to) => ({
    from,
    to,
    needs: [
      {
        by: 'policy',
        service: 'delivery.logs.amazonaws.com',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resource: to,
        sourceArn,
      },
    ],
  }));
};

/** To a queue, a function or a topic; EventBridge, which is only switched on, needs nobody's leave. */
const objectTo: EdgeKind['calls'] = (from, world) =>
  [
    ['QueueConfigurations', 'Queue'],
    ['LambdaConfigurations', 'Function'],
    ['TopicConfigurations', 'Topic'],
  ]
    .flatMap((path) => textsAt(from.properties, 'NotificationConfiguration', ...path))
    .map((to) => call(world, from, to, 's3.amazonaws.com', nameOf(from, 'Arn')));

const budgetTo: EdgeKind['calls'] = (from, world) =>
  at(from.properties, 'NotificationsWithSubscribers', 'Subscribers')
    .filter((subscriber) => textsAt(subscriber, 'SubscriptionType')[0] === 'SNS')
    .flatMap((subscriber) => textsAt(subscriber, 'Address'))
    .map((to) =>
      call(world, from, to, 'budgets.amazonaws.com', arn('budgets', `budget/${textsAt(from.properties, 'Budget', 'BudgetName')[0]}`, '')),
    );

/** Lambda polls with the rights of the function. */
const pollFrom: EdgeKind['calls'] = (from, world) => {
  const role = roleOf(world.find(textsAt(from.properties, 'FunctionName')[0] ?? ''));
  const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
  return textsAt(from.properties, 'EventSourceArn').map((to) => ({ from, to, needs: [{ by: 'role', role, actions, resource: to }] }));
};
const roleOf = (lambda: Resource | undefined) => textsAt(lambda?.properties, 'Role')[0] ?? '';

const logOf: EdgeKind['calls'] = (from, world) =>
  textsAt(from.properties, 'LoggingConfig', 'LogGroup').map((to) => {
    const group = world.find(to);
    const resource = group ? arnOf(group) : to;
    return { from, to, needs: [{ by: 'role', role: roleOf(from), actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resource }] };
  });

const deadLettersOf: EdgeKind['calls'] = (from) =>
  textsAt(from.properties, 'RedrivePolicy', 'deadLetterTargetArn').map((to) => ({
    from,
    to,
    needs: [{ by: 'redrive', source: arnOf(from) }],
  }));

const accessLogOf: EdgeKind['calls'] = (from) =>
  textsAt(from.properties, 'AccessLogSettings', 'DestinationArn').map((to) => ({
    from,
    to,
    needs: [{ by: 'nobody', why: 'API Gateway writes the policy AWSLogDeliveryWrite itself when the stage is made' }],
  }));

export const edgeKinds: readonly EdgeKind[] = [
  { name: 'alarm', type: 'AWS::CloudWatch::Alarm', property: 'AlarmActions|OKActions|InsufficientDataActions', calls: alarmTo },
  { name: 'rule', type: 'AWS::Events::Rule', property: 'Targets', calls: ruleTo },
  { name: 'mail rule', type: 'AWS::SES::ReceiptRule', property: 'Rule', calls: mailTo },
  { name: 'CDN', type: 'AWS::CloudFront::Distribution', property: 'DistributionConfig', calls: cdnTo },
  { name: 'API route', type: 'AWS::ApiGatewayV2::Route', property: 'Target', calls: routeTo },
  { name: 'log delivery', type: 'AWS::Logs::Delivery', property: 'DeliveryDestinationArn', calls: deliveryTo },
  { name: 'bucket', type: 'AWS::S3::Bucket', property: 'NotificationConfiguration', calls: objectTo },
  { name: 'budget', type: 'AWS::Budgets::Budget', property: 'NotificationsWithSubscribers', calls: budgetTo },
  { name: 'event source', type: 'AWS::Lambda::EventSourceMapping', property: 'EventSourceArn', calls: pollFrom },
  { name: 'function log', type: 'AWS::Lambda::Function', property: 'LoggingConfig', calls: logOf },
  { name: 'redrive', type: 'AWS::SQS::Queue', property: 'RedrivePolicy', calls: deadLettersOf },
  { name: 'access log', type: 'AWS::ApiGatewayV2::Stage', property: 'AccessLogSettings', calls: accessLogOf },
];

/** What can be called, or written to, by a service. */
export const targetTypes = ['AWS::SQS::Queue', 'AWS::SNS::Topic', 'AWS::Lambda::Function', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup'];

/** Mentions of such a resource that make nobody call it. The rights of roles are held against the duty table (rights.ts). */
export const noCalls: readonly string[] = [
  'AWS::IAM::Role Policies',
  'AWS::Lambda::Function Environment',
  'AWS::Lambda::Permission FunctionName',
  'AWS::Lambda::EventInvokeConfig FunctionName',
  'AWS::Lambda::EventSourceMapping FunctionName',
  'AWS::SQS::Queue RedriveAllowPolicy',
  'AWS::SQS::QueuePolicy Queues',
  'AWS::SQS::QueuePolicy PolicyDocument',
  'AWS::SNS::TopicPolicy Topics',
  'AWS::SNS::TopicPolicy PolicyDocument',
  'AWS::S3::BucketPolicy Bucket',
  'AWS::S3::BucketPolicy PolicyDocument',
  'AWS::Logs::ResourcePolicy PolicyDocument',
  'AWS::CloudWatch::Alarm Dimensions',
  // Which buckets a rule listens for.
  'AWS::Events::Rule EventPattern',
  // Counts lines of the group.
  'AWS::Logs::MetricFilter LogGroupName',
  // The topic's own mails.
  'AWS::SNS::Subscription TopicArn',
  // By which a route finds its function; the route is the edge.
  'AWS::ApiGatewayV2::Integration IntegrationUri',
  // By which a delivery finds its group; the delivery is the edge.
  'AWS::Logs::DeliveryDestination DestinationResourceArn',
  // Addresses that the browser may use.
  'AWS::CloudFront::ResponseHeadersPolicy ResponseHeadersPolicyConfig',
];
