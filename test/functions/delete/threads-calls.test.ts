/** What Threads' servers call when somebody removes the app or wants their data deleted. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { cpuMs } from '../../support/cpu-time.ts';
import { threadsSecrets, type World, world } from '../../support/world.ts';
import { finish, formCall, type Person, settled, signedRequest } from '../eraser/person.ts';
import { connect, outcomeOf, readPost, signInAgain } from '../steps.ts';
import { replaySchedules } from './replays.ts';

const paths = ['/callbacks/threads/deauthorize', '/callbacks/threads/deletion'] as const;
let w: World;
let ada: Person;
beforeEach(async () => {
  w = world();
  ada = await settled(w);
  w.clock.advance(5_000);
});

const seconds = (at: Date) => Math.floor(at.getTime() / 1000);
const payloadOf = (more: object = {}) => ({ algorithm: 'HMAC-SHA256', issued_at: seconds(w.clock.now()), user_id: ada.remoteId, ...more });
const send = (path: string, signed: string) => w.call('POST', path, formCall(signed));
const stateOf = async (code: string) => (await w.deps.deletions.get(code))?.state;
const connections = () =>
  w
    .dump('main')
    .filter(({ kind }) => kind === 'connection')
    .map(({ id }) => id);

describe.each(paths)('POST %s', (path) => {
  it('answers with an address and a code, as Meta asks for, and does the work afterwards', async () => {
    const answer = await send(path, signedRequest(payloadOf()));
    const untouched = connections().includes(ada.connectionId);
    const { confirmation_code: code, url } = answer.body as Record<string, string>;
    await finish(w, code ?? '');

    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body as object).sort()).toEqual(['confirmation_code', 'url']);
    expect(url).toBe(`https://postora.example/deletion/${code}`);
    expect(code).toMatch(/^[\w-]{43}$/);
    expect(untouched).toBe(true);
    expect(await stateOf(code ?? '')).toBe('done');
    expect(connections()).toEqual([ada.sandboxId]);
  });

  it('erases what came from Threads and leaves the rest to its owner', async () => {
    const permalink = String(
      w.dump('main').find(({ kind, permalink }) => kind === 'publication' && permalink !== undefined)?.['permalink'],
    );
    const { confirmation_code: code = '' } = (await send(path, signedRequest(payloadOf()))).body as Record<string, string>;
    await finish(w, code);
    await signInAgain(w, ada.browser);

    const stored = JSON.stringify([w.dump('main'), w.dump('vault')]);
    expect(stored).not.toContain(ada.remoteId);
    expect(w.dump('vault')).toHaveLength(1);
    expect(w.dump('main').filter(({ kind }) => kind === 'post')).toHaveLength(4);
    expect((await ada.browser.request('GET', '/v1/me')).status).toBe(200);
    const idOf = (beginning: string) =>
      String(w.dump('main').find(({ kind, text }) => kind === 'post' && String(text).startsWith(beginning))?.['id']);
    expect((await readPost(ada.browser, idOf('Later'))).status).toBe('canceled');
    const out = await readPost(ada.browser, idOf('Out'));
    expect(out).toMatchObject({ status: 'published', is_editable: false, publications: [{ remote_id: null, permalink: null }] });
    expect(JSON.stringify(w.dump('main').filter(({ kind }) => kind === 'publication' || kind === 'event'))).not.toContain(permalink);
  });

  it('takes the secret of the Meta app, too', async () => {
    expect((await send(path, signedRequest(payloadOf(), threadsSecrets[1]))).status).toBe(200);
  });

  it('T5.1 accepts none of ten thousand forgeries, and changes nothing', async () => {
    const good = signedRequest(payloadOf());
    const [signature = '', payload = ''] = good.split('.');
    const other = Buffer.from(JSON.stringify(payloadOf({ user_id: '17841400000000009' }))).toString('base64url');
    const forged = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.base64String().map((text) => `${text}.${payload}`),
      fc.base64String().map((text) => `${signature}.${text}`),
      fc
        .nat(signature.length - 1)
        .map((at) => `${signature.slice(0, at)}${signature[at] === 'A' ? 'B' : 'A'}${signature.slice(at + 1)}.${payload}`),
      fc
        .nat(payload.length - 1)
        .map((at) => `${signature}.${payload.slice(0, at)}${payload[at] === 'A' ? 'B' : 'A'}${payload.slice(at + 1)}`),
      fc.string().map((secret) => signedRequest(payloadOf(), `${secret}!`)),
      fc.constantFrom(
        payload,
        signature,
        `.${payload}`,
        `${signature}.`,
        `${signature}.${other}`,
        `${good}.x`,
        signedRequest(payloadOf(), ''),
      ),
    );
    // The last character of 32 bytes carries two bits that nobody reads; only the one spelling is taken.
    const forgeries = fc.sample(forged, { numRuns: 10_500, seed: 1 }).filter((text) => text !== good);
    const before = w.stored();

    const answers = new Map<string, number>();
    for (const text of forgeries) {
      const outcome = outcomeOf(await send(path, text));
      answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
    }

    expect([...answers.keys()]).toEqual(['400 signature_not_valid']);
    expect(forgeries.length).toBeGreaterThanOrEqual(10_000);
    expect(w.stored()).toBe(before);
  });

  it.each([
    ['no form at all', () => ({ body: '' }), 400],
    ['JSON', (signed: string) => ({ body: { signed_request: signed } }), 400],
    ['the field twice', (signed: string) => ({ body: Buffer.from(`signed_request=${signed}&signed_request=${signed}`) }), 400],
    ['more than 8 KB', (signed: string) => ({ body: Buffer.from(`signed_request=${signed}&more=${'a'.repeat(8_192)}`) }), 413],
  ])('refuses %s', async (_, sending, status) => {
    const before = w.stored();

    const answer = await w.call('POST', path, sending(signedRequest(payloadOf())));

    expect(answer.status).toBe(status);
    expect(w.stored()).toBe(before);
  });

  it('T5.4 is answered after one write and one message, with nobody looked up', async () => {
    w.trace.length = 0;
    const before = cpuMs();

    const { status } = await send(path, signedRequest(payloadOf()));

    expect(status).toBe(200);
    expect(cpuMs() - before).toBeLessThan(2_000);
    expect(w.trace).toEqual(['commit put main DELETION', 'send erase']);
  });

  it('T5.2 the same request has the same code, however often it comes, and is done once', async () => {
    const signed = signedRequest(payloadOf());

    const answers = await Promise.all(Array.from({ length: 100 }, () => send(path, signed)));
    const codes = new Set(answers.map(({ body }) => (body as Record<string, string>)['confirmation_code']));
    const [code = ''] = codes;
    await finish(w, code);
    const before = w.stored();
    const again = await send(path, signed);
    await w.deliver('erase');

    expect(codes.size).toBe(1);
    expect((again.body as Record<string, string>)['confirmation_code']).toBe(code);
    expect(w.stored()).toBe(before);
  });

  it('T5.3 does the same work for somebody who is not here, and tells the truth about it', async () => {
    const traceOf = async (user_id: string) => {
      w.trace.length = 0;
      const answer = await send(path, signedRequest(payloadOf({ user_id })));
      return { trace: [...w.trace], code: (answer.body as Record<string, string>)['confirmation_code'] ?? '', length: answer.text.length };
    };

    const known = await traceOf(ada.remoteId);
    const unknown = await traceOf('17841400000009999');
    await finish(w, unknown.code);

    expect(unknown.trace).toEqual(known.trace);
    expect(unknown.length).toBe(known.length);
    expect(await w.deps.deletions.get(unknown.code)).toMatchObject({ state: 'done', extent: 'nobody' });
    expect((await w.call('GET', `/deletion/${unknown.code}`)).text).toContain('there was nothing to erase');
  });

  it('T5.2 what was connected again after the request was issued survives it, and the page says so', async () => {
    const signed = signedRequest(payloadOf());
    w.clock.advance(1_000);
    await signInAgain(w, ada.browser);
    await connect(w, ada.browser, { remoteId: ada.remoteId });

    const { confirmation_code: code = '' } = (await send(path, signed)).body as Record<string, string>;
    await finish(w, code);

    expect(await w.deps.deletions.get(code)).toMatchObject({ state: 'refused', refusal: 'connected_again' });
    expect(connections()).toContain(ada.connectionId);
    expect((await w.call('GET', `/deletion/${code}`)).text).toContain('connected to Postora again after the request was made');
  });

  it('neither asks for our origin nor looks at a session', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'cross-site' };
    const answer = await ada.browser.request('POST', path, { ...formCall(signedRequest(payloadOf())), headers });

    expect(answer.status).toBe(200);
  });
});

describe('T5.2 replays in any order, with people who connect again in between', () => {
  it('never take a connection that was granted after they were issued', async () => {
    const { schedules, survived, taken } = await replaySchedules(60, 7, settled);

    expect({ schedules, taken }).toEqual({ schedules: 60, taken: [] });
    expect(survived).toBeGreaterThan(5);
  });
});
