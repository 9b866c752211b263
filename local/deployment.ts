/** What CloudFormation would do: the templates' tables, queues, keys, functions and their rights, running. */
import { awsServices, keyPolicies, kmsKeys } from './aws-services.ts';
import { type Callers, callersOf } from './callers.ts';
import type { CloudOptions } from './cloud-options.ts';
import { bundleFunctions, type Code } from './code.ts';
import type { EventSource } from './event-sources.ts';
import { functionSpec } from './functions.ts';
import { gateway } from './gateway.ts';
import { account, type Ground, region } from './ground.ts';
import { loadPolicyCheck } from './iam.ts';
import { openKms } from './kms.ts';
import { type Lambda, startLambda } from './lambda.ts';
import { tracedQueues } from './lineage.ts';
import { machine } from './machine.ts';
import { objectEvents } from './object-events.ts';
import { bucketPolicies } from './permissions.ts';
import type { Queues } from './queues.ts';
import { bucketsOf } from './s3-buckets.ts';
import { type Synthesized, synthesizeApp } from './synth.ts';
import { openTables, type Tables } from './tables.ts';
import { openTemplates, type Templates } from './template.ts';
import { troubledQueues } from './trouble.ts';
import { eventSourcesOf, openWorkQueues } from './work-queues.ts';

export type Deployment = {
  templates: Templates;
  tables: Tables;
  queues: Queues;
  lambda: Lambda;
  callers: Callers;
  sources: EventSource[];
  /** Bundles again and gives changed functions new processes. Names them. */
  reload(): Promise<string[]>;
};

export async function deploy(options: CloudOptions, ground: Ground, closing: AsyncDisposableStack): Promise<Deployment> {
  // Both take their time; a missing Java is said before the templates are done.
  const [synthesized, { endpoint }] = await Promise.all([synthesize(options, ground), ground.dynamodb]);
  const parameter = (name: string) => ground.ssm.value(name);
  const templates = openTemplates(synthesized.stacks, { account, region, gatewayUrl: ground.gatewayUrl, apiUrl: ground.apiUrl, parameter });
  const code = await openCode(synthesized, templates);
  const tableResources = templates.ofType('AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table');
  const tables = await openTables(tableResources, { endpoint, region, accessKeyId: ground.dynamodbKey });
  const { timeoutFloorMs = 10_000, concurrency = machine.functionConcurrency } = options;
  const dataDir = options.persist === false ? undefined : options.dataDir;
  const opened = await openWorkQueues({ templates, dataDir, region, speed: ground.clock.speed, timeoutFloorMs });
  closing.defer(opened.close);
  const queues = troubledQueues(tracedQueues(opened), options.trouble);
  const callers = callersOf(templates, account, region);
  const settings = { region, gatewayUrl: ground.gatewayUrl, speed: ground.clock.speed, floorMs: timeoutFloorMs };
  const functions = templates
    .ofType('AWS::Lambda::Function')
    .map((fn) => functionSpec(fn, templates, { ...settings, credentials: callers.of(fn.names.ref), codeDir: code.dir(fn.names.ref) }));
  const lambda = startLambda({ functions, logs: ground.logs, clock: ground.clock, concurrency });
  closing.defer(lambda.close);
  const running = { templates, tables, queues, lambda, callers };
  await openGateway(options, ground, running);
  return { ...running, sources: eventSourcesOf(templates, callers, concurrency), reload: () => reload(code, lambda) };
}

const synthesize = (options: CloudOptions, { origin, mediaOrigin, gatewayUrl, threads, clock }: Ground): Promise<Synthesized> =>
  (options.synth ?? synthesizeApp)({
    publicOrigin: origin,
    mediaOrigin,
    uploadOrigin: gatewayUrl,
    threads: threads && { graphUrl: threads.url, authorizeUrl: `${threads.url}/oauth/authorize` },
    clock: clock.speed === 1 ? undefined : { speed: clock.speed, epoch: new Date(clock.epochMs).toISOString() },
  });

async function openCode({ source, bundling }: Synthesized, templates: Templates): Promise<Code> {
  const sources = templates.ofType('AWS::Lambda::Function').map(({ names }) => [names.ref, source(names.ref)] as const);
  const entries = Object.fromEntries(sources.flatMap(([name, from]) => (from.kind === 'entry' ? [[name, from.file]] : [])));
  const folders = new Map(sources.flatMap(([name, from]) => (from.kind === 'folder' ? [[name, from.dir] as const] : [])));
  if (Object.keys(entries).length === 0) return { dir: (name) => folders.get(name) ?? '', rebuild: async () => [] };
  const bundled = await bundleFunctions(entries, bundling);
  return { ...bundled, dir: (name) => folders.get(name) ?? bundled.dir(name) };
}

async function reload(code: Code, lambda: Lambda): Promise<string[]> {
  const changed = await code.rebuild();
  for (const name of changed) lambda.replaceCode(name, code.dir(name));
  return changed;
}

/** The policy of the bucket that an object is in. */
function bucketPolicy(templates: Templates, arn: string): unknown {
  const [, bucket] = /^arn:aws:s3:::([^/]+)/.exec(arn) ?? [];
  return bucket && bucketPolicies(templates, bucket)[0]?.['PolicyDocument'];
}

async function openGateway(
  options: CloudOptions,
  ground: Ground,
  running: Pick<Deployment, 'templates' | 'tables' | 'queues' | 'lambda' | 'callers'>,
) {
  const { templates, tables, queues, callers } = running;
  const say = (level: 'warn' | 'error', text: string) => ground.logs.add('gateway', level, text);
  const kms = openKms(kmsKeys(templates), ground.kmsSeed);
  const policies = keyPolicies(templates.ofType('AWS::KMS::Key'));
  const handler = gateway({
    callers: callers.list,
    check: await loadPolicyCheck(machine.isCi, (text) => say('error', text)),
    resourcePolicy: (arn) => policies.get(arn) ?? bucketPolicy(templates, arn),
    s3: { store: ground.objects, buckets: bucketsOf(templates, ground.objects), onCreated: objectEvents({ templates, queues, say }) },
    around: { account, region, partitionKey: tables.partitionKey, keyArn: (keyId, ciphertext) => kms.keyOf(keyId, ciphertext).arn },
    services: awsServices({ ...running, kms, ssm: ground.ssm, mail: ground.mail }),
    say,
    onCall: options.onCall,
  });
  ground.servers.gateway.handle(handler);
}
