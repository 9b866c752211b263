/** Where each call of the Threads API goes and how long it may take. @see docs/providers/threads.md */

export type CallName =
  | 'code_exchange'
  | 'token_exchange'
  | 'token_refresh'
  | 'profile'
  | 'probe'
  | 'quota'
  | 'create'
  | 'status'
  | 'publish'
  | 'list'
  | 'replies'
  | 'read';

type Endpoint = { method: 'GET' | 'POST'; path: (id: string) => string; timeoutMs: number };

const readMs = 10_000;
const writeMs = 20_000;

/** `/me` throughout: with a stored numeric id, valid tokens were refused. The token calls have no version. */
export const endpoints = {
  code_exchange: { method: 'POST', path: () => '/oauth/access_token', timeoutMs: writeMs },
  token_exchange: { method: 'GET', path: () => '/access_token', timeoutMs: writeMs },
  token_refresh: { method: 'GET', path: () => '/refresh_access_token', timeoutMs: writeMs },
  profile: { method: 'GET', path: () => '/v1.0/me', timeoutMs: readMs },
  probe: { method: 'GET', path: () => '/v1.0/me/threads_publishing_limit', timeoutMs: readMs },
  quota: { method: 'GET', path: () => '/v1.0/me/threads_publishing_limit', timeoutMs: readMs },
  create: { method: 'POST', path: () => '/v1.0/me/threads', timeoutMs: writeMs },
  status: { method: 'GET', path: (id) => `/v1.0/${encodeURIComponent(id)}`, timeoutMs: readMs },
  // Below the publisher's own limit (90 s); a publish was once seen to take 222 s and still succeed.
  publish: { method: 'POST', path: () => '/v1.0/me/threads_publish', timeoutMs: 60_000 },
  list: { method: 'GET', path: () => '/v1.0/me/threads', timeoutMs: readMs },
  replies: { method: 'GET', path: () => '/v1.0/me/replies', timeoutMs: readMs },
  read: { method: 'GET', path: (id) => `/v1.0/${encodeURIComponent(id)}`, timeoutMs: readMs },
} as const satisfies Record<CallName, Endpoint>;
