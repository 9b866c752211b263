/** Every service that a template lets act on something needs an Allow there: each kind of edge is found, and each missing Allow. */
import { describe, expect, it } from 'vitest';
import { type Duty, duties } from '../../functions/duties.ts';
import { auditTemplates } from '../../infra/edges/audit.ts';
import { edgeKinds } from '../../infra/edges/kinds.ts';
import type { StackTemplate } from '../../infra/edges/resources.ts';
import { withAssembly } from './synthesize.ts';

// biome-ignore lint/suspicious/noExplicitAny: mutants say which shape a template has
type Any = any;
const whole = withAssembly({}, (assembly) =>
  assembly.stacks.map(({ stackName: stack, template }) => ({ stack, template: template as Any })),
);
const resourcesOf = (type: string) =>
  whole.flatMap(({ template }) => Object.values<Any>(template.Resources)).filter(({ Type }) => Type === type);
const dutyList: Duty[] = Object.values(duties);

/** The templates with something about all resources of a type changed, and what is then said. */
function mutant(type: string, change: (properties: Any, id: string) => void) {
  const copy: StackTemplate[] = structuredClone(whole);
  for (const { template } of copy)
    for (const [id, resource] of Object.entries(template.Resources ?? {})) if (resource.Type === type) change(resource.Properties, id);
  return closed(copy);
}
function closed(templates: StackTemplate[]) {
  const { edges, unknown } = auditTemplates(templates);
  return { kinds: [...new Set(edges.filter(({ isAllowed }) => !isAllowed).map(({ kind }) => kind))], unknown };
}
const withoutAllows = (properties: Any) => {
  properties.PolicyDocument.Statement = properties.PolicyDocument.Statement.filter(({ Effect }: Any) => Effect !== 'Allow');
};
const allowsOf = (properties: Any) => properties.PolicyDocument.Statement.filter(({ Effect }: Any) => Effect === 'Allow');
/** A resource more in the service stack. */
function planted(id: string, Type: string, Properties: Any) {
  const copy = structuredClone(whole);
  const service = copy.find(({ stack }) => stack.endsWith('-service'))!;
  service.template.Resources[id] = { Type, Properties };
  return closed(copy);
}
const idOf = (type: string, part: string) =>
  Object.entries<Any>(whole.find(({ stack }) => stack.endsWith('-service'))!.template.Resources).find(
    ([id, { Type }]) => Type === type && id.includes(part),
  )![0];

