/** Beginning to connect an account. */
import { describe, expect, it } from 'vitest';
import { world } from '../../support/world.ts';
import { authorize, outcomeOf, signIn } from '../steps.ts';

describe('POST /v1/connections/{provider}/authorize', () => {
  it('hands out a fresh state of 256 bits each time', async () => {
    const w = world();
    const browser = await signIn(w);

    const states = [await authorize(browser), await authorize(browser)];

    expect(states[0]).not.toBe(states[1]);
    for (const state of states) expect(state).toMatch(/^[\w-]{43}$/);
  });

  it('does not know other platforms', async () => {
    const browser = await signIn(world());

    const answers = ['bluesky', 'THREADS', '__proto__', 'constructor'].map((name) =>
      browser.request('POST', `/v1/connections/${name}/authorize`, { body: {} }),
    );

    expect((await Promise.all(answers)).map(outcomeOf)).toEqual(Array(4).fill('404 provider_not_found'));
  });
});
