/** Deleting in the pretend Postora: asked for, confirmed, and its real status page under the policy that it is served with. */
import { statusPage, unknownPage } from '../../functions/delete/status-page.ts';
import { confirmDeletionInput, deletionInput } from '../../lib/core/api.ts';
import { counted, type Door, deletionLinkNotValid, done, requested } from '../../lib/core/deletion.ts';
import { newSecret } from '../../lib/core/secret.ts';
import { requireProof } from '../../lib/core/session.ts';
import { seededBytes } from '../support/builders.ts';
import { type Answer, expectBody, type FakeRoute } from './fake-route.ts';
import type { FakeWorld } from './fake-world.ts';

const pagePolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function begin(world: FakeWorld, door: Door): Answer {
  const code = newSecret(seededBytes(world.deletions.size + 1));
  const at = new Date();
  world.deletions.set(code, requested({ code, door }, { kind: 'user', userId: world.user.id }, at));
  world.sessions.clear();
  return { status: 202, body: { object: 'deletion', code, status_url: `/deletion/${code}` } };
}

export const deletionRoutes = (world: FakeWorld): readonly FakeRoute[] => [
  [
    'POST',
    /^\/v1\/deletions$/,
    ({ body, session }) => {
      expectBody(deletionInput, body);
      requireProof(session, new Date());
      return begin(world, 'console');
    },
  ],
  [
    'POST',
    /^\/v1\/deletions\/confirm$/,
    ({ body }) => {
      if (!world.deletionLinks.delete(expectBody(confirmDeletionInput, body).token)) throw deletionLinkNotValid();
      return begin(world, 'mail');
    },
  ],
];

/** Undefined for other addresses. Every look at it finds it one step further. */
export function deletionPage(world: FakeWorld, path: string): Answer | undefined {
  const code = /^\/deletion\/([\w-]+)$/.exec(path)?.[1];
  if (code === undefined) return undefined;
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy };
  const deletion = world.deletions.get(code);
  if (!deletion) return { status: 404, body: unknownPage(), headers };
  world.deletions.set(code, done(counted(deletion, new Date(), { post: 3, connection: 1 }), new Date()));
  return { status: 200, body: statusPage(deletion), headers };
}
