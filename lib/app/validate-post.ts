/** Everything that the rules say of a content, before anything is stored. */
import type { Findings } from '../core/rules/findings.ts';
import { checkPost } from '../core/rules/post.ts';
import type { Deps } from './deps.ts';
import { knownFacts, obstacles, toParts, uploadIdsOf, uploadsOf } from './take-media.ts';
import type { PostDraft } from './write-post.ts';

/** Uploads that cannot be used are errors like any other; the rest is judged without them. */
export async function validatePost(
  deps: Pick<Deps, 'now' | 'media'>,
  { userId, ...draft }: Omit<PostDraft, 'targets'> & { userId: string },
): Promise<Findings> {
  const drafts = [draft, ...draft.replies];
  const known = await uploadsOf(deps, userId, uploadIdsOf(drafts));
  const { errors, warnings } = checkPost({ parts: toParts(drafts, known) }, knownFacts(known));
  return { errors: [...obstacles(drafts, { known, now: deps.now() }), ...errors], warnings };
}
