/** T2.2: whatever somebody puts into the callback's query string, nothing is exchanged, stored or echoed. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { world } from '../../support/world.ts';
import { authorize, signIn } from '../steps.ts';

const names = fc.constantFrom('state', 'code', 'error', 'error_description', 'redirect_uri', 'state[]', 'code#_', '__proto__', 'iss');
const evil = fc.constantFrom('<script>', '"><img>', '\r\nx: y', '%00', '%', '../..', "' OR 1=1", '\u{1f44d}', '\ud800', '#_', 'null', '0');

it('T2.2 2,000 callback query strings: 0 exchanges, 0 rows, 0 server errors, nothing echoed', async () => {
  const w = world();
  const browser = await signIn(w);
  const state = await authorize(browser);
  const nearly = fc.integer({ min: 0, max: 42 }).map((at) => `${state.slice(0, at)}${state[at] === 'A' ? 'B' : 'A'}${state.slice(at + 1)}`);
  const value = fc.oneof(evil, nearly, fc.string({ maxLength: 60 }), fc.constant(w.platform.consent()), fc.constant(state.slice(0, 42)));
  const pair = fc.tuple(names, value).map(([name, text]) => `${name}=${text.replaceAll(/[?&#]/g, '')}`);
  const queries = fc.sample(
    fc.oneof(
      fc.array(pair, { maxLength: 5 }).map((pairs) => pairs.join('&')),
      fc.string({ maxLength: 80 }),
    ),
    {
      numRuns: 2000,
      seed: 22,
    },
  );
  const before = w.stored();
  const unexpected: string[] = [];

  for (const query of queries) {
    const { status, headers } = await browser.request('GET', `/oauth/threads/callback?${query}`, {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    const isClean = /^https:\/\/postora\.example\/connections\?problem=[a-z_]+$/.test(headers['location'] ?? '');
    if (status !== 303 || !isClean) unexpected.push(`${status} ${headers['location']} for ${query}`);
  }

  expect(queries.length).toBe(2000);
  expect(unexpected).toEqual([]);
  expect(w.platform.calls.exchangeCode).toBe(0);
  expect(w.stored()).toBe(before);
});
