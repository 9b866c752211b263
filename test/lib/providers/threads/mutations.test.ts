/** Good answers, broken at random by a seeded generator: nothing may crash, and nothing may be believed that was not said. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/core/errors.ts';
import { textContent } from '../../../contract/provider-setup.ts';
import { answers, app, at, errors, fakeThreads, memo, now, spellOut, token } from './fake-threads.ts';

/** The same seed gives the same mutations on every machine. */
function diceOf(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let n = Math.imul(state ^ (state >>> 15), state | 1);
    n ^= n + Math.imul(n ^ (n >>> 7), n | 61);
    return ((n ^ (n >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return { below, pick };
}
type Dice = ReturnType<typeof diceOf>;

const list = JSON.stringify({
  data: [{ id: '18079098539304490', timestamp: '2026-11-23T09:00:01+0000', media_type: 'TEXT_POST', text: 'Hello' }],
});
const good = [...Object.values(answers), list];
const bad = errors.map(({ body }) => (typeof body === 'string' ? body : JSON.stringify(body)));

const oddities = [
  'null',
  'true',
  '-1',
  '0',
  '1e999',
  '""',
  '[]',
  '{}',
  '[[[[',
  '"\\u0000"',
  '17841405793187218',
  '-99999999999999999999',
  '1.5',
  '"__proto__"',
  '{"toString":1}',
  `"${'9'.repeat(400)}"`,
  '"https://evil.example/?access_token=x"',
  '"\ud800"',
  '{"id":{"id":"1"}}',
  '"PUBLISHED"',
  '190',
  '24',
];
const statuses = [200, 200, 200, 200, 201, 204, 400, 401, 403, 404, 418, 429, 500, 502, 503];

const mutations: ((text: string, dice: Dice) => string)[] = [
  (text) => text,
  (text, { below }) => text.slice(0, below(text.length + 1)),
  (text, { below }) => text.slice(below(text.length + 1)),
  (text, { below, pick }) => {
    const i = below(text.length + 1);
    return text.slice(0, i) + pick(['"', '{', '}', '[', ']', ',', ':', '\\', '\0', '9', ' ', '💥']) + text.slice(i + below(2));
  },
  (text, { pick }) => text.replace(/"[^"]*"(?=[,}\]])|\d+(?=[,}\]])/, () => pick(oddities)),
  (text, { pick }) => text.replaceAll(/"[^"]*"(?=[,}\]])|\d+(?=[,}\]])/g, () => pick(oddities)),
  (text, { pick }) => text.replace(/"\w+":/, () => `"${pick(['id', 'error', 'status', 'data', 'code', '__proto__', 'constructor'])}":`),
  (text, { pick }) => `[${text},${pick(oddities)}]`,
  (_text, { pick }) => pick(oddities),
  (text) => text + text,
  (text, { below }) => '['.repeat(below(20_000)) + text,
  (text, { below }) => `${'{"a":'.repeat(below(5_000))}${text}`,
];

function mutate(dice: Dice): { body: string; status: number } {
  let body = dice.pick(dice.below(2) === 0 ? good : bad);
  for (let i = dice.below(3); i > 0; i -= 1) body = dice.pick(mutations)(body, dice);
  return { body, status: dice.pick(statuses) };
}

const content = textContent('Hello');
const reply = { ...content, replyTo: '1' };
const pictures = { ...content, media: [1, 2].map((n) => ({ kind: 'image' as const, url: `https://media.example/${n}.jpg`, alt: '' })) };
const items = { item_ids: '1,2', created_at: now.toISOString() };
const kinds = {
  prepare: ['waiting', 'ready', 'gone', 'unreachable', 'rejected', 'published'],
  send: ['sent', 'refused', 'unknown'],
  find: ['published', 'absent', 'unclear'],
};

/** Everything the port offers, asked while one kind of answer comes back for every call. */
async function askEverything({ body, status }: { body: string; status: number }) {
  const answer = () => new Response(status === 204 ? null : body, { status });
  const calls = ['code_exchange', 'token_exchange', 'profile', 'quota', 'create', 'status', 'publish', 'list', 'replies', 'read'];
  const { threads, seen } = fakeThreads(Object.fromEntries(calls.map((call) => [call, answer])));
  const settle = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
  const made = await threads.prepare(token, { content, polls: 0, now });
  const looked = await threads.prepare(token, { content, memo, polls: 1, now: at(90) });
  const looks = [
    await threads.prepare(token, { content: pictures, polls: 0, now }),
    await threads.prepare(token, { content: pictures, memo: items, polls: 1, now: at(90) }),
    await threads.prepare(token, { content: reply, memo: { missing_since: now.toISOString() }, polls: 1, now: at(90) }),
  ];
  const before = seen.length;
  const sent = await threads.send(token, memo);
  const sendRequests = seen.length - before;
  const found = await threads.find(token, { memo, content, sentAt: now, since: now, now: at(700) });
  const others = await Promise.all([
    settle(threads.exchangeCode({ code: 'AQBcode', redirectUri: 'https://postora.example/cb', now })),
    settle(threads.profile(token)),
    settle(threads.grantedScopes(token)),
    threads.find(token, { memo, content: reply, sentAt: now, since: now, now: at(700) }),
    threads.quota(token, content),
    threads.quota(token, reply),
    threads.readBack(token, '1', content),
  ]);
  return { made, looked, looks, sent, sendRequests, found, others };
}

describe('mutated answers', () => {
  it('T6.9 2,000 of them: no crash, no "sent" without an id, one request per send, no secret anywhere', { timeout: 60_000 }, async () => {
    const dice = diceOf(20_261_123);
    const count = { sent: 0, refused: 0, unknown: 0 };

    for (let i = 0; i < 2_000; i += 1) {
      const mutated = mutate(dice);
      const { made, looked, looks, sent, sendRequests, found, others } = await askEverything(mutated);
      const where = `${i}: ${mutated.status} ${mutated.body.slice(0, 200)}`;

      count[sent.kind] += 1;
      if (sent.kind === 'sent') {
        expect(sent.remoteId, where).toMatch(/^[1-9]\d{0,39}$/);
        expect(mutated.body, where).toContain(sent.remoteId);
        expect(mutated.status, where).toBeLessThan(300);
      }
      expect(sendRequests, where).toBe(1);
      for (const { kind } of [made, looked, ...looks]) expect(kinds.prepare, where).toContain(kind);
      expect(kinds.find, where).toContain(found.kind);
      for (const other of others) if (other instanceof Error) expect(other, where).toBeInstanceOf(AppError);
      const told = [made, looked, ...looks, sent, found, ...others.filter((other) => other instanceof Error)].map(spellOut).join('\n');
      for (const secret of [token, app.secret, 'AQBcode', 'https://', 'evil.example']) expect(told, where).not.toContain(secret);
    }

    expect(count.sent).toBeGreaterThan(20);
    expect(count.refused).toBeGreaterThan(20);
    expect(count.unknown).toBeGreaterThan(1_000);
  });
});
