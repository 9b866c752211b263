/** T7.1 for refreshing: the worker dies before or after every single port call; what is left must heal by itself. */
import { describe, expect, it } from 'vitest';
import { refreshConnection } from '../../../lib/app/refresh-connection.ts';
import { sendMailMessage } from '../../../lib/app/send-mail-message.ts';
import { withToken } from '../../../lib/app/with-token.ts';
import type { Connection } from '../../../lib/core/connection.ts';
import { mailMessageSchema } from '../../../lib/core/mail-messages.ts';
import { warnDays } from '../../../lib/core/refresh.ts';
import { aUser } from '../../support/builders.ts';
import { seededRandom } from '../random.ts';
import { type Account, type Around, consent, openAccount } from './open-account.ts';
import { dayMs } from './weather.ts';

const startMs = Date.parse('2026-11-23T09:00:00Z');
const endMs = startMs + 60 * dayMs;
type Side = 'before' | 'after';

class Crash extends Error {}

/** The n-th call of the workers from now on kills the one that makes it: none of its later calls has an effect. */
function reaper() {
  const state = { calls: 0, at: Number.POSITIVE_INFINITY, side: 'before' as Side, isRunning: false, isDead: false };
  const around: Around = async (call) => {
    if (!state.isRunning) return call();
    state.calls += 1;
    if (state.isDead || (state.calls === state.at && state.side === 'before')) {
      state.isDead = true;
      throw new Crash();
    }
    const value = await call();
    if (state.calls !== state.at) return value;
    state.isDead = true;
    throw new Crash();
  };
  const arm = (call: number, side: Side): void => {
    Object.assign(state, { calls: 0, at: call, side });
  };
  /** One invocation. @returns whether it lived. */
  const invoke = async (run: () => Promise<unknown>): Promise<boolean> => {
    Object.assign(state, { isRunning: true, isDead: false });
    try {
      await run();
      return true;
    } catch (error) {
      if (error instanceof Crash) return false;
      throw error;
    } finally {
      state.isRunning = false;
    }
  };
  return { around, arm, invoke, calls: () => state.calls };
}

type Scene = { account: Account; connection: Connection; reap: ReturnType<typeof reaper> };

async function open(): Promise<Scene> {
  const reap = reaper();
  const account = openAccount({ atMs: startMs, random: seededRandom('crash'), theirs: [] }, reap.around);
  await account.deps.commit(account.deps.users.create(aUser(), 'hash'));
  return { account, connection: await consent(account), reap };
}

/** The next due moment: refresher, then mailer; messages of a dead mailer come again. */
async function wake({ account, connection, reap }: Scene): Promise<boolean> {
  const { deps, refresher, mailer, clock, queue } = account;
  const { userId, id } = connection;
  const token = await deps.tokens.get(userId, id);
  if (token?.dueAt === undefined) return false;
  clock.ms = Math.max(clock.ms, Date.parse(token.dueAt));
  await reap.invoke(() => refreshConnection(refresher, { kind: 'refresh', user_id: userId, connection_id: id }));
  for (let message = queue.shift(); message !== undefined; message = queue.shift()) {
    const parsed = mailMessageSchema.parse(message);
    if (!(await reap.invoke(() => sendMailMessage(mailer, parsed)))) queue.push(message);
  }
  return true;
}

const sides = ['before', 'after'] as const;

describe('a crash around every port call', () => {
  it.each(sides)('T7.1 T3.6 %s one of a refresh leaves the old token or the new one, and in the end the new one', async (side) => {
    const calm = await open();
    calm.reap.arm(0, side);
    await wake(calm);
    const calls = calm.reap.calls();
    const faults: string[] = [];

    for (let call = 1; call <= calls; call += 1) {
      const scene = await open();
      const { deps, site, mailed, items, clock } = scene.account;
      const held = () => withToken(deps, scene.connection, async (token) => token);
      scene.reap.arm(call, side);
      await wake(scene);
      const { connection } = scene;
      const usable = await deps.connections.get(connection.userId, connection.id);
      if (!site.takes(await withToken(deps, usable ?? connection, async (token) => token))) faults.push(`${call}: unusable at once`);
      while (clock.ms < startMs + 16 * dayMs) await wake(scene);
      if (!site.takes(await held())) faults.push(`${call}: unusable`);
      if ((await deps.connections.get(connection.userId, connection.id))?.keyVersion === 1) faults.push(`${call}: not refreshed`);
      if ([...items.values()].filter(({ kind }) => kind === 'data_key').length !== 1) faults.push(`${call}: more than one data key`);
      if (mailed.length > 0) faults.push(`${call}: told its owner`);
    }

    expect(calls).toBeGreaterThan(8);
    expect(faults).toEqual([]);
  });

  it.each(sides)('T7.1 T7.13 %s one of a warning never tells twice, and tells later unless the mailer itself had begun', async (side) => {
    const toWarning = async (): Promise<Scene> => {
      const scene = await open();
      scene.account.site.setConsent('removed');
      while (scene.account.clock.ms < endMs - 14 * dayMs) {
        const token = await scene.account.deps.tokens.get(scene.connection.userId, scene.connection.id);
        if (Date.parse(token?.dueAt ?? '') >= endMs - 14 * dayMs) break;
        await wake(scene);
      }
      return scene;
    };
    const calm = await toWarning();
    calm.reap.arm(0, side);
    await wake(calm);
    const calls = calm.reap.calls();
    const told: string[] = [];

    for (let call = 1; call <= calls; call += 1) {
      const scene = await toWarning();
      scene.reap.arm(call, side);
      while (await wake(scene));
      const days = scene.account.mailed.map(({ atMs }) => warnDays.findLast((left) => atMs >= endMs - left * dayMs));
      told.push(days.join(' '));
    }

    expect(calls).toBeGreaterThan(14);
    // The mailer takes a threshold on, then sends: dying between the two it tells of that one never, but of the next.
    const lost = told.filter((days) => days === '7 3 1');
    expect(lost).toHaveLength(1);
    expect(told.filter((days) => days !== '14 7 3 1' && days !== '7 3 1')).toEqual([]);
  });
});
