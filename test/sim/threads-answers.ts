/** Answers of the Threads API as they were observed (fact sheet section 11), as plain data. */

export type Answer = { status: number; body: string };

const json = (status: number, body: unknown): Answer => ({ status, body: JSON.stringify(body) });
const error = (status: number, code: number, subcode?: number): Answer =>
  json(status, {
    error: { message: 'see the code', type: 'OAuthException', code, ...(subcode === undefined ? {} : { error_subcode: subcode }) },
  });

export const answers = {
  value: (body: unknown): Answer => json(200, body),
  notFound: error(400, 24, 4279009),
  missing: error(400, 100, 33),
  childrenRefused: error(400, 100, 4279004),
  tokenRefused: error(400, 190, 463),
  throttled: error(400, 613, 4279002),
  busy: error(400, 4),
  down: error(503, 2),
  badGateway: { status: 502, body: '<html>Bad Gateway</html>' },
  /** Seen although the post was live. */
  permissionText: error(500, 10),
  restricted: error(400, 4, 2207051),
  withoutId: json(200, {}),
} as const;
