/** Deleting everything, the confirmation of a mailed link, and the status of a deletion. */
import { confirmDeletion } from '../../lib/app/confirm-deletion.ts';
import type { Deps, Sends } from '../../lib/app/deps.ts';
import { requestOwnDeletion } from '../../lib/app/request-deletion.ts';
import { confirmDeletionInput, deletionInput } from '../../lib/core/api.ts';
import type { Deletion } from '../../lib/core/deletion.ts';
import { notFound } from '../../lib/core/errors.ts';
import { codeSchema } from '../../lib/core/ids.ts';
import { clearSessionCookie } from '../middleware/cookies.ts';
import { type ApiDeps, noBody, publicRoute, sessionRoute } from '../middleware/http.ts';
import { deletionView } from './receipt.ts';
import { statusPage, unknownPage } from './status-page.ts';

export type DeletionsDeps = ApiDeps & Pick<Deps, 'deletions' | 'links' | 'commit'> & Sends<'erase'>;

export const statusUrl = ({ publicOrigin }: Pick<Deps, 'publicOrigin'>, code: string): string => `${publicOrigin}/deletion/${code}`;

const accepted = (deps: DeletionsDeps, code: string) => ({
  body: { object: 'deletion', code, status_url: statusUrl(deps, code) },
  headers: { location: `/v1/deletions/${code}` },
  cookies: [clearSessionCookie()],
});

export const requestRoute = sessionRoute<DeletionsDeps, typeof deletionInput>({
  status: 202,
  body: deletionInput,
  run: async (deps, { caller }) => accepted(deps, (await requestOwnDeletion(deps, caller)).code),
});

export const confirmRoute = publicRoute<DeletionsDeps, typeof confirmDeletionInput>({
  status: 202,
  body: confirmDeletionInput,
  run: async (deps, { body }) => accepted(deps, (await confirmDeletion(deps, { token: body.token })).code),
});

/** What cannot be a code is looked for like any other, so that nothing can be learned from how long it takes. */
const find = ({ deletions }: DeletionsDeps, code = ''): Promise<Deletion | undefined> =>
  deletions.get(codeSchema.safeParse(code).success ? code : 'none');

export const readRoute = publicRoute<DeletionsDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { params }) => {
    const deletion = await find(deps, params['code']);
    if (!deletion) throw notFound('deletion');
    return { body: deletionView(deletion) };
  },
});

export const pageRoute = publicRoute<DeletionsDeps, typeof noBody>({
  status: 200,
  body: noBody,
  run: async (deps, { params }) => {
    const deletion = await find(deps, params['code']);
    return deletion ? { html: statusPage(deletion) } : { status: 404, html: unknownPage() };
  },
});
