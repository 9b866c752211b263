/** Finds the route for a request; a path nobody knows and a wrong method are errors, as in the real API. */
import { GraphError } from './api/errors.ts';
import type { Reply } from './reply.ts';
import type { SimRequest } from './request.ts';
import type { World } from './world.ts';

export type RouteInput = { world: World; request: SimRequest; path: Readonly<Record<string, string>> };

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/v1.0/:id/threads`; a name stands for one segment or its rest. */
  path: string;
  /** Whether it may change what is stored; by default, every method but GET does. */
  changes?: boolean;
  run: (input: RouteInput) => Reply | Promise<Reply>;
};

export type Matched = { route: Route; path: Readonly<Record<string, string>> };

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const names = [...pattern.matchAll(/:([a-z]+)/g)].map((match) => match[1] ?? '');
  const source = pattern.replaceAll('.', '\\.').replaceAll(/:[a-z]+/g, '([^/]+)');
  const found = new RegExp(`^${source}$`).exec(path);
  if (!found) return undefined;
  const values = names.map((name, i): [string, string | undefined] => [name, decode(found[i + 1] ?? '')]);
  return values.some(([, value]) => value === undefined)
    ? undefined
    : Object.fromEntries(values.map(([name, value]) => [name, value ?? '']));
}

/** The first route that fits wins. @throws {GraphError} `unknownPath`, `wrongMethod` */
export function findRoute(routes: readonly Route[], { method, path }: Pick<SimRequest, 'method' | 'path'>): Matched {
  const fitting = routes.flatMap((route) => {
    const values = matchPath(route.path, path);
    return values ? [{ route, path: values }] : [];
  });
  const found = fitting.find(({ route }) => route.method === method);
  if (found) return found;
  if (fitting.length === 0) throw new GraphError('unknownPath', path);
  throw new GraphError('wrongMethod', method.toLowerCase());
}
