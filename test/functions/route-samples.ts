/** One request per route of the duty table that would succeed for the right caller: refusals are then about what the test changed. */
import { approveRoutes } from '../../functions/approve/routes.ts';
import { authRoutes } from '../../functions/auth/routes.ts';
import { connectRoutes } from '../../functions/connect/routes.ts';
import { deleteRoutes } from '../../functions/delete/routes.ts';
import { publishRoutes } from '../../functions/publish/routes.ts';
import { contentHash } from '../../lib/core/content-hash.ts';
import { aContent, anId } from '../support/builders.ts';
import type { Browser } from '../support/world.ts';
import { type Answer, routeTable, type Sending } from './http-event.ts';

export type Ids = {
  post: string;
  connection: string;
  session: string;
  media: string;
  sandbox: string;
  export: string;
  etag: string;
  hash: string;
};
export const nobodys: Ids = {
  post: anId('post', 9),
  connection: anId('con', 9),
  session: anId('ses', 9),
  media: anId('med', 9),
  sandbox: anId('con', 8),
  export: anId('exp', 9),
  etag: '"1"',
  hash: '0'.repeat(64),
};

const token = 'A'.repeat(43);

const samples: Readonly<Record<string, (ids: Ids) => Sending>> = {
  'POST /v1/auth/links': () => ({ body: { address: 'ada@example.org' } }),
  'POST /v1/auth/links/redeem': () => ({ body: { token } }),
  'POST /v1/auth/invites/accept': () => ({ body: { token } }),
  'POST /v1/deletions': () => ({ body: { scope: 'everything' } }),
  'POST /v1/deletions/confirm': () => ({ body: { token } }),
  'POST /v1/auth/keep-alive': () => ({ body: {} }),
  'POST /v1/connections/{provider}/authorize': () => ({ body: {} }),
  'POST /v1/posts': ({ connection }) => ({ body: { text: 'One more.', targets: [connection] } }),
  'PATCH /v1/posts/{post_id}': ({ etag }) => ({ body: { text: 'Changed.' }, headers: { 'if-match': etag } }),
  'POST /v1/posts/validate': () => ({ body: { text: 'Bridges.', targets: [] } }),
  'POST /v1/media': () => ({ body: { content_type: 'image/png', size_bytes: 1_000, sha256: '0'.repeat(64) } }),
  'POST /v1/posts/{post_id}/publications/{connection_id}/resolve': () => ({ body: { outcome: 'published' } }),
  'POST /v1/exports': () => ({ body: {} }),
  'POST /v1/exports/{export_id}/download': () => ({ body: {} }),
  'POST /v1/posts/{post_id}/approve': ({ hash }) => ({ body: { expected_hash: hash } }),
};

const access = { ...authRoutes, ...connectRoutes, ...publishRoutes, ...approveRoutes, ...deleteRoutes };
const accessOf = new Map(Object.entries(access).map(([key, route]) => [key, route.access]));

export type RouteSample = { key: string; method: string; access: string; hasBody: boolean; needsMatch: boolean };

/** Every route of the duty table but `$default`. */
export const allRoutes: readonly RouteSample[] = routeTable.map(({ key, method }) => ({
  key,
  method,
  access: accessOf.get(key) ?? 'missing',
  hasBody: samples[key] !== undefined,
  needsMatch: method === 'PATCH',
}));
export const sessionRoutes = allRoutes.filter((route) => route.access === 'session');
/** Calls that carry their own signature come from no page of ours. */
export const unsafeRoutes = allRoutes.filter(({ method, access }) => method !== 'GET' && access !== 'signed');
export const bodyRoutes = allRoutes.filter(({ hasBody }) => hasBody);

export function targetOf(key: string, ids: Ids): string {
  const path = key.slice(key.indexOf(' ') + 1);
  const values: Readonly<Record<string, string>> = {
    post_id: ids.post,
    connection_id: ids.connection,
    session_id: ids.session,
    media_id: ids.media,
    sandbox_id: ids.sandbox,
    export_id: ids.export,
    provider: 'threads',
    code: token,
  };
  return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => values[name] ?? '');
}

export const sampleOf = (key: string, ids: Ids): Sending => samples[key]?.(ids) ?? {};

/** Sends the sample of a route, with what the test adds to it. */
export function ask(browser: Pick<Browser, 'request'>, { key, method }: RouteSample, ids: Ids, change: Sending = {}): Promise<Answer> {
  const sample = sampleOf(key, ids);
  return browser.request(method, targetOf(key, ids), { ...sample, ...change, headers: { ...sample.headers, ...change.headers } });
}

export const hashOf = (text: string, targets: string[]): string => contentHash(aContent({ text, targets }));
