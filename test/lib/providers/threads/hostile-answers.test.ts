/**
 * Every call of Threads answers wrongly in every way we know, one call at a time, while the rest stays honest; then ten thousand times at
 * random. Goes over the endpoint table and the port, so that a new call or method without its row here fails.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../../lib/core/errors.ts';
import type { Provider } from '../../../../lib/core/provider.ts';
import { httpClient } from '../../../../lib/providers/http.ts';
import { type CallName, endpoints } from '../../../../lib/providers/threads/endpoints.ts';
import { threads } from '../../../../lib/providers/threads/threads.ts';
import { type BadAnswer, badAnswers, type Call, canary, type Made, randomAnswer } from '../../../hostile/bad-answers.ts';
import { app, code, honest, listedFields, type Prepared, prepareHonestly, questions, token } from '../../../hostile/port-questions.ts';
import { seededRandom } from '../../../sim/random.ts';
import { patience } from '../../../support/patient-line.ts';
import { errorNamed, errors } from './fake-threads.ts';

const graphUrl = 'https://graph.threads.net';
/** Not counted: what never comes says so. */
const timeoutMs = 20_000;
const calls = Object.keys(endpoints).filter((name): name is CallName => Object.hasOwn(endpoints, name));

type Address = string;
const addressOf = (call: CallName): Address =>
  `${endpoints[call].method} ${endpoints[call].path('<id>').replace(encodeURIComponent('<id>'), '<id>')}`;
const addresses = [...new Set(calls.map(addressOf))];
const honestAt = (address: Address): object => {
  const call = calls.find((name) => addressOf(name) === address && honest[name] !== undefined);
  return (call && honest[call]) ?? {};
};

/** Stands for all addresses at once. */
const everywhere: Address = 'everywhere';

type Answering = (address: Address, call: Call) => Made | undefined;

/** Asks the whole port while `answering` may replace any answer; honest memos are made before. */
function portWith(answering: Answering): { port: Provider; requests: Address[] } {
  const requests: Address[] = [];
  const { timeout, giveUp } = patience();
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname } = new URL(String(input));
    const address = `${init?.method ?? 'GET'} ${pathname.replace(/\d{10,}$/, '<id>')}`;
    requests.push(address);
    const {
      body,
      status,
      headers = {},
    } = answering(address, { signal: init?.signal, giveUp: () => giveUp(init?.signal) }) ?? {
      body: JSON.stringify(honestAt(address)),
      status: 200,
    };
    return new Response(status === 204 ? null : body, { status, headers });
  };
  const http = httpClient({ allowedOrigins: [graphUrl], fetch, timeoutMs, timeout });
  const config = { graphUrl, authorizeUrl: 'https://threads.com/oauth/authorize', appCredentials: () => Promise.resolve(app) };
  return { port: threads({ http, ...config }), requests };
}

type Told = { question: string; result: unknown; requests: Address[] };

let memos: Prepared;
beforeAll(async () => {
  const notYet = errorNamed('24/4279009 not found (yet)');
  const early: Answering = (address) => (address === addressOf('create') ? { ...notYet, body: JSON.stringify(notYet.body) } : undefined);
  memos = await prepareHonestly(portWith(() => undefined).port, portWith(early).port);
});

async function askEverything(answering: Answering): Promise<Told[]> {
  const asked = Object.entries(questions).flatMap(([method, forms]) =>
    Object.entries(forms).map(([form, ask]) => ({ question: `${method} ${form}`.trim(), ask })),
  );
  return Promise.all(
    asked.map(async ({ question, ask }) => {
      const { port, requests } = portWith(answering);
      const result = await ask(port, memos).catch((error: unknown) => error);
      return { question, result, requests };
    }),
  );
}

function fieldsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  if (Array.isArray(value)) return value.flatMap(fieldsIn);
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsIn(inner)]);
}

const spellOut = (value: unknown): string =>
  value instanceof Error ? [value.message, JSON.stringify(value), spellOut(value.cause)].join('\n') : (JSON.stringify(value) ?? '');

const kindsOf: Readonly<Record<string, readonly string[]>> = {
  prepare: ['waiting', 'ready', 'gone', 'unreachable', 'rejected', 'published'],
  send: ['sent', 'refused', 'unknown'],
  find: ['published', 'absent', 'unclear'],
  readBack: ['shown', 'gone', 'unclear'],
};
/** Only these may fail with an error of ours; the rest answers in kinds, or with nothing. */
const mayThrow = ['exchangeCode', 'profile', 'grantedScopes', 'refresh'];

