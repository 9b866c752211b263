/** Beginning to connect an account. */
import { describe, expect, it } from 'vitest';
import { world } from '../../support/world.ts';
import { authorize, outcomeOf, signIn, signInAgain } from '../steps.ts';

describe('POST /v1/connections/{provider}/authorize', () => {
  it('hands out a fresh state of 256 bits each time', async () => {
    const w = world();
    const browser = await signIn(w);

    const states = [await authorize(browser), await authorize(browser)];

    expect(states[0]).not.toBe(states[1]);
    for (const state of states) expect(state).toMatch(/^[\w-]{43}$/);
  });

  it('T1.12 needs a proof of presence that is fresh, five times', async () => {
    const w = world();
    const browser = await signIn(w);
    w.clock.advance(10 * 60_000);
    const before = w.stored();
    const ask = () => browser.request('POST', '/v1/connections/threads/authorize', { body: {} });

    const answers = await Promise.all(Array.from({ length: 5 }, ask));
    const unchanged = w.stored() === before;
    await signInAgain(w, browser);

    expect(answers.map(outcomeOf)).toEqual(Array(5).fill('403 presence_proof_needed'));
    expect(unchanged).toBe(true);
    expect((await ask()).status).toBe(200);
  });

  it('does not know other platforms', async () => {
    const browser = await signIn(world());

    const answers = ['bluesky', 'THREADS', '__proto__', 'constructor'].map((name) =>
      browser.request('POST', `/v1/connections/${name}/authorize`, { body: {} }),
    );

    expect((await Promise.all(answers)).map(outcomeOf)).toEqual(Array(4).fill('404 provider_not_found'));
  });
});
