/** The tour of deleting: five people publish, each leaves by another door, one with a copy of everything, and all is searched for what they might have left behind. */
import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { storedItems } from './search-secrets.ts';
import { approve, out, step, watch, write } from './tour-steps.ts';
import { acceptAndSignIn, connectThreads, expectStatus, proveAgain, until, type Visitor, visitor } from './visitor.ts';
import { writeMail } from './write-mail.ts';

const askedSchema = z.object({ code: z.string() });
const inviteSchema = z.object({ invite_url: z.string() });
const deletionSchema = z.object({
  state: z.string(),
  extent: z.nullable(z.string()),
  erased: z.array(z.object({ label: z.string(), count: z.number() })),
  kept: z.array(z.object({ what: z.string(), until: z.string() })),
});
const copySchema = z.object({ id: z.string(), state: z.string() });
const meSchema = z.object({ id: z.string() });

type Person = { address: string; browser: Visitor; userId: string; connectionId: string; accountId: string; username: string };
type Door = { name: string; ask: (cloud: Cloud, person: Person) => Promise<string> };

const minuteMs = 60_000;
/** The post that must never go out is due this long after it was approved. */
const aheadMs = 15 * minuteMs;

const asObject = (invocation: Awaited<ReturnType<Cloud['invoke']>>): unknown =>
  invocation.kind === 'ok' ? invocation.value : invocation.error;

/** A copy of everything, which has to go, too. */
async function takeCopy(browser: Visitor): Promise<void> {
  const { id } = copySchema.parse(expectStatus(await browser.call('POST', '/v1/exports', {}), 202).body);
  await until(
    'the copy',
    async () => copySchema.parse((await browser.call('GET', `/v1/exports/${id}`)).body).state === 'ready' || undefined,
  );
}

/** The answer that Threads got to its call. */
async function answered(cloud: Cloud, { accountId }: Person, kind: 'deauthorize' | 'data_deletion'): Promise<string> {
  return until(`the answer to ${kind}`, async () => {
    const calls = (await cloud.threads?.callbacks()) ?? [];
    const call = calls.find((one) => one.kind === kind && one.user_id === accountId);
    const body = call?.deliveries.find(({ status }) => status === 200)?.body;
    return body === undefined ? undefined : z.object({ confirmation_code: z.string() }).parse(JSON.parse(body)).confirmation_code;
  });
}

