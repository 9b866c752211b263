import { describe, expect, it } from 'vitest';
import { lineError } from '../fake-fetch.ts';
import { errors, fakeThreads, memo, recorded, respond, spellOut, token } from './fake-threads.ts';

const broken = (): Response =>
  new Response(new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(lineError('ECONNRESET', 'read')) }));

/** Every way a publish call can end badly: refusals, broken answers, broken lines. */
const faults: [name: string, answer: () => Response | Promise<Response>][] = [
  ...errors.map((error): [string, () => Response] => [error.name, () => respond(error)]),
  ['truncated answer', () => respond({ status: 200, body: '{"id":"18079098539304490"' })],
  ['answer that breaks off', broken],
  ['huge answer', () => respond({ status: 200, body: `{"id":"18079098539304490","x":"${'x'.repeat(300_000)}"}` })],
  ['redirect', () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } })],
  ['moved permanently', () => new Response(null, { status: 308, headers: { location: 'https://graph.threads.net/x' } })],
  ['421', () => respond({ status: 421, body: '' })],
  ...['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED'].map(
    (code): [string, () => Promise<Response>] => [code, () => Promise.reject(lineError(code))],
  ),
  ['time-out', () => Promise.reject(new DOMException('The operation was aborted due to timeout', 'TimeoutError'))],
  ['something that is no error', () => Promise.reject('why')],
];

describe('send', () => {
  it('publishes the container it was given', async () => {
    const { threads, seen } = fakeThreads({ publish: () => recorded('published') });

    const sent = await threads.send(token, memo);

    expect(sent).toEqual({ kind: 'sent', remoteId: '18079098539304490' });
    expect(seen.map(({ method, url, body }) => [method, url.href, body])).toEqual([
      ['POST', 'https://graph.threads.net/v1.0/me/threads_publish', 'creation_id=17889615691921648'],
    ]);
  });

  it.each(faults)('makes exactly one request, and never claims success: %s', async (_name, answer) => {
    const { threads, seen } = fakeThreads({ publish: answer });

    const sent = await threads.send(token, memo);

    expect(seen).toHaveLength(1);
    expect(sent.kind).not.toBe('sent');
    expect(spellOut(sent)).not.toMatch(/THAAV|https?:|threads\.net/);
  });

  it.each(['ENOTFOUND', 'ECONNREFUSED', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])(
    'may be sent again when the request never left: %s',
    async (code) => {
      const { threads } = fakeThreads({ publish: () => Promise.reject(lineError(code)) });

      const sent = await threads.send(token, memo);

      expect(sent).toEqual({ kind: 'refused', again: true, failure: { code: 'provider_unavailable', provider: { call: 'publish' } } });
    },
  );
});
