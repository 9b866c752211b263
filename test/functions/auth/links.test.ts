/** T1.6, T1.9, T1.10: sign-in links. */
import { describe, expect, it } from 'vitest';
import { type World, world } from '../../support/world.ts';
import type { Answer } from '../http-event.ts';
import { accept, address, invite, mailedToken, outcomeOf, problemOf, signIn } from '../steps.ts';

const minute = 60_000;
type Asker = Pick<ReturnType<World['browser']>, 'request'>;

const askLink = (browser: Asker, to = address, sending = {}) =>
  browser.request('POST', '/v1/auth/links', { body: { address: to }, ...sending });
const redeem = (browser: Asker, token: string) => browser.request('POST', '/v1/auth/links/redeem', { body: { token } });
const countOf = (w: World, kind: string): number => w.dump('main').filter((item) => item.kind === kind).length;

/** A browser that has asked for a link, and the link. */
async function mailed(seed?: number) {
  const w = world(seed);
  const browser = w.browser();
  await accept(w, browser);
  await w.deliver('mail');
  return { w, browser, token: mailedToken(w) };
}

describe('POST /v1/auth/links/redeem', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('T1.6 of 100 parallel redemptions exactly one signs in (round %i)', async (seed) => {
    const { w, browser, token } = await mailed(seed);

    const answers = await Promise.all(Array.from({ length: 100 }, () => redeem(browser, token)));

    const outcomes = answers.map(outcomeOf);
    expect(outcomes.filter((outcome) => outcome === '200 ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === '400 link_not_valid')).toHaveLength(99);
    expect([countOf(w, 'session'), countOf(w, 'session_of_user'), countOf(w, 'link')]).toEqual([1, 1, 0]);
  });

  it('T1.6 never works in another browser, and still works in the one that asked', async () => {
    const { w, browser, token } = await mailed();
    const other = w.browser();
    await askLink(other, 'someone@example.org');

    const outcomes = [await redeem(w.browser(), token), await redeem(other, token), await redeem(browser, token)].map(outcomeOf);

    expect(outcomes).toEqual(['400 link_not_valid', '400 link_not_valid', '200 ok']);
  });

  it('T1.6 works until ten minutes after it was asked for, however late the mail went out', async () => {
    const w = world();
    const browser = w.browser();
    await accept(w, browser);
    w.clock.advance(9 * minute);
    await w.deliver('mail');
    const token = mailedToken(w);

    w.clock.advance(minute - 1);
    const inTime = await redeem(browser, token);
    await askLink(browser);
    await w.deliver('mail');
    w.clock.advance(10 * minute);
    const late = await redeem(browser, mailedToken(w));

    expect([inTime, late].map(outcomeOf)).toEqual(['200 ok', '400 link_not_valid']);
  });

  it('sends no mail for a request that is ten minutes old', async () => {
    const w = world();
    const browser = await signIn(w);
    await askLink(browser);
    const before = w.mails.length;

    w.clock.advance(10 * minute);
    await w.deliver('mail');

    expect(w.mails).toHaveLength(before);
    expect(w.logs.at(-1)).toContain('too_old');
  });

  it('gives the same answer for used, expired, foreign and never issued', async () => {
    const { w, browser, token } = await mailed();
    await redeem(browser, token);
    const never = 'A'.repeat(43);

    const bodies = [await redeem(browser, token), await redeem(w.browser(), token), await redeem(browser, never)].map((answer) => ({
      ...problemOf(answer),
      request_id: '',
    }));

    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  });

  it('notes what the browser called itself, cut to 200 characters', async () => {
    const { browser, token } = await mailed();

    await browser.request('POST', '/v1/auth/links/redeem', { body: { token }, headers: { 'user-agent': 'x'.repeat(500) } });
    const list = await browser.request('GET', '/v1/sessions');

    expect(list.body).toMatchObject({ data: [{ user_agent: 'x'.repeat(200), is_current: true }] });
  });

  it('opens nothing if everything of its user was told to stop meanwhile', async () => {
    const { w, browser, token } = await mailed();
    const [user] = w.dump('main').filter(({ kind }) => kind === 'user');

    await w.deps.commit([{ op: 'put', table: 'main', item: { ...user!, epoch: 2 } }]);

    expect(outcomeOf(await redeem(browser, token))).toBe('400 link_not_valid');
  });
});

/** What may differ between two answers without telling anything. */
const comparable = ({ status, headers, cookies, text }: Answer) => ({
  status,
  text,
  headers: { ...headers, 'x-request-id': '' },
  cookies: cookies.map((line) => line.replace(/=[\w-]{43};/, '=…;')),
});

/** Whether it is known as a browser of theirs, three limits, the message, and the count of the stage. */
const unknownBrowserWork =
  'get main DEVICE; increment RATE; get main RATE; increment RATE; get main RATE; increment RATE; send mail; increment RATE';

describe('POST /v1/auth/links', () => {
  it('T1.9 answers and works alike for a known, an invited, an unknown and a throttled address', async () => {
    const w = world();
    await signIn(w);
    await invite(w, 'invited@example.org');
    for (let i = 0; i < 6; i += 1) await askLink(w.browser(), 'throttled@example.org');
    const seen: { answer: Answer; trace: string[] }[] = [];

    for (const to of [address, 'invited@example.org', 'nobody@example.org', 'ADA@example.org ']) {
      const from = w.trace.length;
      const answer = await askLink(w.browser(), to);
      seen.push({ answer, trace: w.trace.slice(from) });
    }
    const throttled = await askLink(w.browser(), 'throttled@example.org');

    expect(seen.map(({ answer }) => answer.status)).toEqual([202, 202, 202, 202]);
    expect(new Set(seen.map(({ answer }) => JSON.stringify(comparable(answer)))).size).toBe(1);
    expect(new Set(seen.map(({ trace }) => trace.join('; ')))).toEqual(new Set([unknownBrowserWork]));
    expect(comparable(throttled)).toEqual(comparable(seen[0]!.answer));
  });

  it('T1.9 mails a known address only, and only to what is on file', async () => {
    const w = world();
    await signIn(w);
    const before = w.mails.length;

    await askLink(w.browser(), ' ADA@Example.org');
    await askLink(w.browser(), 'nobody@example.org');
    await w.deliver('mail');

    expect(w.mails.slice(before).map(({ to }) => to)).toEqual([address]);
    expect(w.logs.slice(-2).map((line) => JSON.parse(line).outcome)).toEqual(['sent', 'nobody']);
  });

  it('T1.10 lets one client ask twenty times an hour, whatever X-Forwarded-For claims', async () => {
    const w = world();
    const outcomes: string[] = [];

    for (let i = 0; i < 25; i += 1) {
      const headers = {
        'x-forwarded-for': `192.0.2.${i}`,
        forwarded: `for=192.0.2.${i}`,
        'x-real-ip': `192.0.2.${i}`,
        'true-client-ip': `192.0.2.${i}`,
      };
      outcomes.push(outcomeOf(await askLink(w.browser(), `person${i}@example.org`, { headers, clientIp: '203.0.113.9' })));
    }
    const elsewhere = await askLink(w.browser(), 'person99@example.org', { clientIp: '203.0.113.10' });
    w.clock.advance(2 * 60 * minute);
    const later = await askLink(w.browser(), 'person99@example.org', { clientIp: '203.0.113.9' });

    expect(outcomes).toEqual([...Array(20).fill('202 ok'), ...Array(5).fill('429 too_many_links')]);
    expect([elsewhere.status, later.status]).toEqual([202, 202]);
  });

  it('T1.10 says when to come back', async () => {
    const w = world();
    for (let i = 0; i < 20; i += 1) await askLink(w.browser(), `person${i}@example.org`, { clientIp: '203.0.113.9' });

    const answer = await askLink(w.browser(), address, { clientIp: '203.0.113.9' });

    // When two of the twenty-one of this hour have faded, there is room for one.
    expect(answer.headers['retry-after']).toBe('3943');
    expect(problemOf(answer)).toMatchObject({ status: 429, retryable: true });
  });

  it('stores neither the address nor the client in clear', async () => {
    const w = world();

    await askLink(w.browser(), 'secret.person@example.org', { clientIp: '203.0.113.99' });

    const sinks = w.stored() + JSON.stringify(w.queued) + w.logs.join('');
    expect(sinks).not.toMatch(/secret\.person|203\.0\.113\.99/);
  });
});

describe('our mails', () => {
  it('carry the link once in the text and once in the HTML, after a #, so that no server sees it', async () => {
    const { w, token } = await mailed();
    const mail = w.mails.at(-1);

    expect(mail?.text.split(token)).toHaveLength(2);
    expect(mail?.html.split(token)).toHaveLength(2);
    expect(mail?.text).toContain(`https://postora.example/sign-in#${token}`);
    expect(mail?.subject).not.toContain(token);
  });
});
