/** Hostile mails through the real functions. The clock moves a day and more between two of them, so that no limit hides an answer. */

import { signIn } from '../functions/steps.ts';
import { seededRandom } from '../sim/random.ts';
import { cpuMs } from '../support/cpu-time.ts';
import { aMailId, ownMailboxes, sesEvent } from '../support/ses-events.ts';
import { type World, world } from '../support/world.ts';
import { type Hostile, hostileMail, known } from './hostile-mails.ts';

export type MailTally = {
  mails: number;
  crashes: string[];
  deletions: string[];
  strays: string[];
  /** Flag → how many mails had it. */
  flags: Map<string, number>;
  /** What the inbox did → how often. */
  ends: Map<string, number>;
  slowestMs: number;
  mostBytes: number;
};
export type MailRun = {
  count: number;
  seed: number;
  /** For proof that its eyes are open: nobody counts as proven. */
  trustsNobody?: true;
};

const dayAndMoreMs = 25 * 3_600_000;
/** A world grows with its mails; so many share one. */
const perWorld = 100;
const raw = Buffer.from('From: x\r\n\r\nPlease delete my account.\r\n');

const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);
/** Everything of people, as it lies there; mails in and out have rows of other kinds. */
const ofPeople = ({ dump }: World): string =>
  JSON.stringify(dump('main').filter(({ kind }) => ['user', 'email', 'session', 'session_of_user', 'deletion'].includes(kind)));

async function openWorld(): Promise<World> {
  const given = world();
  await signIn(given, known);
  given.mails.length = 0;
  return given;
}

function judge(given: World, { flags, from, isProven }: Hostile, { trustsNobody }: MailRun, tally: MailTally): void {
  const allowed = [ownMailboxes.operator, known, ...(isProven && from && !trustsNobody ? [from] : [])];
  for (const { to } of given.mails) if (!allowed.includes(to)) tally.strays.push(`${to}: ${flags.join(', ')}`);
  const answers = given.mails.filter(({ to }) => to !== ownMailboxes.operator);
  if (answers.length > 1) tally.strays.push(`${answers.length} answers: ${flags.join(', ')}`);
}

async function runOne(given: World, mailId: string, hostile: Hostile, run: MailRun, tally: MailTally): Promise<void> {
  const before = { people: ofPeople(given), heap: process.memoryUsage().heapUsed, at: cpuMs() };
  given.mails.length = 0;
  given.logs.length = 0;
  given.rawMails.put(mailId, raw);
  try {
    await given.receive(sesEvent({ ...hostile.mail, mailId, receivedAt: given.clock.now() }));
    tally.slowestMs = Math.max(tally.slowestMs, cpuMs() - before.at);
    tally.mostBytes = Math.max(tally.mostBytes, process.memoryUsage().heapUsed - before.heap);
    const { action, why } = JSON.parse(given.logs.at(-1) ?? '{}') as { action?: string; why?: string };
    count(tally.ends, [action, why].filter(Boolean).join(' '));
    await given.deliver('mail');
  } catch (error) {
    tally.crashes.push(`${String(error)}: ${hostile.flags.join(', ')}`);
  }
  judge(given, hostile, run, tally);
  if (ofPeople(given) !== before.people) tally.deletions.push(hostile.flags.join(', '));
}

export async function runMails(run: MailRun): Promise<MailTally> {
  const random = seededRandom(`hostile mail ${run.seed}`);
  const tally: MailTally = {
    mails: run.count,
    crashes: [],
    deletions: [],
    strays: [],
    flags: new Map(),
    ends: new Map(),
    slowestMs: 0,
    mostBytes: 0,
  };
  let given = await openWorld();
  for (let i = 0; i < run.count; i += 1) {
    if (i > 0 && i % perWorld === 0) given = await openWorld();
    const hostile = hostileMail(random);
    for (const flag of hostile.flags) count(tally.flags, flag);
    await runOne(given, aMailId(i), hostile, run, tally);
    given.clock.advance(dayAndMoreMs);
  }
  return tally;
}