function objections({ question, result, requests }: Told, bodies: readonly string[]): string[] {
  const [method = ''] = question.split(' ');
  const found: string[] = [];
  const say = (isWrong: boolean, what: string): void =>
    void (isWrong && found.push(`${question}: ${what}: ${spellOut(result).slice(0, 300)}`));
  say(result instanceof Error && !(result instanceof AppError && mayThrow.includes(method)), 'crashed');
  const kind = Object(result).kind;
  say(kindsOf[method] !== undefined && !kindsOf[method].includes(kind), 'answered something else');
  const id: unknown = Object(result).remoteId;
  say(kind === 'sent' && typeof id !== 'string', 'said "sent" without an id');
  say(typeof id === 'string' && (!/^[1-9]\d{0,39}$/.test(id) || !bodies.some((body) => body.includes(id))), 'told an id that nobody said');
  say(method === 'send' && requests.length !== 1, 'did not send exactly once');
  say(spellOut(result).includes(canary), 'kept what nobody asked for');
  say(
    [token, app.secret, code, 'evil.example'].some((secret) => spellOut(result).includes(secret)),
    'told a secret',
  );
  const fields = result instanceof Error ? [] : fieldsIn(result);
  const strangers = Array.isArray(result) ? [] : fields.filter((name) => !listedFields.has(name));
  say(strangers.length > 0, `kept ${strangers.join(', ')}`);
  return found;
}

describe('the rows of this test', () => {
  it('T6.9 have an honest answer for every call of the endpoint table', () => {
    expect(calls.filter((call) => honest[call] === undefined)).toEqual([]);
  });

  it('T6.9 ask everything that the port offers', () => {
    const offered = Object.keys(portWith(() => undefined).port).filter((name) => !['name', 'authorizationUrl'].includes(name));

    expect(Object.keys(questions).sort()).toEqual(offered.sort());
  });

  it('T6.9 reach every address when all is honest, and nothing is refused', async () => {
    const told = await askEverything(() => undefined);

    expect([...new Set(told.flatMap(({ requests }) => requests))].sort()).toEqual([...addresses].sort());
    expect(told.filter(({ result }) => result instanceof Error)).toEqual([]);
    expect(told.map(({ result }) => Object(result).kind)).toEqual(
      expect.arrayContaining(['waiting', 'ready', 'sent', 'published', 'shown']),
    );
    expect(
      told.flatMap((one) =>
        objections(
          one,
          addresses.map((address) => JSON.stringify(honestAt(address))),
        ),
      ),
    ).toEqual([]);
  });
});

describe('wrong answers', () => {
  const names = Object.keys(badAnswers).filter((name): name is BadAnswer => Object.hasOwn(badAnswers, name));
  const cases = addresses.flatMap((address) => names.map((name): [string, BadAnswer] => [address, name]));

  it.each(cases)('T6.9 %s answers: %s', async (wrong, name) => {
    const make = badAnswers[name];
    const bodies = addresses.map((address) => JSON.stringify(honestAt(address)));
    bodies.push(String(make(honestAt(wrong), undefined).body));

    const told = await askEverything((address, call) => (address === wrong ? make(honestAt(address), call) : undefined));

    expect(told.flatMap((one) => objections(one, bodies))).toEqual([]);
    if (wrong === addressOf('publish')) {
      const sent = told.find(({ question }) => question === 'send');
      const isGood = ['ids without quotes', 'extra fields everywhere', 'half a character'].includes(name);
      expect(Object(sent?.result).kind).toBe(isGood ? 'sent' : 'unknown');
    }
  });

  it('T6.9 10,000 of them at random: no crash, nothing believed that was not said, nothing kept that was not asked for', async () => {
    const [firstError, ...otherErrors] = errors;
    if (!firstError) throw new Error('no recorded errors');
    const count = { answers: 0, sent: 0, refused: 0, unknown: 0 };
    for (let round = 0; count.answers < 10_000; round += 1) {
      const random = seededRandom(`answers/${round}`);
      // Each call alone, and now and then all of them.
      const wrong = [...addresses, everywhere][round % (addresses.length + 1)] ?? everywhere;
      const made = randomAnswer(
        honestAt(wrong === everywhere ? random.pick([addressOf('create'), ...addresses]) : wrong),
        [firstError, ...otherErrors],
        random,
      );
      const bodies = [...addresses.map((address) => JSON.stringify(honestAt(address))), String(made.body)];

      const told = await askEverything((address) => {
        if (address !== wrong && wrong !== everywhere) return undefined;
        count.answers += 1;
        return made;
      });

      expect(
        told.flatMap((one) => objections(one, bodies)),
        `round ${round}: ${made.status} ${String(made.body)}`,
      ).toEqual([]);
      const kind: 'sent' | 'refused' | 'unknown' = Object(told.find(({ question }) => question === 'send')?.result).kind;
      if (wrong === addressOf('publish')) count[kind] += 1;
    }

    expect(count.sent).toBeGreaterThan(10);
    expect(count.refused).toBeGreaterThan(10);
    expect(count.unknown).toBeGreaterThan(100);
  }, 60_000);
});
