/** T5.2: a platform's calls, repeated in any order while the person removes the app and connects again. */
import { seededRandom } from '../../sim/random.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import { askAtThreads, finish, signedCall } from '../eraser/person.ts';
import { connect, signInAgain } from '../steps.ts';

type Eve = { browser: Browser; remoteId: string; address?: string };
const acts = ['remove', 'connect', 'replay', 'wait'] as const;
type Issued = { at: Date; call: 'deauthorize' | 'deletion' };

async function replay(w: World, { remoteId }: Eve, issued: readonly Issued[]): Promise<void> {
  for (const { at, call } of issued) {
    const { body } = await w.call('POST', `/callbacks/threads/${call}`, signedCall(remoteId, at));
    await finish(w, (body as Record<string, string>)['confirmation_code'] ?? '', 30);
  }
}

/** @returns whether a connection is there, and whether the last thing that happened was granting one. */
async function one(w: World, eve: Eve, schedule: readonly (typeof acts)[number][]) {
  const issued: Issued[] = [];
  let [grantedAt, removedAt] = [w.clock.now(), new Date(0)];
  for (const act of schedule) {
    // Five links an hour are all that anybody gets.
    w.clock.advance(act === 'remove' || act === 'replay' ? 2_000 : 3_602_000);
    if (act === 'replay') await replay(w, eve, issued);
    if (act === 'remove') {
      removedAt = w.clock.now();
      const call = issued.length % 2 === 0 ? 'deauthorize' : 'deletion';
      issued.push({ at: removedAt, call });
      await finish(w, await askAtThreads(w, call, eve.remoteId), 30);
    }
    if (act === 'connect') {
      await signInAgain(w, eve.browser, eve.address);
      await connect(w, eve.browser, { remoteId: eve.remoteId });
      grantedAt = w.clock.now();
    }
  }
  const isThere = w.dump('main').some(({ kind, remoteId }) => kind === 'connection' && remoteId === eve.remoteId);
  return { isThere, isMeant: grantedAt > removedAt, calls: issued.length };
}

/** `moveIn` makes the person; each schedule has a world of its own. `taken` are schedules in which a call took what it did not mean, or left what it did. */
export async function replaySchedules(count: number, seed: number, moveIn: (w: World) => Promise<Eve>) {
  const taken: string[] = [];
  let survived = 0;
  for (let n = 1; n <= count; n += 1) {
    const random = seededRandom(`${seed}/replays/${n}`);
    const schedule = Array.from({ length: random.between(3, 8) }, () => random.pick(acts));
    const w = world(n);
    const { isThere, isMeant, calls } = await one(w, await moveIn(w), schedule);
    if (isThere !== isMeant) taken.push(`${n}: ${schedule.join(' ')}`);
    if (isThere && calls > 0) survived += 1;
  }
  return { schedules: count, survived, taken };
}
