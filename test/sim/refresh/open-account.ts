/** One person with one account: the real stores and use cases over small ports, and the platform behind them. */

import type { DutyName } from '../../../functions/duties.ts';
import { finishConnect } from '../../../lib/app/finish-connect.ts';
import { startConnect } from '../../../lib/app/start-connect.ts';
import type { Connection } from '../../../lib/core/connection.ts';
import type { WholeDatabase } from '../../../lib/core/ports.ts';
import type { ProviderAccess } from '../../../lib/core/provider.ts';
import type { QueueName, SendMessage } from '../../../lib/core/queue.ts';
import { hashSecret } from '../../../lib/core/secret.ts';
import { allStores } from '../../support/all-stores.ts';
import { aSession, aUser } from '../../support/builders.ts';
import { type Caller, grantedDatabase, grantedSender } from '../../support/granted.ts';
import { memoryRawMails } from '../../support/memory-raw-mails.ts';
import type { Random } from '../random.ts';
import { leanDatabase } from './lean-database.ts';
import { plainSealer } from './plain-sealer.ts';
import { type OnGranted, platform } from './platform.ts';
import type { Outage } from './weather.ts';

type World = { atMs: number; random: Random; theirs: readonly Outage[]; onGranted?: OnGranted | undefined };
/** What stands around each port call: nothing, or a test that decides who comes next, or who dies. */
export type Around = <T>(call: () => Promise<T>) => Promise<T>;

const databaseIn = (around: Around, db: WholeDatabase): WholeDatabase => ({
  ...db,
  get: (table, key) => around(() => db.get(table, key)),
  commit: (writes) => around(() => db.commit(writes)),
});

const providerIn = (around: Around, real: ProviderAccess): ProviderAccess => ({
  ...real,
  exchangeCode: (input) => around(() => real.exchangeCode(input)),
  refresh: (token, now) => around(() => real.refresh(token, now)),
});

export function openAccount({ atMs, random, theirs, onGranted }: World, around: Around = (call) => call()) {
  const clock = { ms: atMs };
  const site = platform({ now: () => clock.ms, random, downTimes: theirs, onGranted });
  const provider = providerIn(around, site.provider);
  const db = leanDatabase();
  const queue: unknown[] = [];
  const mailed: { atMs: number }[] = [];
  const seen = databaseIn(around, db);
  /** What a function of this duty is given; for the test itself everything. */
  const given = (duty?: DutyName) => {
    const who: Caller = () => duty;
    const database = grantedDatabase(who, seen);
    const sendMessage: SendMessage<QueueName> = (_, message) => around(async () => void queue.push(message));
    return { ...common, ...allStores(database), sendMessage: grantedSender(who, sendMessage) };
  };
  const common = {
    now: () => new Date(clock.ms),
    randomBytes: random.bytes,
    publicOrigin: 'https://postora.example',
    keyedHash: async (_: string, value: string) => hashSecret(value),
    sealer: plainSealer(),
    providers: { threads: provider, sandbox: provider },
    rawMails: memoryRawMails(),
    operatorAddress: 'operator@operator.example',
    sendMail: () => around(async () => void mailed.push({ atMs: clock.ms })),
  };
  return {
    clock,
    deps: given(),
    connect: given('connect'),
    refresher: given('refresher'),
    mailer: given('mailer'),
    site,
    queue,
    mailed,
    items: db.items,
  };
}
export type Account = ReturnType<typeof openAccount>;

/** The person says yes, for the first time or again, through the real round trip. */
export async function consent({ connect, clock }: Account): Promise<Connection> {
  const at = new Date(clock.ms).toISOString();
  const session = { ...aSession({ createdAt: at, lastSeenAt: at, provenAt: at }), tokenHash: 'x' };
  const caller = { user: aUser(), session };
  const { authorizeUrl } = await startConnect(connect, { caller, provider: 'threads', browserHash: 'b' });
  const state = new URL(authorizeUrl).searchParams.get('state') ?? '';
  return finishConnect(connect, { caller, provider: 'threads', browserHash: 'b', state, code: 'yes' });
}
