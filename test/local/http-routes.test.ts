import { describe, expect, it } from 'vitest';
import { matchRoute } from '../../local/http-routes.ts';

const routes = [
  'GET /v1/posts',
  'GET /v1/posts/{id}',
  'POST /v1/posts/validate',
  'POST /v1/posts/{id}',
  'ANY /v1/posts/{id}',
  'GET /v1/{rest+}',
  'ANY /v1/{rest+}',
  '$default',
].map((key) => ({ key, functionName: 'f' }));
const matched = (method: string, path: string) => {
  const match = matchRoute(routes, method, path);
  return [match?.route.key, match?.pathParameters];
};

describe(matchRoute, () => {
  it.each([
    ['GET', '/v1/posts', 'GET /v1/posts', {}],
    ['GET', '/v1/posts/p%201', 'GET /v1/posts/{id}', { id: 'p 1' }],
    ['POST', '/v1/posts/validate', 'POST /v1/posts/validate', {}],
    ['POST', '/v1/posts/x', 'POST /v1/posts/{id}', { id: 'x' }],
    ['DELETE', '/v1/posts/x', 'ANY /v1/posts/{id}', { id: 'x' }],
    ['GET', '/v1/a/b', 'GET /v1/{rest+}', { rest: 'a/b' }],
    ['PUT', '/v1/a', 'ANY /v1/{rest+}', { rest: 'a' }],
    ['GET', '/elsewhere', '$default', {}],
    ['GET', '/v1/posts/', 'GET /v1/{rest+}', { rest: 'posts/' }],
  ])('%s %s goes to %s', (method, path, key, parameters) => {
    expect(matched(method, path)).toEqual([key, parameters]);
  });

  it('finds nothing without a default route', () => {
    expect(matchRoute([{ key: 'GET /a', functionName: 'f' }], 'GET', '/b')).toBeUndefined();
  });
});
