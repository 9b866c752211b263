/** Every way an answer of a platform can be wrong, made from the honest one: shapes, types, sizes, slowness, statuses; also at random by a seed. */
import type { Random } from '../sim/random.ts';

/** In every extra field and every error text: what nobody asked for and nobody may keep. */
export const canary = 'canary-that-nobody-asked-for';

export type Made = { body: string | ReadableStream<Uint8Array>; status: number; headers?: Record<string, string> };
/** The call that is answered: `signal` ends it, and `giveUp` tells it that nothing will ever come. */
export type Call = { signal: AbortSignal | null | undefined; giveUp: () => void };
type Make = (honest: object, call: Call | undefined) => Made;

const text = (body: string, status = 200): Made => ({ body, status });
const html = `<!DOCTYPE html><html><body><h1>Sorry, ${canary}</h1></body></html>`;
const errorWith = (codes: object) => ({
  error: { message: canary, type: 'OAuthException', ...codes, error_user_msg: canary, fbtrace_id: canary },
});
const unknownError = errorWith({ code: 1 });

/** Rewrites every leaf of a body; arrays and objects stay. */
function mapLeaves(value: unknown, change: (leaf: unknown, name: string) => unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, change, name));
  if (typeof value !== 'object' || value === null) return change(value, name);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapLeaves(item, change, key)]));
}
const everyLeaf =
  (leaf: unknown): Make =>
  (honest) =>
    text(JSON.stringify(mapLeaves(honest, () => leaf)));
const withExtras = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withExtras);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withExtras(item)]));
  return { ...inner, extra: canary, access_tokens: [canary], nested: { id: canary } };
};
/** Ids as bare numbers, as the code exchange was seen to write them. */
const bareIds = (honest: object): string => JSON.stringify(honest).replaceAll(/"(\d{17})"/g, '$1');

function stream(
  pull: (controller: ReadableStreamDefaultController<Uint8Array>) => void,
  signal?: AbortSignal | null,
): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true }),
    pull,
  });
}
const encoded = (value: string): Uint8Array => new TextEncoder().encode(value);
const half = (honest: object): string => JSON.stringify(honest).slice(0, JSON.stringify(honest).length >> 1);

function brokenOff(honest: object): ReadableStream<Uint8Array> {
  let isFirst = true;
  return stream((controller) => {
    if (isFirst) controller.enqueue(encoded(half(honest)));
    else controller.error(new TypeError('terminated'));
    isFirst = false;
  });
}

