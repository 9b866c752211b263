/** The life of one connected account: real use cases and stores, from one moment that something is due to the next. */
import { refreshConnection } from '../../../lib/app/refresh-connection.ts';
import { sendMailMessage } from '../../../lib/app/send-mail-message.ts';
import type { Connection } from '../../../lib/core/connection.ts';
import { mailMessageSchema } from '../../../lib/core/mail-messages.ts';
import { warnDays } from '../../../lib/core/refresh.ts';
import { aUser } from '../../support/builders.ts';
import type { Random } from '../random.ts';
import { type Account, consent, openAccount } from './open-account.ts';
import type { Consent } from './platform.ts';
import { dayMs, minuteMs, type Outage, upAgain } from './weather.ts';

export type Life = {
  refreshes: number;
  mails: number;
  /** Tokens that ended although the platform would have renewed them. */
  avoidable: number;
  /** Tokens that ended because their owner or the platform wanted it. */
  wanted: number;
  /** Tokens that the platform let go together with an answer that never arrived, just before an outage. */
  lostOnTheLine: number;
  broken: string[];
};

type World = { startMs: number; endMs: number; random: Random; ours: readonly Outage[]; theirs: readonly Outage[] };

/** Messages arrive, some of them twice. */
async function deliverMail({ mailer, queue }: Account, random: Random): Promise<void> {
  for (const message of queue.splice(0)) {
    const times = random.chance(0.05) ? 2 : 1;
    for (let i = 0; i < times; i += 1) await sendMailMessage(mailer, mailMessageSchema.parse(message));
  }
}

/** Which threshold a mail belongs to. */
const thresholdOf = (endsMs: number, atMs: number): number | undefined => warnDays.findLast((days) => atMs >= endsMs - days * dayMs);

/** Each threshold once; and whose token ended has heard of it in its last week. */
function judgeMails(life: Life, mailed: Account['mailed'], endsMs: number): void {
  const thresholds = mailed.map(({ atMs }) => thresholdOf(endsMs, atMs));
  if (new Set(thresholds).size < thresholds.length) life.broken.push(`told twice: ${thresholds.join(' ')}`);
  if (thresholds.includes(undefined)) life.broken.push('told too early');
  if (!thresholds.some((days) => days !== undefined && days <= 7)) life.broken.push('not told in the last week');
}

/** The token ended: was that to be avoided? Its owner is told by then, and connects again some days later. */
async function afterEnd(account: Account, life: Life, endsMs: number, random: Random): Promise<void> {
  const { clock, site, mailed } = account;
  if (site.consent() !== 'normal') life.wanted += 1;
  else if (site.isStranded()) life.lostOnTheLine += 1;
  else life.avoidable += 1;
  judgeMails(life, mailed, endsMs);
  mailed.length = 0;
  clock.ms += (1 + random.next() * 20) * dayMs;
  site.setConsent('normal');
  await consent(account);
}

/** What is due is done, sometimes by two workers at once. */
async function wake(account: Account, life: Life, { userId, id }: Connection, random: Random): Promise<void> {
  const { deps, refresher, mailed } = account;
  const before = { version: (await deps.tokens.get(userId, id))?.keyVersion, mails: mailed.length };
  const workers = random.chance(0.05) ? 2 : 1;
  const message = { kind: 'refresh', user_id: userId, connection_id: id } as const;
  await Promise.all(Array.from({ length: workers }, () => refreshConnection(refresher, message)));
  await deliverMail(account, random);
  life.mails += mailed.length - before.mails;
  const after = (await deps.tokens.get(userId, id))?.keyVersion;
  if (after !== before.version && mailed.length > 0) life.broken.push('told of a token that could be renewed');
}

/** One life, to the end of time. Moments that fall into an outage of ours are made up for after it. */
export async function liveThrough(world: World, fate: Consent): Promise<Life> {
  const { random, ours, endMs } = world;
  const account = openAccount({ ...world, atMs: world.startMs + random.next() * 30 * dayMs });
  const { clock, deps, site } = account;
  await deps.commit(deps.users.create(aUser(), 'hash'));
  const life: Life = { refreshes: 0, mails: 0, avoidable: 0, wanted: 0, lostOnTheLine: 0, broken: [] };
  const connection = await consent(account);
  let fateMs = fate === 'normal' ? Number.POSITIVE_INFINITY : clock.ms + random.next() * 200 * dayMs;
  while (clock.ms < endMs) {
    const token = await deps.tokens.get(connection.userId, connection.id);
    if (token?.dueAt === undefined) {
      await afterEnd(account, life, Date.parse(token?.expiresAt ?? ''), random);
      continue;
    }
    clock.ms = upAgain(ours, Math.max(clock.ms, Date.parse(token.dueAt)) + random.next() * minuteMs);
    if (clock.ms >= fateMs) {
      site.setConsent(fate);
      fateMs = Number.POSITIVE_INFINITY;
    }
    await wake(account, life, connection, random);
  }
  life.refreshes = site.refreshes();
  if (site.tooYoung() > 0) life.broken.push('refreshed too early');
  return life;
}
