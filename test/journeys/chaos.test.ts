/** A small storm: what `npm run chaos` does with hundreds of posts, here with few and faster. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChaos } from '../../local/chaos/run.ts';
import { openTally } from '../../local/chaos/scene.ts';
import { stormTrouble } from '../../local/chaos/storm.ts';
import { type Journey, openCloud } from './open-cloud.ts';

describe('a storm of kills, faults, and repeated and late messages', () => {
  const tally = openTally();
  const trouble = stormTrouble(1, tally);
  let journey: Journey;
  beforeAll(async () => {
    journey = await openCloud({ speed: 40, concurrency: 3, trouble });
  });
  afterAll(() => journey?.close());

  it('leaves every approved post settled, public at most once, and shown as it is', async () => {
    const wish = { posts: 25, seed: 1, stormMs: 12_000 };

    const outcome = await runChaos({ cloud: journey.cloud, trouble, tally, wish, signal: AbortSignal.timeout(100_000), say: () => {} });

    expect(tally.text()).toMatch(/process killed.*|message sent twice/);
    expect(outcome).toMatchObject({ approved: 25, settled: 25, duplicates: 0, lies: [], open: [] });
    expect(outcome.ends.get('published')).toBeGreaterThan(0);
  });
});
