/** A whole Postora on this machine, run from its synthesized templates. `startCloud` is what `npm start`, tests and tools use. */
import { fileURLToPath } from 'node:url';
import { openCdn } from './cdn.ts';
import type { LocalClock } from './clock.ts';
import type { CloudOptions } from './cloud-options.ts';
import { type Deployment, deploy } from './deployment.ts';
import { startPollers } from './event-sources.ts';
import { account, type Ground, openGround, region } from './ground.ts';
import { apiHandler, openHttpApi } from './http-api.ts';
import { gatewayAnswer } from './http-event.ts';
import { receiveInto } from './inbound-mail.ts';
import type { Lambda } from './lambda.ts';
import type { Invocation } from './lambda-process.ts';
import type { Logs } from './logs.ts';
import type { MailStore } from './mail.ts';
import { openMediaCdn } from './media-cdn.ts';
import type { PretendDomains } from './pretend-domains.ts';
import type { Queues } from './queues.ts';
import type { S3Store } from './s3-store.ts';
import { startSchedules } from './schedules.ts';
import type { Credentials } from './sigv4.ts';
import type { ThreadsProcess } from './threads-process.ts';
import { troubledMedia } from './trouble.ts';

export type Cloud = {
  /** Console and API as people reach them: the local CloudFront. */
  origin: string;
  /** The HTTP API itself; functions refuse calls that come this way, because they lack the origin secret. */
  apiUrl: string;
  gatewayUrl: string;
  /** Where checked uploads are served. */
  mediaOrigin: string;
  /** What lies in the buckets. */
  objects: S3Store;
  mailboxUrl: string;
  smtpPort: number;
  /** Domains whose mail can be proven, and how they sign it. */
  domains: PretendDomains;
  threadsUrl: string | undefined;
  /** The simulator with its controls; undefined with real Threads. */
  threads: ThreadsProcess | undefined;
  clock: LocalClock;
  region: string;
  /** Calls a function by its name or its duty's name (`operator`). Never rejects because the function failed. */
  invoke(functionName: string, payload: unknown): Promise<Invocation>;
  processes: Lambda['processes'];
  /** Ends the processes of a function (or of all) as a crash would. Returns how many. */
  kill(functionName?: string, signal?: NodeJS.Signals): number;
  /** Bundles the sources again; changed functions get new processes. Names them. */
  reload(): Promise<string[]>;
  /** What waits in a queue whose name contains this, for example `publishqueue`. */
  messages(queueName: string): ReturnType<Queues['messages']>;
  logs: Logs;
  mail: MailStore;
  /** The resources of the templates, evaluated: names of tables and queues, functions, policies. */
  templates: Deployment['templates'];
  tables: Deployment['tables'];
  /** Credentials for the gateway. */
  credentials: { operator: Credentials; admin: Credentials; of(functionName: string): Credentials };
  close(): Promise<void>;
};

const builtConsole = fileURLToPath(new URL('../web/dist', import.meta.url));

/** Ready when it resolves. @throws {Stop} with one sentence if this machine lacks something or a port is taken. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  await using starting = new AsyncDisposableStack();
  const ground = await openGround(options, starting);
  const deployment = await deploy(options, ground, starting);
  openFront(options, ground, deployment);
  startEvents(ground, deployment, starting);
  return cloudOf(ground, deployment, starting.move());
}

function openFront(
  { consoleDir = builtConsole, trouble }: CloudOptions,
  { servers, clock, logs, objects }: Ground,
  { templates, lambda }: Deployment,
): void {
  const api = openHttpApi({ templates, lambda, account, region, now: clock.now, warn: (text) => logs.add('gateway', 'error', text) });
  const cdn = openCdn({ templates, api, consoleDir });
  const media = openMediaCdn({ templates, objects });
  const none = async (_request: unknown, response: { writeHead(status: number): { end(body: Buffer): unknown } }) =>
    void response.writeHead(404).end(gatewayAnswer(404, 'Not Found').body);
  servers.api.handle(api ? apiHandler(api) : none);
  servers.console.handle(cdn ?? none);
  servers.media.handle(troubledMedia(media ?? none, trouble));
}

function startEvents(ground: Ground, { templates, lambda, sources }: Deployment, closing: AsyncDisposableStack): void {
  const { gatewayUrl, logs, clock, smtp, objects, domains } = ground;
  const say = (level: 'warn' | 'error', text: string) => logs.add('events', level, text);
  const stopPolling = startPollers({ sources, lambda, gatewayUrl, region, say });
  const stopSchedules = startSchedules({ templates, lambda, clock, account, region, say });
  smtp.deliverTo(receiveInto({ templates, objects, lambda, clock, domains, account, region }));
  closing.defer(async () => {
    stopSchedules();
    // Batches under way are cut off, as their processes end now.
    await Promise.all([stopPolling(), lambda.close()]);
  });
}

function cloudOf(
  { servers, smtp, domains, threads, origin, apiUrl, gatewayUrl, mediaOrigin, objects, clock, logs, mail }: Ground,
  deployment: Deployment,
  closing: AsyncDisposableStack,
): Cloud {
  const { templates, tables, queues, lambda, reload, callers } = deployment;
  const functions = templates.ofType('AWS::Lambda::Function').map(({ names }) => names.ref);
  const fullName = (name: string) => functions.find((known) => known === name || known.endsWith(`-${name}`)) ?? name;
  const queueNames = templates.ofType('AWS::SQS::Queue').map(({ names }) => names.attributes['QueueName'] ?? '');
  return {
    origin,
    apiUrl,
    gatewayUrl,
    mediaOrigin,
    objects,
    mailboxUrl: `http://127.0.0.1:${servers.mailbox.port}`,
    smtpPort: smtp.port,
    domains,
    threadsUrl: threads?.url,
    threads,
    clock,
    region,
    invoke: (name, payload) => lambda.invoke(fullName(name), payload),
    processes: lambda.processes,
    kill: (name, signal) => lambda.kill(name && fullName(name), signal),
    reload,
    messages: (part) => queues.messages(queueNames.find((name) => name.includes(part)) ?? part),
    logs,
    mail,
    templates,
    tables,
    credentials: { operator: callers.operator, admin: callers.admin, of: (name) => callers.of(fullName(name)) },
    close: () => closing.disposeAsync(),
  };
}
