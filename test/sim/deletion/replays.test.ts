/** T5.2 in the size that was promised. */
import { expect, it } from 'vitest';
import { replaySchedules } from '../../functions/delete/replays.ts';
import { connect, signIn } from '../../functions/steps.ts';

it('T5.2 in ten thousand schedules of replays a connection that was granted after a call was issued survives it', {
  timeout: 900_000,
}, async () => {
  const remoteId = '17841400000000001';

  const { schedules, survived, taken } = await replaySchedules(10_000, 1, async (w) => {
    const browser = await signIn(w);
    await connect(w, browser, { remoteId });
    return { browser, remoteId };
  });

  expect({ schedules, taken }).toEqual({ schedules: 10_000, taken: [] });
  expect(survived).toBeGreaterThan(1_000);
});
