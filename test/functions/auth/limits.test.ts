/** T1.10: limits of sign-in links cost whoever asks, and never the person who is named. */
import { describe, expect, it } from 'vitest';
import { linkLimits, unusualLinksPerDay } from '../../../lib/core/user.ts';
import { type Browser, type World, world } from '../../support/world.ts';
import { accept, address, approve, connect, invite, mailedToken, outcomeOf, problemOf, signIn, signInAgain, write } from '../steps.ts';

const minute = 60_000;
const hour = 60 * minute;
const askLink = (browser: Browser, to = address, sending = {}) =>
  browser.request('POST', '/v1/auth/links', { body: { address: to }, ...sending });

/** Fifty people who know the address of somebody else, each with a line and a browser of their own. */
async function strangersAsk(w: World, rounds: number): Promise<void> {
  const strangers = Array.from({ length: 50 }, () => w.browser());
  for (let round = 0; round < rounds; round += 1) for (const stranger of strangers) await askLink(stranger);
  await w.deliver('mail');
}

const mailsSince = (w: World, before: number) => w.mails.slice(before).filter(({ to }) => to === address);

describe('fifty strangers who ask for the links of an owner', () => {
  it('T1.10 keep a signed-in owner neither from proving that it is them nor from approving', async () => {
    const w = world();
    const browser = await signIn(w);
    const connectionId = await connect(w, browser);
    const post = await write(browser, [connectionId]);
    w.clock.advance(11 * minute);
    await strangersAsk(w, 6);

    const without = await approve(browser, post);
    await signInAgain(w, browser);
    const approved = await approve(browser, post);

    expect(outcomeOf(without)).toBe('403 presence_proof_needed');
    expect(approved.status).toBe(200);
  });

  it('T1.10 keep an owner who was signed out from nothing in a browser in which they were signed in before', async () => {
    const w = world();
    const browser = await signIn(w);
    await browser.request('POST', '/v1/auth/sign-out', { body: {} });
    w.clock.advance(30 * 24 * hour);
    await strangersAsk(w, 6);

    const again = await signInAgain(w, browser);

    expect(again.status).toBe(200);
  });

  it('T1.10 do not keep a new invitation from its mail', async () => {
    const w = world();
    await signIn(w);
    await strangersAsk(w, 6);

    const elsewhere = w.browser();
    await accept(w, elsewhere);
    await w.deliver('mail');
    const answer = await elsewhere.request('POST', '/v1/auth/links/redeem', { body: { token: mailedToken(w) } });

    expect(answer.status).toBe(200);
  });

  it('T1.10 fill no mailbox: together they get it so many mails a day, in silence', async () => {
    const w = world();
    await signIn(w);
    const before = w.mails.length;

    await strangersAsk(w, 2);

    expect(mailsSince(w, before)).toHaveLength(linkLimits.mailbox);
  });
});

describe('an owner who asks often', () => {
  it('T1.10 gets a proof each ten minutes of a working day', async () => {
    const w = world();
    const browser = await signIn(w);

    const outcomes: number[] = [];
    for (let i = 0; i < 6 * 10; i += 1) {
      w.clock.advance(10 * minute);
      outcomes.push((await signInAgain(w, browser)).status);
    }

    expect(outcomes).toEqual(Array(60).fill(200));
  });

  it('T1.10 is told when the next one can go, and it can go then', async () => {
    const w = world();
    const browser = await signIn(w);
    for (let i = 0; i < linkLimits.own; i += 1) await askLink(browser);
    await w.deliver('mail');

    const before = w.mails.length;
    const refused = await askLink(browser);
    const seconds = Number(refused.headers['retry-after']);
    w.clock.advance(seconds * 1000);
    const later = await askLink(browser);
    await w.deliver('mail');

    expect(problemOf(refused)).toMatchObject({ status: 429, code: 'too_many_links', retryable: true });
    expect(seconds).toBeGreaterThan(0);
    expect(later.status).toBe(202);
    expect(mailsSince(w, before)).toHaveLength(1);
  });

  it('T1.10 in a session is no lane for the address of somebody else', async () => {
    const w = world();
    await signIn(w);
    const eve = await signIn(w, 'eve@example.org');

    const outcomes: string[] = [];
    for (let i = 0; i < linkLimits.unknown + 1; i += 1) outcomes.push(outcomeOf(await askLink(eve)));

    expect(outcomes.at(-1)).toBe('429 too_many_links');
  });
});

describe('one client', () => {
  it('T1.10 is a whole line of IPv6 addresses', async () => {
    const w = world();
    const outcomes: string[] = [];

    for (let i = 0; i < linkLimits.client + 1; i += 1) {
      outcomes.push(outcomeOf(await askLink(w.browser(), `person${i}@example.org`, { clientIp: `2001:db8:1:2::${i.toString(16)}` })));
    }
    const neighbour = await askLink(w.browser(), 'person@example.org', { clientIp: '2001:db8:1:3::1' });

    expect(outcomes.filter((outcome) => outcome === '202 ok')).toHaveLength(linkLimits.client);
    expect(outcomes.at(-1)).toBe('429 too_many_links');
    expect(neighbour.status).toBe(202);
  });

  it('T1.10 may hold a class of thirty people who accept their invitations at once', async () => {
    const w = world();
    const statuses: number[] = [];

    for (let i = 0; i < 30; i += 1) {
      const token = await invite(w, `person${i}@example.org`);
      const answer = await w.browser().request('POST', '/v1/auth/invites/accept', { body: { token }, clientIp: '203.0.113.9' });
      statuses.push(answer.status);
    }

    expect(statuses).toEqual(Array(30).fill(202));
  });
});

describe('the whole stage', () => {
  it('T1.10 only tells the operator when a day is unusual, and goes on', async () => {
    const w = world();
    for (let i = 0; i < unusualLinksPerDay; i += 1) await askLink(w.browser(), `person${i}@example.org`);

    const after = await askLink(w.browser(), 'one.more@example.org');
    const told = w.logs.filter((line) => line.includes('"links_unusual"'));

    expect(after.status).toBe(202);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '{}')).toMatchObject({ level: 'error', event: 'links_unusual' });
  });
});

describe('a known browser', () => {
  it('is forgotten with the account', async () => {
    const w = world();
    await signIn(w);

    expect(w.dump('main').filter(({ kind }) => kind === 'device')).toHaveLength(1);
  });
});
