/** The Threads adapter against the strict simulator: the contract, then every way the simulator can misbehave while publishing. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Found, Memo, Provider } from '../../../lib/core/provider.ts';
import { type FaultName, faultTable } from '../../../local/threads/faults/table.ts';
import { providerContract } from '../../contract/provider.ts';
import { textContent } from '../../contract/provider-setup.ts';
import { account, type SimulatedThreads, simulatedThreads, startMs } from './simulated-threads.ts';

const text = 'Bridges in the rain #sketch';
const content = textContent(text);

providerContract('threads', simulatedThreads);

describe('Threads in trouble', () => {
  let simulator: SimulatedThreads['simulator'];
  afterEach(() => simulator.close());

  const nowOf = () => new Date(simulator.control.clock().now_ms);
  const publicPosts = () => simulator.control.account(account).posts.filter((post) => post.is_public);

  async function open() {
    const setup = await simulatedThreads();
    simulator = setup.simulator;
    return { provider: setup.provider, line: setup.line, token: setup.mint() };
  }

  async function ready(provider: Provider, token: string): Promise<Memo> {
    const begun = await provider.prepare(token, { content, polls: 0, now: nowOf() });
    if (begun.kind !== 'waiting') throw new Error(begun.kind);
    simulator.control.advance(10_000);
    return begun.memo;
  }

  /** Looks on the engine's schedule until something is sure. */
  async function findOut(provider: Provider, token: string, memo: Memo, sentAt: Date): Promise<Found> {
    let found: Found = { kind: 'unclear' };
    for (const seconds of [0, 5, 15, 30, 60, 120, 300, 600, 1800]) {
      if (found.kind !== 'unclear') return found;
      simulator.control.advance(Math.max(0, sentAt.getTime() + seconds * 1000 - nowOf().getTime()));
      found = await provider.find(token, { memo, content, sentAt, since: sentAt, now: nowOf(), isAlone: true });
    }
    return found;
  }

  const publishFaults = (Object.keys(faultTable) as FaultName[]).filter((name) => {
    const row = faultTable[name];
    return (row.calls as readonly string[]).includes('publish') && !name.startsWith('slow') && name !== 'localised_errors';
  });

  it.each(publishFaults)('T7.4 tells the truth about a publish under %s, with exactly one request', async (name) => {
    const { provider, token, line } = await open();
    const memo = await ready(provider, token);
    simulator.control.addFault({ name, call: 'publish', account, times: 1 });
    const [sentAt, before] = [nowOf(), line.all];

    const sent = await provider.send(token, memo);
    const requests = line.all - before;
    const live = publicPosts();
    const found = sent.kind === 'unknown' ? await findOut(provider, token, memo, sentAt) : undefined;

    expect(requests).toBe(1);
    expect(simulator.control.account(account).publish_attempts.length).toBeLessThanOrEqual(1);
    expect(live.length).toBeLessThanOrEqual(1);
    if (sent.kind === 'sent') expect(sent.remoteId).toBe(live[0]?.id);
    // A call that is delivered twice may be refused for a token that was good when it came first: the engine calls that maybe out.
    if (sent.kind === 'refused' && sent.failure.code !== 'reconnect_needed') expect(live).toEqual([]);
    if (found) expect(found).toMatchObject(live[0] ? { kind: 'published', remoteId: live[0].id } : { kind: 'absent', usable: true });
  });

  const kindsUnder = (name: FaultName, message?: string) => async () => {
    const { provider, token } = await open();
    simulator.control.addFault({ name, call: 'create', account, ...(message === undefined ? {} : { message }) });
    const begun = await provider.prepare(token, { content, polls: 0, now: nowOf() });
    if (begun.kind !== 'waiting') return [begun.kind];
    const kinds: string[] = [begun.kind];
    let { memo, waitMs } = begun;
    for (let polls = 1; polls < 40; polls += 1) {
      simulator.control.advance(waitMs);
      const looked = await provider.prepare(token, { content, memo, polls, now: nowOf() });
      kinds.push(looked.kind);
      if (looked.kind !== 'waiting') return kinds;
      ({ memo, waitMs } = looked);
    }
    return kinds;
  };

  it('waits for a container that cannot be read at first', async () => {
    const kinds = await kindsUnder('unreadable_after_create')();

    expect(kinds).toEqual(['waiting', 'waiting', 'waiting', 'ready']);
  });

  it('gives up a lost container after a minute', async () => {
    const kinds = await kindsUnder('container_lost')();

    expect(kinds.at(-1)).toBe('gone');
    expect(nowOf().getTime() - startMs).toBe(60_000);
  });

  it('gives up a container that is still in progress after five minutes', async () => {
    const { provider, token } = await open();
    simulator.control.addFault({ name: 'container_slow', account, ms: 3_600_000 });
    const begun = await provider.prepare(token, { content, polls: 0, now: nowOf() });
    if (begun.kind !== 'waiting') throw new Error(begun.kind);
    const at = async (ms: number) => {
      simulator.control.advance(startMs + ms - nowOf().getTime());
      return (await provider.prepare(token, { content, memo: begun.memo, polls: 1, now: nowOf() })).kind;
    };

    const kinds = [await at(299_000), await at(300_000)];

    expect(kinds).toEqual(['waiting', 'gone']);
  });

  it('makes a new container when processing failed for no known reason, and asks the person when the content is bad', async () => {
    const kinds = await kindsUnder('container_error')();
    await simulator.close();
    const bad = await kindsUnder('container_error', 'FAILED_PROCESSING_VIDEO')();

    expect(kinds.at(-1)).toBe('gone');
    expect(bad.at(-1)).toBe('rejected');
  });

  it('calls an expired container gone', async () => {
    const { provider, token } = await open();
    const memo = await ready(provider, token);
    simulator.control.advance(25 * 3_600_000);

    const looked = await provider.prepare(token, { content, memo, polls: 1, now: nowOf() });

    expect(looked).toEqual({ kind: 'gone' });
  });

  it('finds the post although Threads took the # off its tag, the status lags and the list lags', async () => {
    const { provider, token } = await open();
    const memo = await ready(provider, token);
    simulator.control.addFault({ name: 'status_lag', account, ms: 400_000 });
    simulator.control.addFault({ name: 'list_lag', account, ms: 20_000 });
    simulator.control.addFault({ name: 'permission_error_after', account, times: 1 });
    const sentAt = nowOf();

    const sent = await provider.send(token, memo);
    const found = await findOut(provider, token, memo, sentAt);

    expect(sent.kind).toBe('unknown');
    expect(publicPosts()[0]?.text).toBe('Bridges in the rain sketch');
    expect(found).toMatchObject({ kind: 'published', remoteId: publicPosts()[0]?.id });
  });

  it('reads errors the same in every language', async () => {
    const { provider, token } = await open();
    const memo = await ready(provider, token);
    simulator.control.addFault({ name: 'localised_errors', account });
    simulator.control.addFault({ name: 'media_not_found', call: 'publish', account });

    const sent = await provider.send(token, memo);

    expect(sent).toMatchObject({ kind: 'refused', again: true, failure: { code: 'not_ready' } });
  });
});