export const badAnswers = {
  'HTML as 200': () => text(html),
  'HTML as 502': () => text(html, 502),
  'HTML as 403': () => text(html, 403),
  'nothing as 200': () => text(''),
  'nothing as 500': () => text('', 500),
  'white space': () => text(' \n\t '),
  null: () => text('null'),
  'a number': () => text('17841405793187218'),
  'a text': () => text(JSON.stringify(canary)),
  'an empty object': () => text('{}'),
  'an empty list': () => text('[]'),
  'a list around it': (honest) => text(JSON.stringify([honest])),
  'an object around it': (honest) => text(JSON.stringify({ result: honest, canary })),
  'a JSON text with JSON inside': (honest) => text(JSON.stringify(JSON.stringify(honest))),
  'far too large': (honest) => text(JSON.stringify({ ...honest, padding: canary.repeat(20_000) })),
  'without an end': (_honest, call) => ({
    body: stream((controller) => controller.enqueue(new Uint8Array(32_768).fill(0x20)), call?.signal),
    status: 200,
  }),
  'never a byte': (_honest, call) => ({ body: stream(() => call?.giveUp(), call?.signal), status: 200 }),
  'half of it': (honest) => text(half(honest)),
  'broken off on the way': (honest) => ({ body: brokenOff(honest), status: 200 }),
  'twice the same': (honest) => text(JSON.stringify(honest).repeat(2)),
  'deeply nested': () => text('['.repeat(30_000)),
  'nested objects': (honest) => text(`${'{"a":'.repeat(5_000)}${JSON.stringify(honest)}${'}'.repeat(5_000)}`),
  'sent elsewhere by 302': (honest) => ({ ...text(JSON.stringify(honest), 302), headers: { location: 'https://evil.example/' } }),
  'sent elsewhere by 307': (honest) => ({ ...text(JSON.stringify(honest), 307), headers: { location: '/v1.0/me' } }),
  'an error inside a 200': () => text(JSON.stringify(unknownError)),
  'an error beside the answer': (honest) => text(JSON.stringify({ ...honest, ...unknownError })),
  'an empty error beside the answer': (honest) => text(JSON.stringify({ ...honest, error: {} })),
  'a flat error inside a 200': () => text(JSON.stringify({ error_type: 'OAuthException', code: 400, error_message: canary })),
  'an error with codes of other types': () =>
    text(JSON.stringify(errorWith({ code: '24', error_subcode: [4279009], is_transient: 'no' })), 400),
  'an error that is a text': () => text(JSON.stringify({ error: canary }), 400),
  'a good answer as 500': (honest) => text(JSON.stringify(honest), 500),
  'a good answer as 404': (honest) => text(JSON.stringify(honest), 404),
  'ids without quotes': (honest) => text(bareIds(honest)),
  'ids that are no whole numbers': (honest) => text(JSON.stringify(honest).replaceAll(/"(\d{17})"/g, '$1.5')),
  'ids in other digits': (honest) => text(JSON.stringify(honest).replaceAll(/\d{17}/g, '１７８８９６１５６９１９２１６４９')),
  'ids that are paths': (honest) => text(JSON.stringify(honest).replaceAll(/\d{17}/g, '../me/threads')),
  'ids without end': (honest) => text(JSON.stringify(honest).replaceAll(/\d{17}/g, '9'.repeat(400))),
  'extra fields everywhere': (honest) => text(JSON.stringify(withExtras(honest))),
  'every value null': everyLeaf(null),
  'every value true': everyLeaf(true),
  'every value empty': everyLeaf(''),
  'every value zero': everyLeaf(0),
  'every value below zero': everyLeaf(-1),
  'every value a list': everyLeaf([]),
  'every value an object': everyLeaf({ id: '1' }),
  'every value a prototype': () => text('{"__proto__":{"id":"1","status":"FINISHED"},"constructor":{"id":"1"}}'),
  'half a character': (honest) => text(JSON.stringify(honest).replace('Hello', '\\ud800')),
} satisfies Record<string, Make>;

export type BadAnswer = keyof typeof badAnswers;

const oddities = [
  'null',
  'true',
  '-1',
  '0',
  '1e999',
  '""',
  '[]',
  '{}',
  '"\\u0000"',
  '17841405793187218',
  '1.5',
  '"__proto__"',
  '{"toString":1}',
  '"PUBLISHED"',
  '190',
  '24',
  '4279009',
] as const;
const names = ['id', 'error', 'status', 'data', 'code', 'access_token', '__proto__', 'constructor'] as const;
const characters = ['"', '{', '}', '[', ']', ',', ':', '\\', '\0', '9', ' ', '💥'] as const;
const statuses = [200, 200, 200, 200, 201, 204, 400, 401, 403, 404, 418, 429, 500, 502, 503] as const;
const value = /"[^"]*"(?=[,}\]])|\d+(?=[,}\]])/;

const mutations: readonly [(body: string, random: Random) => string, ...((body: string, random: Random) => string)[]] = [
  (body, { between }) => body.slice(0, between(0, body.length)),
  (body, { between }) => body.slice(between(0, body.length)),
  (body, { between, pick }) => {
    const at = between(0, body.length);
    return body.slice(0, at) + pick(characters) + body.slice(at + between(0, 1));
  },
  (body, { pick }) => body.replace(value, () => pick(oddities)),
  (body, { pick }) => body.replaceAll(new RegExp(value, 'g'), () => pick(oddities)),
  (body, { pick }) => body.replace(/"\w+":/, () => `"${pick(names)}":`),
  (body, { pick }) => body.replaceAll(/"\w+":/g, () => `"${pick(names)}":`),
  (body, { pick }) => `[${body},${pick(oddities)}]`,
  (body, { pick }) => body.replace(/\}$/, `,"${pick(names)}":${pick(oddities)}}`),
  (_body, { pick }) => pick(oddities),
];

type Recorded = { status: number; body: unknown };

/** The honest answer or a recorded error, mutated up to twice. The same seed gives the same answer. */
export function randomAnswer(honest: object, errors: readonly [Recorded, ...Recorded[]], random: Random): Made {
  const error = random.chance(0.5) ? random.pick(errors) : undefined;
  let body = JSON.stringify(error?.body ?? honest);
  for (let i = random.between(0, 2); i > 0; i -= 1) body = random.pick(mutations)(body, random);
  return { body, status: error && random.chance(0.5) ? error.status : random.pick(statuses) };
}
