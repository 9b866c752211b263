/** A folder served as S3 serves a private bucket behind CloudFront: what is not there is "access denied". */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { ApiAnswer } from './http-event.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
};
const denied = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** What S3 says of what is not there, and of what may not be read. */
export const deniedFile: ApiAnswer = { status: 403, headers: [['content-type', 'application/xml']], body: Buffer.from(denied) };

export async function serveFile(dir: string, method: string, path: string): Promise<ApiAnswer> {
  const key = normalize(decodeURIComponent(path)).replace(/^(\.\.[/\\])+/, '');
  const content = await readFile(join(dir, key)).catch(() => undefined);
  if (!content) return deniedFile;
  const headers: [string, string][] = [
    ['content-type', types[extname(key)] ?? 'application/octet-stream'],
    ['cache-control', 'no-cache'],
  ];
  return { status: 200, headers, body: method === 'HEAD' ? Buffer.alloc(0) : content };
}
