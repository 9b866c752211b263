/** Which route takes a request, with API Gateway's precedence: full match, then `{name}`, then `{name+}`, then `$default`. */

export type Route = { key: string; functionName: string };
export type Match = { route: Route; pathParameters: Record<string, string> };

const segments = (path: string) => path.split('/').slice(1);
const decode = (text: string) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The values of a pattern's names, or undefined if the path does not fit. */
function valuesOf(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [segments(pattern), segments(path)];
  const values: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const name = /^\{([\w.-]+)(\+?)\}$/.exec(part);
    const actual = given[at];
    if (actual === undefined) return undefined;
    if (name?.[2]) {
      const rest = given.slice(at).join('/');
      return rest ? { ...values, [name[1] ?? '']: decode(rest) } : undefined;
    }
    if (name) {
      if (actual === '') return undefined;
      values[name[1] ?? ''] = decode(actual);
    } else if (part !== actual) return undefined;
  }
  return wanted.length === given.length ? values : undefined;
}

/** Smaller is more specific, compared segment by segment; a named method goes before `ANY`. */
const rank = (method: string, pattern: string) =>
  [...segments(pattern).map((part) => (part.endsWith('+}') ? 2 : part.startsWith('{') ? 1 : 0)), method === 'ANY' ? 1 : 0].join('');

export function matchRoute(routes: Route[], method: string, path: string): Match | undefined {
  const found = routes.flatMap((route) => {
    const [routeMethod = '', pattern = ''] = route.key.split(' ');
    if (routeMethod !== 'ANY' && routeMethod !== method) return [];
    const pathParameters = valuesOf(pattern, path);
    return pathParameters ? [{ route, pathParameters, rank: rank(routeMethod, pattern) }] : [];
  });
  const [best] = found.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  if (best) return { route: best.route, pathParameters: best.pathParameters };
  const fallback = routes.find(({ key }) => key === '$default');
  return fallback && { route: fallback, pathParameters: {} };
}
