/** `$default`: whatever no other route takes is answered here, with what would have been right. */
import { AppError } from '../../lib/core/errors.ts';
import { type Duty, duties } from '../duties.ts';
import { noBody, publicRoute } from '../middleware/http.ts';
import type { AuthDeps } from './routes.ts';

const table: readonly Duty[] = Object.values(duties);
const routes = table
  .flatMap(({ routes: keys = [] }) => keys)
  .flatMap((key) => {
    const [method, path] = key.split(' ');
    return method && path ? [{ method, pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`) }] : [];
  });

/** Methods that this path knows. */
const methodsOf = (path: string): string[] => [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method))];

export const unknownRoute = publicRoute<AuthDeps, typeof noBody>({
  status: 404,
  body: noBody,
  run: async (_, { method, path }) => {
    const allowed = methodsOf(path).sort().join(', ');
    if (allowed === '')
      throw new AppError('not_found', 'route_not_found', 'There is nothing at this address.', { remediation: 'Check the path.' });
    throw new AppError('invalid', 'method_not_allowed', `${method} is not possible here.`, {
      status: 405,
      headers: { allow: allowed },
      remediation: `Use ${allowed}.`,
    });
  },
});