const doors: readonly Door[] = [
  {
    name: 'console',
    ask: async (cloud, { browser, address }) => {
      await proveAgain(cloud, browser, address);
      await takeCopy(browser);
      return askedSchema.parse(expectStatus(await browser.call('POST', '/v1/deletions', { scope: 'everything' }), 202).body).code;
    },
  },
  {
    name: 'mail',
    ask: async (cloud, { address }) => {
      await writeMail(cloud, { from: address, subject: 'Farewell', text: 'Please delete my account.' });
      const token = await until(
        'the link in the mailbox',
        () => cloud.mail.list({ to: address }).flatMap(({ text }) => /\/delete#(\S+)/.exec(text)?.[1] ?? [])[0],
      );
      const anywhere = visitor(cloud.origin);
      return askedSchema.parse(expectStatus(await anywhere.call('POST', '/v1/deletions/confirm', { token }), 202).body).code;
    },
  },
  {
    name: 'Threads deauthorize',
    ask: async (cloud, person) => {
      await cloud.threads?.revoke(person.accountId);
      return answered(cloud, person, 'deauthorize');
    },
  },
  {
    name: 'Threads data deletion',
    ask: async (cloud, person) => {
      await cloud.threads?.requestDeletion(person.accountId);
      return answered(cloud, person, 'data_deletion');
    },
  },
  {
    name: 'operator',
    ask: async (cloud, { address }) => askedSchema.parse(asObject(await cloud.invoke('operator', { command: 'erase', address }))).code,
  },
];

/** Publishes one post, and approves another one for later. */
async function moveIn(cloud: Cloud, n: number): Promise<Person> {
  // A domain of the laptop that signs its mail, so that the mail door may believe it.
  const address = `person${n}@friend.example`;
  const username = `person.${n}`;
  const browser = visitor(cloud.origin);
  await acceptAndSignIn(
    cloud,
    browser,
    inviteSchema.parse(asObject(await cloud.invoke('operator', { command: 'invite', address }))).invite_url,
    address,
  );
  const accountId = (await cloud.threads?.addAccount({ username, name: `Person ${n}` }))?.id ?? '';
  const connectionId = (await connectThreads(browser, accountId)).searchParams.get('connected') ?? '';
  const { id: userId } = meSchema.parse(expectStatus(await browser.call('GET', '/v1/me'), 200).body);
  const now = await write(browser, { text: `Out before person ${n} left.`, targets: [connectionId] });
  await approve(browser, now);
  await watch(browser, now.id);
  await proveAgain(cloud, browser, address);
  const wall_time = new Date(cloud.clock.now().getTime() + aheadMs).toISOString().slice(0, 16);
  await approve(
    browser,
    await write(browser, { text: `Never: person ${n} left.`, targets: [connectionId], schedule: { wall_time, zone: 'UTC' } }),
  );
  return { address, browser, userId, connectionId, accountId, username };
}

const keySchema = z.object({ pk: z.object({ S: z.string() }), sk: z.object({ S: z.string() }) });
const keyOf = (item: string): string => {
  const { pk, sk } = keySchema.parse(JSON.parse(item));
  return `${pk.S} ${sk.S}`;
};

/** What became of a post stays with its owner: it leads to nothing at the platform, which the traces of the account there would show. */
const isOfConnection = (item: string, connectionId: string): boolean =>
  keyOf(item).includes(connectionId) && !keyOf(item).includes('PUBLICATIONS#');

/** Items and files that still lead to the person; after a platform's request: to their account there, or that belong to their connection. */
async function leftBehind(cloud: Cloud, person: Person, extent: string | null): Promise<number> {
  const { userId, address, connectionId, accountId, username } = person;
  const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
  const files = cloud.templates.ofType('AWS::S3::Bucket').flatMap(({ names }) => cloud.objects.keys(names.ref));
  const traces = extent === 'user' ? [userId, userId.slice(4), address, connectionId, accountId, username] : [accountId, username];
  const left = items.filter((item) => traces.some((trace) => item.includes(trace)) || isOfConnection(item, connectionId));
  return left.length + files.filter((key) => key.includes(userId)).length;
}

async function leaveBy(cloud: Cloud, { name, ask }: Door, person: Person): Promise<number> {
  const code = await ask(cloud, person);
  step(`${name}: asked, status at ${cloud.origin}/deletion/${code}`);
  const anybody = visitor(cloud.origin);
  const receipt = await until(
    `the end of ${code}`,
    async () => {
      const read = deletionSchema.parse(expectStatus(await anybody.call('GET', `/v1/deletions/${code}`), 200).body);
      return ['done', 'refused'].includes(read.state) ? read : undefined;
    },
    120_000,
  );
  if (receipt.state !== 'done') throw new Error(`the deletion by ${name} was ${receipt.state}`);
  out(`      erased: ${receipt.erased.map(({ count, label }) => `${count} ${label}`).join(', ')}`);
  for (const { what, until: end } of receipt.kept) out(`      kept until ${end}: ${what}`);
  const left = await leftBehind(cloud, person, receipt.extent);
  out(`      searched every item of every table, and every file: ${left} left behind`);
  return left;
}

/** Everybody at once into the time at which the posts that were canceled would have gone out. */
async function publishedAfter(cloud: Cloud, people: readonly Person[], endsAt: number): Promise<number> {
  step('waiting until every post that was canceled would have been due');
  await until('that time', () => cloud.clock.now().getTime() > endsAt || undefined, 300_000);
  const counts = await Promise.all(people.map(async ({ accountId }) => (await cloud.threads?.account(accountId))?.public_post_count ?? 0));
  return counts.reduce((sum, count) => sum + count - 1, 0);
}

/** @returns whether everything is gone and nothing went out afterwards. */
export async function tourOfDeleting(cloud: Cloud): Promise<boolean> {
  const people: Person[] = [];
  let left = 0;
  for (const [i, door] of doors.entries()) {
    const person = await moveIn(cloud, i + 1);
    step(`person ${i + 1} published a post and approved another one for later`);
    left += await leaveBy(cloud, door, person);
    people.push(person);
  }
  const after = await publishedAfter(cloud, people, cloud.clock.now().getTime() + aheadMs + 2 * minuteMs);
  out(`doors ${doors.length}, left behind ${left}, published after deletion ${after}`);
  return left === 0 && after === 0;
}
