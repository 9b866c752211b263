/** Reads one HTTP request: query, form and multipart parameters become one map, as Threads takes them all alike. */
import type { IncomingMessage } from 'node:http';
import { GraphError } from './api/errors.ts';

export type Params = ReadonlyMap<string, string>;

export type SimRequest = {
  method: string;
  path: string;
  params: Params;
  /** Names given more than once, in one place or in several. */
  repeated: readonly string[];
  bearer: string | undefined;
  /** The Host header without its port. */
  host: string;
  /** The Range header; only pictures and videos of the pages are served in parts. */
  range: string | undefined;
  /** Parsed JSON body; only the control API takes one. */
  jsonBody: unknown;
  /** A browser sent this from a page of another origin. */
  isForeign: boolean;
};

const maxBodyBytes = 1_000_000;

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBodyBytes) throw new GraphError('bodyTooLarge');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new GraphError('bodyUnreadable', 'it is not JSON');
  }
}

async function multipartEntries(body: Buffer, contentType: string): Promise<[string, string][]> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => {
    throw new GraphError('bodyUnreadable', 'it is not multipart/form-data');
  });
  return [...form.entries()].map(([name, value]) => {
    if (typeof value !== 'string') throw new GraphError('bodyUnreadable', `${name} is a file`);
    return [name, value];
  });
}

/** @throws {GraphError} `bodyUnreadable` for a content type Threads does not document for parameters. */
async function formEntries(body: Buffer, contentType: string): Promise<[string, string][]> {
  if (body.length === 0) return [];
  if (contentType.startsWith('application/x-www-form-urlencoded')) return [...new URLSearchParams(body.toString('utf8'))];
  if (contentType.startsWith('multipart/form-data')) return multipartEntries(body, contentType);
  throw new GraphError('bodyUnreadable', `content type ${contentType || '(none)'} is not accepted`);
}

function isForeignOrigin(origin: string | undefined, host: string, publicUrl: string): boolean {
  return origin !== undefined && origin !== `http://${host}` && origin !== new URL(publicUrl).origin;
}

/** @throws {GraphError} `bodyTooLarge`, `bodyUnreadable` */
export async function readRequest(incoming: IncomingMessage, publicUrl: string): Promise<SimRequest> {
  const url = new URL(`http://simulator${incoming.url?.startsWith('/') ? incoming.url : '/'}`);
  const contentType = incoming.headers['content-type'] ?? '';
  const body = await readBody(incoming);
  const isControl = url.pathname.startsWith('/_control');
  const entries = [...url.searchParams, ...(isControl ? [] : await formEntries(body, contentType))];
  const names = entries.map(([name]) => name);
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    params: new Map(entries),
    repeated: names.filter((name, i) => names.indexOf(name) !== i),
    bearer: /^Bearer (.+)$/i.exec(incoming.headers.authorization ?? '')?.[1],
    host: (incoming.headers.host ?? '').replace(/:\d+$/, '').toLowerCase(),
    range: incoming.headers.range,
    jsonBody: isControl && body.length > 0 ? parseJson(body) : undefined,
    isForeign: isForeignOrigin(incoming.headers.origin, incoming.headers.host ?? '', publicUrl),
  };
}
