/** One HTTP request of the crawler: no redirect is followed, size and time are limited, everything read is hashed. */
import { createHash } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';

/** As Meta's crawler names itself. */
const userAgent = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)';

export type GetOptions = {
  lookup: LookupFunction;
  timeoutMs: number;
  /** Above this it is refused, before a byte is read when the length is declared. */
  maxBytes: number;
  /** So much of the start is handed back. */
  keepBytes: number;
  signal: AbortSignal;
  method?: 'GET' | 'HEAD';
  range?: string;
};

/** `start` is everything when `sizeBytes` is no more than `keepBytes`. */
export type Got =
  | { kind: 'got'; status: number; type: string; start: Buffer; sizeBytes: number; sha256: string }
  | { kind: 'too_large'; why: string }
  | { kind: 'failed'; why: string };

type Answered = Extract<Got, { kind: 'got' }>;

function open(url: URL, { lookup, method = 'GET', range }: GetOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { 'user-agent': userAgent, accept: '*/*', ...(range === undefined ? {} : { range }) };
  return new Promise((resolve, reject) => {
    send(url, { method, headers, lookup, signal, agent: false }, resolve).on('error', reject).end();
  });
}

async function readAll(response: IncomingMessage, { maxBytes, keepBytes }: GetOptions): Promise<Omit<Answered, 'kind'> | undefined> {
  const hash = createHash('sha256');
  const kept: Buffer[] = [];
  let [sizeBytes, keptBytes] = [0, 0];
  for await (const chunk of response) {
    const bytes = Buffer.from(chunk);
    sizeBytes += bytes.length;
    if (sizeBytes > maxBytes) return undefined;
    hash.update(bytes);
    const part = bytes.subarray(0, keepBytes - keptBytes);
    keptBytes += part.length;
    if (part.length > 0) kept.push(part);
  }
  const type = (response.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  return { status: response.statusCode ?? 0, type, start: Buffer.concat(kept), sizeBytes, sha256: hash.digest('hex') };
}

const tooLarge: Got = { kind: 'too_large', why: 'it is too large' };

/** Never throws: a host that cannot be reached, is slow or breaks off is `failed`. */
export async function httpGet(url: URL, options: GetOptions): Promise<Got> {
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]);
  try {
    const response = await open(url, options, signal);
    try {
      const isBodyExpected = options.method !== 'HEAD';
      if (isBodyExpected && Number(response.headers['content-length'] ?? 0) > options.maxBytes) return tooLarge;
      const read = await readAll(response, options);
      return read ? { kind: 'got', ...read } : tooLarge;
    } finally {
      response.destroy();
    }
  } catch (error) {
    return { kind: 'failed', why: signal.aborted ? 'no answer in time' : error instanceof Error ? error.message : String(error) };
  }
}
