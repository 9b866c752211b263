/** What Threads' servers call: somebody removed the app, or wants their data deleted. Answered first, done afterwards. */
import type { Deps, Sends } from '../../lib/app/deps.ts';
import { requestPlatformDeletion } from '../../lib/app/request-platform-deletion.ts';
import type { Door } from '../../lib/core/deletion.ts';
import { AppError } from '../../lib/core/errors.ts';
import { type ApiDeps, type Route, signedRoute } from '../middleware/http.ts';
import type { ReadSignedRequest } from '../ports/signed-requests.ts';
import { statusUrl } from './deletions.ts';

export type PlatformCallDeps = ApiDeps &
  Pick<Deps, 'keyedHash' | 'deletions' | 'commit'> &
  Sends<'erase'> & { readSignedRequest: ReadSignedRequest };

const maxBytes = 8 * 1024;

const notSigned = (): AppError => new AppError('invalid', 'signature_not_valid', 'This request is not signed by the platform.');

/** The answer is the one that Meta asks for, in both cases. @see docs/providers/threads.md */
const callRoute = (door: Door): Route<PlatformCallDeps> =>
  signedRoute<PlatformCallDeps>({
    status: 200,
    field: 'signed_request',
    maxBytes,
    run: async (deps, signed) => {
      const request = await deps.readSignedRequest(signed ?? '');
      if (!request) throw notSigned();
      const { userId: remoteId, issuedAt } = request;
      const { code } = await requestPlatformDeletion(deps, { door, provider: 'threads', remoteId, issuedAt });
      return { body: { url: statusUrl(deps, code), confirmation_code: code } };
    },
  });

export const deauthorizeRoute = callRoute('threads_deauthorize');
export const dataDeletionRoute = callRoute('threads_deletion');
