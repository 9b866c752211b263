/** T9.5: the eraser dies before and after every write and every message; the timer finishes what it began, with the same numbers. */

import { describe, expect, it } from 'vitest';
import { eraser } from '../../../functions/eraser/eraser.ts';
import { media } from '../../../functions/media/media.ts';
import { holdsPlatformData, publicationSchema } from '../../../lib/core/publication.ts';
import { askAtThreads, askInConsole, finish, settled } from '../../functions/eraser/person.ts';
import { type World, world } from '../../support/world.ts';

type Side = 'before' | 'after';

/** The functions that erase, dying once at their `call`-th port call that changes something. */
function mortal(w: World, call: number, side: Side) {
  const state = { calls: 0 };
  const dying =
    <A extends unknown[]>(work: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      state.calls += 1;
      const isLast = state.calls === call;
      if (isLast && side === 'before') throw new Error('the process died');
      await work(...args);
      if (isLast) throw new Error('the process died');
    };
  const { commit, sendMessage, mediaFiles } = w.deps;
  const deps = {
    ...w.deps,
    commit: dying(commit),
    sendMessage: dying(sendMessage),
    mediaFiles: { ...mediaFiles, remove: dying(mediaFiles.remove) },
  };
  Object.assign(w.queues, { erase: eraser(deps), media: media(deps) });
  return state;
}

const keptKinds = (w: World): string[] =>
  [...w.dump('main'), ...w.dump('vault'), ...w.dump('ledger')]
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'sweep' && kind !== 'rate');

async function everything(call: number, side: Side) {
  const w = world();
  const ada = await settled(w);
  const state = mortal(w, call, side);
  const code = await askInConsole(ada);
  await finish(w, code, 30);
  return { calls: state.calls, deletion: await w.deps.deletions.get(code), kept: keptKinds(w), files: w.mediaFiles.keys() };
}

async function oneConnection(call: number, side: Side) {
  const w = world();
  const ada = await settled(w);
  w.clock.advance(1_000);
  const state = mortal(w, call, side);
  const code = await askAtThreads(w, 'deletion', ada.remoteId);
  await finish(w, code, 30);
  const theirs = [...w.dump('main'), ...w.dump('vault')].filter(({ pk, sk }) => [pk, sk].some((key) => key.includes(ada.connectionId)));
  // What became of their owner's posts stays with them, without anything from the platform.
  const left = theirs.filter((item) => item.kind !== 'publication' || holdsPlatformData(publicationSchema.parse(item)));
  const told = w.dump('main').filter(({ type }) => type === 'disconnected').length;
  return { calls: state.calls, deletion: await w.deps.deletions.get(code), left: left.map(({ kind }) => kind), told };
}

const never = 1_000_000;

describe('a crash of the eraser', () => {
  it('T9.5 T7.1 at any write of deleting everything costs only time, and no number', async () => {
    const smooth = await everything(never, 'before');

    for (let call = 1; call <= smooth.calls; call += 1) {
      for (const side of ['before', 'after'] as const) {
        const { deletion, kept, files } = await everything(call, side);
        expect({ call, side, state: deletion?.state, counts: deletion?.counts }).toEqual({
          call,
          side,
          state: 'done',
          counts: smooth.deletion?.counts,
        });
        expect({ call, side, kept: kept.sort(), files }).toEqual({ call, side, kept: ['deletion', 'erased'], files: [] });
      }
    }

    expect(smooth.calls).toBeGreaterThan(25);
  }, 120_000);

  it('T5.4 at any write after Threads was answered costs only time, and its owner is told once', async () => {
    const smooth = await oneConnection(never, 'before');

    for (let call = 1; call <= smooth.calls; call += 1) {
      for (const side of ['before', 'after'] as const) {
        const { deletion, left, told } = await oneConnection(call, side);
        expect({ call, side, state: deletion?.state, counts: deletion?.counts, left, told }).toEqual({
          call,
          side,
          state: 'done',
          counts: smooth.deletion?.counts,
          left: [],
          told: 1,
        });
      }
    }

    expect(smooth.calls).toBeGreaterThan(10);
  }, 120_000);
});
