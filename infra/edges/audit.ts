/** Every edge from a service to a resource of an assembly, and whether the resource lets it: AWS lets nobody in by itself. */
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { permissionMay, serviceMay } from '../service-policy.ts';
import { type Call, edgeKinds, noCalls, targetTypes, type World } from './kinds.ts';
import { account, at, nameOf, namesIn, type Resource, resourcesOf, type StackTemplate, textsAt, textsBelow } from './resources.ts';

export type Edge = { kind: string; from: string; to: string; isAllowed: boolean };
export type EdgeAudit = {
  edges: Edge[];
  /** Mentions of something callable in a place that `kinds.ts` does not know: perhaps an edge. */
  unknown: string[];
};

/** Policies of what is called: their type, and where the template says whose they are. */
const policyTypes: Record<string, { type: string; of: string }> = {
  'AWS::SQS::Queue': { type: 'AWS::SQS::QueuePolicy', of: 'Queues' },
  'AWS::SNS::Topic': { type: 'AWS::SNS::TopicPolicy', of: 'Topics' },
  'AWS::S3::Bucket': { type: 'AWS::S3::BucketPolicy', of: 'Bucket' },
};

export const auditEdges = (assembly: CloudAssembly): EdgeAudit =>
  auditTemplates(assembly.stacks.map(({ stackName: stack, template }) => ({ stack, template })));

export function auditTemplates(templates: readonly StackTemplate[]): EdgeAudit {
  const resources = resourcesOf(templates);
  const byName = new Map(resources.map((resource) => [nameOf(resource), resource]));
  const world: World = {
    ofType: (type) => resources.filter((resource) => resource.type === type),
    find: (name) => byName.get(namesIn(name)[0] ?? ''),
  };
  const edges = edgeKinds.flatMap(({ name, type, calls }) =>
    world.ofType(type).flatMap((from) => calls(from, world).map((call) => edgeOf(name, call, world))),
  );
  return { edges, unknown: unknownMentions(resources, byName) };
}

function edgeOf(kind: string, { from, to, needs }: Call, world: World): Edge {
  return { kind, from: nameOf(from), to, isAllowed: needs.length > 0 && needs.every((need) => isGiven(need, to, world)) };
}

function isGiven(need: Call['needs'][number], to: string, world: World): boolean {
  if (need.by === 'nobody') return true;
  if (need.by === 'redrive') return mayRedrive(world.find(to), need.source);
  if (need.by === 'role') return need.actions.every((action) => roleMay(world.find(need.role), action, need.resource));
  if (need.by === 'permission')
    return world
      .ofType('AWS::Lambda::Permission')
      .filter(({ properties }) => world.find(textsAt(properties, 'FunctionName')[0] ?? '') === world.find(to))
      .some(({ properties }) => permissionMay(properties, { ...need, account }));
  const documents = policiesOf(world.find(to), world);
  // SNS lets the alarms of the own account in as long as nobody writes a policy.
  if (documents.length === 0 && world.find(to)?.type === 'AWS::SNS::Topic') return need.service === 'cloudwatch.amazonaws.com';
  const statements = documents.flatMap((document) => at(document, 'Statement').flat());
  return need.actions.every((action) => serviceMay({ Statement: statements }, { ...need, action, account }));
}

/** All documents that speak about a resource. Those of CloudWatch Logs stand for the whole account, as text. */
function policiesOf(target: Resource | undefined, world: World): unknown[] {
  if (!target) return [];
  if (target.type === 'AWS::Logs::LogGroup')
    return world
      .ofType('AWS::Logs::ResourcePolicy')
      .flatMap(({ properties }) => textsAt(properties, 'PolicyDocument').map((text) => JSON.parse(text)));
  const { type, of } = policyTypes[target.type] ?? { type: '', of: '' };
  return world
    .ofType(type)
    .filter(({ properties }) => textsAt(properties, of).some((name) => world.find(name) === target))
    .map(({ properties }) => properties['PolicyDocument']);
}

/** The rights of a role without conditions, which is how polling and logging are granted. */
const roleMay = (role: Resource | undefined, action: string, resource: string): boolean =>
  at(role?.properties, 'Policies', 'PolicyDocument', 'Statement')
    .flat()
    .some(
      (statement) =>
        textsAt(statement, 'Effect')[0] === 'Allow' &&
        at(statement, 'Condition').length === 0 &&
        textsAt(statement, 'Action').includes(action) &&
        textsAt(statement, 'Resource').includes(resource),
    );

/** Without a policy every queue may leave its dead letters. */
function mayRedrive(deadLetters: Resource | undefined, source: string): boolean {
  if (deadLetters?.type !== 'AWS::SQS::Queue') return false;
  const permission = textsAt(deadLetters.properties, 'RedriveAllowPolicy', 'redrivePermission')[0] ?? 'allowAll';
  const sources = textsAt(deadLetters.properties, 'RedriveAllowPolicy', 'sourceQueueArns');
  return permission === 'allowAll' || (permission === 'byQueue' && sources.includes(source));
}

function unknownMentions(resources: readonly Resource[], byName: ReadonlyMap<string, Resource>): string[] {
  const isKnown = (place: string) =>
    noCalls.includes(place) || edgeKinds.some(({ type, property }) => property.split('|').some((one) => `${type} ${one}` === place));
  const found = resources.flatMap((resource) =>
    Object.entries(resource.properties).flatMap(([property, value]) => {
      const mentioned = textsBelow(value).flatMap(namesIn);
      const targets = mentioned.map((name) => byName.get(name)?.type).filter((type) => targetTypes.includes(type ?? ''));
      const place = `${resource.type} ${property}`;
      return targets.length > 0 && !isKnown(place) ? [`${place} mentions ${[...new Set(targets)].join(', ')}`] : [];
    }),
  );
  return [...new Set(found)];
}
