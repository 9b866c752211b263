/** Each minute: what is due goes to its queue, however old; nothing that was lost on the way stays lost. */
import { describe, expect, it } from 'vitest';
import { sweeper } from '../../functions/sweeper/sweeper.ts';
import { dueKeys, minuteOf } from '../../lib/core/timer.ts';
import { world } from '../support/world.ts';
import { readPost, withApproved } from './steps.ts';

const minute = 60_000;

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

    await expect(sweeper(w.deps)()).rejects.toThrow('The sweep failed; the log line before says why.');

    expect(w.logs.at(-1)).toMatch(/"level":"error","event":"sweep","error":"Error","stack":".*sweeper\.test\.ts/);
    expect(w.logs.join('')).not.toContain('no table');
  });

  it('moves its marks only after everything was sent', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.queued.length = 0;
    const failing = sweeper({
      ...w.deps,
      sendMessage: async () => {
        throw new Error('queue away');
      },
    });

    await expect(failing()).rejects.toThrow('The sweep failed');
    await w.sweep();
    await w.deliver('publish');

    expect((await readPost(browser, post.id)).status).toBe('published');
  });
});
