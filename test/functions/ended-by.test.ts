/** Whatever ends an approved post before it is out says who did it, so that its owner is never left to guess. */
import { describe, expect, it } from 'vitest';
import { type World, world } from '../support/world.ts';
import { askAtThreads, askByMail, askInConsole } from './eraser/person.ts';
import { disconnectInTheEnd, edit, outcomeOf, readPost, signInAgain, withApproved } from './steps.ts';

type Scene = Awaited<ReturnType<typeof withApproved>> & { w: World };
const remoteId = '17841400000000001';
const userIdOf = async ({ browser }: Scene): Promise<string> => {
  const { body } = await browser.request('GET', '/v1/me');
  return (body as { id: string }).id;
};
/** Until what is open was ended, and not until it is erased. */
const eraseFirstSteps = async (w: World): Promise<void> => {
  await w.deliverOne('erase');
};
const storedEndings = (w: World) =>
  w
    .dump('main')
    .filter(({ kind }) => kind === 'publication')
    .map(({ state, endedBy }) => `${state} ${endedBy}`);
const told = (w: World) =>
  w
    .dump('main')
    .filter(({ kind, type }) => kind === 'event' && type === 'post_canceled')
    .map(({ about }) => (about as Record<string, string>)['ended_by']);

const acts: Readonly<Record<string, readonly [string, (scene: Scene) => Promise<unknown>]>> = {
  'a cancel': ['you', ({ browser, post }) => browser.request('POST', `/v1/posts/${post.id}/cancel`)],
  'an edit': ['edited', async ({ browser, post }) => edit(browser, await readPost(browser, post.id), { text: 'Other words.' })],
  'a disconnect': ['disconnected', ({ w, browser, connectionId }) => disconnectInTheEnd(w, browser, connectionId)],
  'removing the app at Threads': [
    'removed_at_platform',
    ({ w }) => askAtThreads(w, 'deauthorize', remoteId).then(() => eraseFirstSteps(w)),
  ],
  'a deletion asked for at Threads': [
    'deletion_at_platform',
    ({ w }) => askAtThreads(w, 'deletion', remoteId).then(() => eraseFirstSteps(w)),
  ],
  'deleting everything': ['deleted', ({ w, browser }) => askInConsole({ browser }).then(() => eraseFirstSteps(w))],
  'deleting everything by mail': [
    'deleted',
    async (scene) => {
      await askByMail(scene.w, { userId: await userIdOf(scene) });
      await eraseFirstSteps(scene.w);
    },
  ],
  'the operator': [
    'operator',
    async ({ w }) => {
      await w.operate({ command: 'erase', address: 'ada@example.org' });
      await eraseFirstSteps(w);
    },
  ],
};

describe('who ended a publication', () => {
  it.each(Object.entries(acts))('is stored and put on record by %s', async (_, [by, act]) => {
    const w = world();
    const scene = { w, ...(await withApproved(w)) };
    w.clock.advance(2_000);

    await act(scene);

    expect(storedEndings(w)).toEqual([`canceled ${by}`]);
    expect(told(w)).toEqual([by]);
  });

  it('is the one that stopped the connection, also if a worker is the first to notice', async () => {
    const w = world();
    await withApproved(w);
    const crash = { isOn: true };
    w.hooks.beforeCommit = async (writes) => {
      const isEnding = writes.some((write) => write.op === 'put' && write.item.kind === 'publication');
      if (crash.isOn && isEnding) throw new Error('the eraser died after it had stopped the connection');
    };
    w.clock.advance(2_000);
    await askAtThreads(w, 'deauthorize', remoteId);
    await eraseFirstSteps(w);
    crash.isOn = false;
    const stopped = w.dump('main').find(({ kind }) => kind === 'connection');

    await w.deliver('publish');

    expect(stopped).toMatchObject({ state: 'disconnecting', stoppedBy: 'removed_at_platform' });
    expect(storedEndings(w)).toEqual(['canceled removed_at_platform']);
  });

  it('is seen in the API', async () => {
    const w = world();
    const { browser, connectionId, post } = await withApproved(w);
    const before = await readPost(browser, post.id);
    await disconnectInTheEnd(w, browser, connectionId);

    const after = await readPost(browser, post.id);

    expect(before.publications.map(({ ended_by }) => ended_by)).toEqual([null]);
    expect(after.publications.map(({ ended_by }) => ended_by)).toEqual(['disconnected']);
  });

  it('survives the deletion that a platform asked for: the post stays with its owner, and says why it did not go out', async () => {
    const w = world();
    const { browser, post } = await withApproved(w);
    w.clock.advance(2_000);
    const code = await askAtThreads(w, 'deauthorize', remoteId);
    await w.deliver('erase');
    await signInAgain(w, browser);

    const after = await readPost(browser, post.id);

    expect(await w.deps.deletions.get(code)).toMatchObject({ state: 'done' });
    expect(after).toMatchObject({ status: 'canceled', publications: [{ state: 'canceled', ended_by: 'removed_at_platform' }] });
    expect(outcomeOf(await browser.request('POST', `/v1/posts/${post.id}/approve`, { body: { expected_hash: post.hash } }))).toBe(
      '409 connection_missing',
    );
  });
});
