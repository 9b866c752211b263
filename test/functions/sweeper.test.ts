/** Each minute: what is due goes to its queue, however old; nothing that was lost on the way stays lost. */
import { describe, expect, it } from 'vitest';
import { sweeper } from '../../functions/sweeper/sweeper.ts';
import { publishMessageSchema } from '../../lib/core/messages.ts';
import type { Write } from '../../lib/core/ports.ts';
import type { QueueName } from '../../lib/core/queue.ts';
import { dueKeys, minuteOf } from '../../lib/core/timer.ts';
import { anId } from '../support/builders.ts';
import { type World, world } from '../support/world.ts';
import { readPost, withApproved } from './steps.ts';

const minute = 60_000;
const isOf = (writes: readonly Write[], pk: string): boolean => writes.some((write) => write.op === 'put' && write.item.pk === pk);

describe('sweeper', () => {
  it('finds work whose message was lost, and the post goes out', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.queued.length = 0;

    await w.sweep();
    await w.deliver('publish');

    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts).toHaveLength(1);
  });

  it('T7.9 after an outage of two hours finds everything that became due meanwhile, and asks', async () => {
    const w = world();
    await w.sweep();
    const { browser, post } = await withApproved(w);
    w.queued.length = 0;

    w.clock.advance(120 * minute);
    await w.sweep();
    await w.deliver('publish');

    expect(await readPost(browser, post.id)).toMatchObject({ status: 'held', publications: [{ hold_reason: 'late' }] });
  });

  it('sends what is due soon once, what is overdue again each minute, and what is done never', async () => {
    const w = world();
    await withApproved(w);
    w.queued.length = 0;
    const counts: number[] = [];

    for (let i = 0; i < 4; i += 1) {
      await w.sweep();
      counts.push(w.queued.length);
      w.queued.length = 0;
      w.clock.advance(minute);
    }
    await w.sweep();
    await w.deliver('publish');
    w.clock.advance(10 * minute);
    await w.sweep();

    expect(counts).toEqual([1, 1, 1, 1]);
    expect(w.queued).toEqual([]);
    expect(w.platform.posts).toHaveLength(1);
  });

  it('T7.7 duplicates of a message publish once', async () => {
    const w = world();
    await withApproved(w);
    const [message] = w.queued.filter(({ queue }) => queue === 'publish');
    for (let i = 0; i < 5; i += 1) w.queued.push({ ...message! });

    await w.sweep();
    await w.deliver('publish');

    expect(w.platform.posts).toHaveLength(1);
  });

  it('logs how many messages it sent', async () => {
    const w = world();
    await withApproved(w);

    await w.sweep();

    expect(w.logs.at(-1)).toBe('{"level":"info","event":"sweep","sent":1}\n');
  });

  it('sends each kind of row to its own queue, and tells of a kind that it does not know without being held up by it', async () => {
    const w = world();
    await w.sweep();
    const { connectionId } = await withApproved(w);
    w.queued.length = 0;
    w.clock.advance(15 * 24 * 60 * minute);
    const due = dueKeys(w.clock.now(), 'dream', 'x');
    await w.deps.commit([{ op: 'put', table: 'main', item: { pk: 'DREAMS#x', sk: 'y', kind: 'dream', v: 1, ...due } }]);

    await w.sweep();

    const sent = w.queued.map(({ queue, message }) => [queue, message]);
    expect(sent).toContainEqual(['refresh', { kind: 'refresh', user_id: expect.any(String), connection_id: connectionId }]);
    expect(sent).toContainEqual(['publish', expect.objectContaining({ kind: 'publication', connection_id: connectionId })]);
    expect(sent).toHaveLength(2);
    expect(w.logs.at(-1)).toBe('{"level":"error","event":"sweep_unknown_kind","kinds":"dream"}\n');
  });

  it('keeps a row of an unknown kind in view for a day, and then goes past it', async () => {
    const w = world();
    await w.sweep();
    const due = dueKeys(w.clock.now(), 'dream', 'x');
    await w.deps.commit([{ op: 'put', table: 'main', item: { pk: 'DREAMS#x', sk: 'y', kind: 'dream', v: 1, ...due } }]);
    const shard = due.due_pk.split('#')[2];
    const emptyThrough = () => Number(w.dump('main').find(({ pk }) => pk === `SWEEP#${shard}`)?.['emptyThrough']);
    const row = minuteOf(w.clock.now());

    w.clock.advance(23 * 60 * minute);
    await w.sweep();
    const held = emptyThrough();
    w.clock.advance(2 * 60 * minute);
    await w.sweep();

    expect(held).toBe(row - 1);
    expect(emptyThrough()).toBeGreaterThan(row);
  });

  it('logs a failure and throws it, so that the schedule counts it', async () => {
    const w = world();
    w.hooks.beforeCommit = async () => {
      throw new Error('no table');
    };

    await expect(sweeper(w.deps)()).rejects.toThrow('Part of the sweep failed; the log line before says why.');

    expect(w.logs.at(-1)).toMatch(/"level":"error","event":"sweep","failures":4,"error":"Error","stack":".*sweeper\.test\.ts/);
    expect(w.logs.join('')).not.toContain('no table');
  });

  it('sends at the next tick what could not be sent, as long as it is not due', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.queued.length = 0;
    const failing = sweeper({
      ...w.deps,
      sendMessage: async () => {
        throw new Error('queue away');
      },
    });

    await failing();
    expect(w.logs.at(-1)).toMatch(/"level":"error","event":"sweep_unsent","rows":1,"kinds":"publication","error":"Error"/);
    await w.sweep();
    await w.deliver('publish');

    expect((await readPost(browser, post.id)).status).toBe('published');
  });

  /** One row of each shard and minute; `kind` says which queue it goes to. */
  async function dueEachMinute(w: World, minutes: number): Promise<void> {
    for (let n = 0; n < minutes; n += 1) {
      const at = new Date(w.clock.now().getTime() + n * minute);
      for (let i = 0; i < 12; i += 1) {
        const [user, sk] = [anId('usr', n * 12 + i), `${anId('post', n * 12 + i)}#${anId('con', n * 12 + i)}`];
        const item = { pk: `PUBLICATIONS#${user}`, sk, kind: 'publication', v: 1, ...dueKeys(at, 'publication', `${user}#${sk}`) };
        await w.deps.commit([{ op: 'put', table: 'main', item }]);
      }
    }
  }
  const poison = async (w: World): Promise<void> => {
    const day = w.clock.now().toISOString().slice(0, 10);
    const item = { pk: `DIGEST#${day}`, sk: '-', kind: 'digest', v: 1, ...dueKeys(w.clock.now(), 'digest', day) };
    await w.deps.commit([{ op: 'put', table: 'main', item }]);
  };
  /** Everything goes but this queue. */
  const without = (w: World, refused: QueueName): (() => Promise<void>) =>
    sweeper({
      ...w.deps,
      sendMessage: async (queue, message, options) => {
        if (queue === refused) throw new Error('AccessDenied');
        await w.deps.sendMessage(queue, message, options);
      },
    });

  it('T7.13 a row that can never be sent holds up nothing of its shard, is told of each minute, and stays in view', async () => {
    const w = world();
    await w.sweep();
    await poison(w);
    await dueEachMinute(w, 40);
    const tick = without(w, 'mail');
    const sent = new Set<unknown>();

    for (let i = 0; i < 60; i += 1) {
      await tick();
      for (const { message } of w.queued.splice(0)) {
        const { user_id, post_id, connection_id } = publishMessageSchema.parse(message);
        sent.add(post_id);
        await w.deps.commit([{ op: 'delete', table: 'main', key: { pk: `PUBLICATIONS#${user_id}`, sk: `${post_id}#${connection_id}` } }]);
      }
      w.clock.advance(minute);
    }
    const told = w.logs.filter((line) => line.includes('"event":"sweep_unsent","rows":1,"kinds":"digest"'));
    await w.sweep();

    expect(sent.size).toBe(40 * 12);
    // Not within the grace that whoever made it has.
    expect(told.length).toBeGreaterThanOrEqual(59);
    expect(w.queued.map(({ queue, message }) => [queue, message])).toEqual([['mail', { kind: 'forward_digest', day: '2026-11-23' }]]);
  });

  it('T7.13 a bucket that cannot be read is visited again by the next tick, and the others are swept', async () => {
    const w = world();
    await w.sweep();
    w.clock.advance(3 * minute);
    await dueEachMinute(w, 2);
    const unread = dueKeys(w.clock.now(), 'publication', '0').due_pk.replace(/#\d$/, '#0');
    const { sweeps } = w.deps;
    const due = async (bucket: string) => {
      if (bucket === unread) throw new Error('throttled');
      return sweeps.due(bucket);
    };

    await expect(sweeper({ ...w.deps, sweeps: { ...sweeps, due } })()).rejects.toThrow('Part of the sweep failed');
    const first = w.queued.splice(0).length;
    await w.sweep();
    const all = new Set([...Array(24).keys()].map((i) => anId('post', i)));
    const again = w.queued.splice(0).map(({ message }) => publishMessageSchema.parse(message).post_id);

    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(all.size);
    expect(first + again.length).toBeGreaterThanOrEqual(all.size);
  });

  it.each(['marks', 'putMarks'] as const)('T7.13 a shard whose %s fail is told of, and cuts off no other', async (what) => {
    const w = world();
    await w.sweep();
    w.clock.advance(3 * minute);
    await dueEachMinute(w, 2);
    const failing = async (): Promise<never> => {
      throw new Error('throttled');
    };
    const { sweeps, commit } = w.deps;
    const deps =
      what === 'marks'
        ? { ...w.deps, sweeps: { ...sweeps, marks: (shard: number) => (shard === 0 ? failing() : sweeps.marks(shard)) } }
        : { ...w.deps, commit: (writes: readonly Write[]) => (isOf(writes, 'SWEEP#0') ? failing() : commit(writes)) };

    await expect(sweeper(deps)()).rejects.toThrow('Part of the sweep failed');

    const shards = new Set(w.queued.map(({ message }) => JSON.stringify(message)));
    expect(shards.size).toBeGreaterThanOrEqual(what === 'marks' ? 12 : 24);
    expect(w.logs.at(-1)).toContain('"level":"error","event":"sweep","failures":1,');
  });
});