describe('auditTemplates', () => {
  it('T8.2 finds every edge of every kind, each with an Allow', () => {
    const { edges, unknown } = auditTemplates(whole);
    const counts = Object.fromEntries(edgeKinds.map(({ name }) => [name, edges.filter(({ kind }) => kind === name).length]));

    expect({ closed: edges.filter(({ isAllowed }) => !isAllowed), unknown }).toEqual({ closed: [], unknown: [] });
    expect(resourcesOf('AWS::CloudWatch::Alarm').length).toBeGreaterThan(dutyList.length);
    expect(counts).toEqual({
      alarm: resourcesOf('AWS::CloudWatch::Alarm').length,
      rule: dutyList.filter(({ schedule, uploads }) => schedule || uploads).length,
      'mail rule': 2,
      CDN: 2,
      'API route': dutyList.flatMap(({ routes = [] }) => routes).length,
      'log delivery': 2,
      // Reports to EventBridge alone.
      bucket: 0,
      // Mails its addresses itself.
      budget: 0,
      'event source': 6,
      'function log': dutyList.length,
      redrive: 6,
      'access log': 1,
    });
  });

  it.each<[string, string, (properties: Any) => void, string[]]>([
    ['a topic policy without its Allow', 'AWS::SNS::TopicPolicy', withoutAllows, ['alarm']],
    [
      'a topic policy for another account',
      'AWS::SNS::TopicPolicy',
      (p) => Object.assign(allowsOf(p)[0].Condition.StringEquals, { 'aws:SourceAccount': '1' }),
      ['alarm'],
    ],
    [
      'a topic policy for other alarms',
      'AWS::SNS::TopicPolicy',
      (p) => Object.assign(allowsOf(p)[0].Condition.ArnLike, { 'aws:SourceArn': 'arn:aws:cloudwatch:eu-west-1:1:alarm:*' }),
      ['alarm'],
    ],
    [
      'a topic policy that asks for something unknown',
      'AWS::SNS::TopicPolicy',
      (p) => Object.assign(allowsOf(p)[0].Condition.StringEquals, { 'aws:PrincipalOrgID': 'o-1' }),
      ['alarm'],
    ],
    [
      'a topic policy that denies, too',
      'AWS::SNS::TopicPolicy',
      (p) => p.PolicyDocument.Statement.push({ ...allowsOf(p)[0], Effect: 'Deny' }),
      ['alarm'],
    ],
    ['queue policies without their Allows', 'AWS::SQS::QueuePolicy', withoutAllows, ['rule']],
    [
      'queue policies for another action',
      'AWS::SQS::QueuePolicy',
      (p) =>
        allowsOf(p).forEach((s: Any) => {
          s.Action = 'sqs:ReceiveMessage';
        }),
      ['rule'],
    ],
    ['bucket policies without their Allows', 'AWS::S3::BucketPolicy', withoutAllows, ['mail rule', 'CDN']],
    [
      'a CDN that does not sign',
      'AWS::CloudFront::Distribution',
      (p) =>
        p.DistributionConfig.Origins.forEach((o: Any) => {
          delete o.OriginAccessControlId;
        }),
      ['CDN'],
    ],
    [
      'log policies for another service',
      'AWS::Logs::ResourcePolicy',
      (p) => {
        p.PolicyDocument = JSON.parse(JSON.stringify(p.PolicyDocument).replaceAll('delivery.logs', 'other.logs'));
      },
      ['log delivery'],
    ],
    [
      'log policies for another group',
      'AWS::Logs::ResourcePolicy',
      (p) => {
        p.PolicyDocument = '{"Statement":[]}';
      },
      ['log delivery'],
    ],
    [
      'event sources of functions that may not receive',
      'AWS::IAM::Role',
      (p) => {
        p.Policies = JSON.parse(JSON.stringify(p.Policies).replaceAll('sqs:ReceiveMessage', 'sqs:Nothing'));
      },
      ['event source'],
    ],
    [
      'functions that may not write their log',
      'AWS::IAM::Role',
      (p) => {
        p.Policies = JSON.parse(JSON.stringify(p.Policies).replaceAll('logs:PutLogEvents', 'logs:Nothing'));
      },
      ['function log'],
    ],
    [
      'queues whose dead letters take none of theirs',
      'AWS::SQS::Queue',
      (p) => {
        p.RedriveAllowPolicy = { redrivePermission: 'denyAll' };
      },
      ['redrive'],
    ],
  ])('T8.2 names the edges behind %s', (_what, type, change, kinds) => {
    expect(mutant(type, change)).toEqual({ kinds, unknown: [] });
  });

  it.each([
    ['events.amazonaws.com', ['rule']],
    ['ses.amazonaws.com', ['mail rule']],
    ['apigateway.amazonaws.com', ['API route']],
  ])('T8.2 names what %s may not call any more', (principal, kinds) => {
    expect(
      mutant('AWS::Lambda::Permission', (p) => Object.assign(p, p.Principal === principal ? { Principal: 'other.amazonaws.com' } : {})),
    ).toEqual({ kinds, unknown: [] });
  });

  it('T8.2 knows that the route for everything else needs a permission of its own', () => {
    const { edges } = auditTemplates(whole);
    const change = (p: Any) => Object.assign(p, { SourceArn: JSON.parse(JSON.stringify(p.SourceArn).replace('/*/$default', '/*/*/*')) });

    expect(edges.filter(({ kind }) => kind === 'API route').length).toBeGreaterThan(30);
    expect(
      mutant('AWS::Lambda::Permission', (p) => (JSON.stringify(p.SourceArn ?? '').includes('/*/$default') ? change(p) : undefined)).kinds,
    ).toEqual(['API route']);
  });

  it('lets alarms into a topic without any policy, as SNS does, and nobody else', () => {
    const copy: StackTemplate[] = structuredClone(whole);
    for (const { template } of copy)
      for (const [id, { Type }] of Object.entries(template.Resources ?? {}))
        if (Type === 'AWS::SNS::TopicPolicy') delete template.Resources?.[id];

    expect(closed(copy).kinds).toEqual([]);
  });

  it.each<[string, string, Any, string]>([
    [
      'a bucket that tells a queue',
      'AWS::S3::Bucket',
      {
        NotificationConfiguration: {
          QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'mediaqueue'), 'Arn'] } }],
        },
      },
      'bucket',
    ],
    [
      'a bucket that calls a function',
      'AWS::S3::Bucket',
      {
        NotificationConfiguration: {
          LambdaConfigurations: [{ Function: { 'Fn::GetAtt': [idOf('AWS::Lambda::Function', 'media'), 'Arn'] } }],
        },
      },
      'bucket',
    ],
    [
      'a budget that tells the topic',
      'AWS::Budgets::Budget',
      {
        Budget: { BudgetName: 'b' },
        NotificationsWithSubscribers: [{ Subscribers: [{ SubscriptionType: 'SNS', Address: { Ref: idOf('AWS::SNS::Topic', 'topic') } }] }],
      },
      'budget',
    ],
    ['a rule that tells the topic', 'AWS::Events::Rule', { Targets: [{ Arn: { Ref: idOf('AWS::SNS::Topic', 'topic') } }] }, 'rule'],
  ])('T8.2 names %s without leave', (_what, type, properties, kind) => {
    expect(planted('planted', type, properties)).toEqual({ kinds: [kind], unknown: [] });
  });

  it('T8.2 asks about a mention that it does not know: it may be an edge', () => {
    const found = planted('planted', 'AWS::Pipes::Pipe', { Target: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'mediaqueue'), 'Arn'] } });

    expect(found.unknown).toEqual(['AWS::Pipes::Pipe Target mentions AWS::SQS::Queue']);
  });

  it('does not guess at a function of CloudFormation that it does not know', () => {
    expect(() => planted('planted', 'AWS::Events::Rule', { Targets: [{ Arn: { 'Fn::Select': [0, []] } }] })).toThrow('Fn::Select');
  });
});
