/** Disconnecting: nothing new goes out from the first write on; then key, token and rows are gone. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Item } from '../../../lib/core/ports.ts';
import { anId } from '../../support/builders.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import { askInConsole, finish } from '../eraser/person.ts';
import type { Answer } from '../http-event.ts';
import {
  approve,
  authorize,
  callback,
  connect,
  disconnectInTheEnd,
  outcomeOf,
  readPost,
  signIn,
  signInAgain,
  withApproved,
  withDraft,
  write,
} from '../steps.ts';

const minute = 60_000;
const left = (w: World) => [
  ...w.dump('main').filter(({ kind }) => ['connection', 'token', 'remote', 'lease'].includes(kind)),
  ...w.dump('vault'),
];
const connectionsOf = ({ body }: Answer) => z.object({ data: z.array(z.looseObject({ id: z.string() })) }).parse(body).data;
/** Nobody does anything: the sweeper ticks, and the eraser works. */
async function finishAll(w: World, minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i += 1) {
    await w.sweep();
    await w.deliver('erase');
    w.clock.advance(minute);
  }
}
const remove = (browser: Browser, id: string) => browser.request('DELETE', `/v1/connections/${id}`);

describe('DELETE /v1/connections/{connection_id}', () => {
  it('T1.12 needs a proof of presence that is fresh, five times', async () => {
    const w = world();
    const { browser, connectionId } = await withDraft(w);
    w.clock.advance(10 * minute);
    const before = w.stored();

    const answers = await Promise.all(Array.from({ length: 5 }, () => remove(browser, connectionId)));
    const unchanged = w.stored() === before;
    await signInAgain(w, browser);
    const fresh = await remove(browser, connectionId);

    expect(answers.map(outcomeOf)).toEqual(Array(5).fill('403 presence_proof_needed'));
    expect(unchanged).toBe(true);
    expect(fresh.body).toEqual({
      object: 'disconnection',
      connection_id: connectionId,
      state: 'done',
      ends_at: null,
      canceled_publications: 0,
    });
  });

  it('I4 P-17 P-31 leaves nothing of the connection, records it once, and answers 404 the second time', async () => {
    const w = world();
    const { browser, connectionId } = await withDraft(w);

    const [first, second] = [await remove(browser, connectionId), await remove(browser, connectionId)];

    expect([outcomeOf(first), outcomeOf(second)]).toEqual(['200 ok', '404 connection_not_found']);
    expect(left(w)).toEqual([]);
    expect(w.dump('main').filter(({ type }) => type === 'disconnected')).toHaveLength(1);
  });

  it('leaves the other connections alone', async () => {
    const w = world();
    const browser = await signIn(w);
    const [a, b] = [await connect(w, browser, { remoteId: '1' }), await connect(w, browser, { remoteId: '2' })];
    const post = await write(browser, [a, b]);
    await approve(browser, post);

    await w.deliverOne('publish');
    await disconnectInTheEnd(w, browser, a);
    await w.deliver('publish');

    expect((await readPost(browser, post.id)).publications.map(({ state }) => state).sort()).toEqual(['canceled', 'published']);
    expect(left(w)).toHaveLength(4);
  });

  it('I4 says while a post is being sent at that very moment until when, and finishes by itself', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    const during: unknown[] = [];
    w.platform.whileSending = async () => {
      const answer = await remove(browser, connectionId);
      const inAHundredSeconds = new Date(w.clock.now().getTime() + 100_000).toISOString();
      during.push(answer.status, { ...(answer.body as object), at: inAHundredSeconds });
    };

    await w.deliver('publish');
    const before = left(w).length;
    await w.deliver('erase');

    const [status, body] = during as [number, { ends_at: string; at: string }];
    expect([status, body]).toEqual([
      202,
      expect.objectContaining({ connection_id: connectionId, state: 'disconnecting', ends_at: body.at }),
    ]);
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(before).toBeGreaterThan(0);
    expect(left(w)).toEqual([]);
  });

  it('I4 between the answer and the end nothing new can be approved or sent', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    const next = await write(browser, [connectionId], 'A second post.');
    w.platform.whileSending = async () => {
      await remove(browser, connectionId);
    };
    await w.deliver('publish');
    await signInAgain(w, browser);

    const answer = await approve(browser, next);

    expect(outcomeOf(answer)).toBe('409 connection_missing');
    expect(w.platform.posts).toHaveLength(1);
  });

  it('a send whose answer never came is handed to the person once its two minutes are over', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    w.platform.whileSending = async () => {
      throw new Error('the worker died here');
    };
    await w.deliverOne('publish');
    await w.deliverOne('publish');
    await w.deliverOne('publish');

    const answer = await disconnectInTheEnd(w, browser, connectionId);

    expect(outcomeOf(answer)).toBe('202 ok');
    expect((await readPost(browser, post.id)).status).toBe('outcome_unknown');
    expect(left(w)).toEqual([]);
  });

  it('an unclear outcome becomes a question to the person, not a claim', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    w.platform.next.send.push({ kind: 'unknown', failure: { code: 'outcome_unclear' } });
    for (let i = 0; i < 4; i += 1) await w.deliverOne('publish');

    const answer = await disconnectInTheEnd(w, browser, connectionId);
    await w.deliver('publish');

    expect(answer.body).toMatchObject({ canceled_publications: 0 });
    expect((await readPost(browser, post.id)).status).toBe('outcome_unknown');
  });

  it('I4 messages that are still queued have no effect when they arrive', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    await w.deliverOne('publish');
    const calls = { ...w.platform.calls };

    await remove(browser, connectionId);
    await w.deliver('publish');

    expect(w.platform.calls).toEqual(calls);
    expect(w.keyService.opened).toBe(1);
  });

  it('a run that stopped half-way is finished by the next', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    let commits = 0;
    w.hooks.beforeCommit = async () => {
      commits += 1;
      if (commits === 2) throw new Error('crash');
    };

    const crashed = await remove(browser, connectionId);
    const again = await disconnectInTheEnd(w, browser, connectionId);

    expect([outcomeOf(crashed), outcomeOf(again)]).toEqual(['500 internal', '202 ok']);
    expect(left(w)).toEqual([]);
  });

  it('a run that stopped half-way is finished by the timer, if nobody comes back', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    let commits = 0;
    w.hooks.beforeCommit = async () => {
      commits += 1;
      if (commits === 2) throw new Error('crash');
    };

    const crashed = await remove(browser, connectionId);
    w.queued.length = 0;
    await finishAll(w, 6);

    expect(outcomeOf(crashed)).toBe('500 internal');
    expect(left(w)).toEqual([]);
    expect(w.dump('main').filter(({ type }) => type === 'disconnected')).toHaveLength(1);
  });

  it('says while it lasts that it is being disconnected, by whom and until when, and calls its health nothing good', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    await w.deliverOne('publish');

    const { body } = await remove(browser, connectionId);
    const [seen] = connectionsOf(await browser.request('GET', '/v1/connections'));

    const { ends_at } = body as { ends_at: string };
    expect(seen).toMatchObject({ state: 'disconnecting', stopped_by: 'disconnected', ends_at, can_publish: false });
    expect(seen).toMatchObject({ health: { state: 'disconnecting' } });
  });

  it('is harmless when it is pressed again: the same answer, one end', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    await w.deliverOne('publish');

    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await remove(browser, connectionId));
    await w.deliver('erase');
    await w.deliver('publish');
    const late = await remove(browser, connectionId);

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(outcomeOf(late)).toBe('404 connection_not_found');
    expect(w.dump('main').filter(({ type }) => type === 'disconnected')).toHaveLength(1);
  });

  it('tells who connects the account again meanwhile when that can be done, and then it can', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    await w.deliverOne('publish');
    const { body } = await remove(browser, connectionId);

    const state = await authorize(browser);
    const { headers } = await callback(browser, { state, code: w.platform.consent() });
    await w.deliver('erase');
    const again = await connect(w, browser);

    const { searchParams } = new URL(headers['location'] ?? '');
    expect(Object.fromEntries(searchParams)).toEqual({ problem: 'disconnecting', ends_at: (body as { ends_at: string }).ends_at });
    expect(again).not.toBe(connectionId);
    expect(connectionsOf(await browser.request('GET', '/v1/connections'))).toMatchObject([{ id: again, state: 'active' }]);
  });

  it.each(['pressing it again', 'connecting the account again'])(
    'what was left half-way before there was a timer for it is finished after %s',
    async (act) => {
      const w = world();
      const { browser, connectionId } = await withDraft(w);
      const [row] = w.snapshot('main').filter(({ kind }) => kind === 'connection');
      const {
        stoppedBy: _,
        dueAt: __,
        ...old
      } = { ...row, state: 'disconnecting', epoch: 2, busyUntil: w.clock.now().toISOString() } as Item;
      w.restore('main', [...w.snapshot('main').filter(({ kind }) => kind !== 'connection'), old]);
      w.clock.advance(3 * minute);

      if (act === 'pressing it again') await remove(browser, connectionId);
      else await callback(browser, { state: await authorize(browser), code: w.platform.consent() });
      await finishAll(w, 3);

      expect(left(w)).toEqual([]);
    },
  );

  it('leaves the end to a deletion that has begun meanwhile, which counts what there is', async () => {
    const w = world();
    const { browser, connectionId } = await withApproved(w);
    await w.deliverOne('publish');
    await remove(browser, connectionId);
    const code = await askInConsole({ browser });

    await finish(w, code);

    expect(await w.deps.deletions.get(code)).toMatchObject({ state: 'done', counts: { connection: 1, token: 1, data_key: 1 } });
    expect([...left(w), ...w.dump('main').filter(({ kind }) => kind === 'event')]).toEqual([]);
  });

  it('after connecting anew the same account, old work stays dead and new work goes out', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    await disconnectInTheEnd(w, browser, connectionId);

    const again = await connect(w, browser);
    await w.deliver('publish');
    const next = await write(browser, [again], 'A new post.');
    await approve(browser, next);
    await w.deliver('publish');

    expect(again).not.toBe(connectionId);
    expect((await readPost(browser, post.id)).status).toBe('canceled');
    expect(w.platform.posts.map(({ text }) => text)).toEqual(['A new post.']);
  });

  it('does not know what never was', async () => {
    const browser = await signIn(world());

    expect(outcomeOf(await remove(browser, anId('con', 5)))).toBe('404 connection_not_found');
  });
});
