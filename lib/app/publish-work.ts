/** What the steps of publishing share: what they are given, how a step is stored, and what a refused connection means. */
import type { Connection } from '../core/connection.ts';
import type { Part } from '../core/content.ts';
import { isAppError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import { holdForOwner } from '../core/outcomes.ts';
import { type Post, partsOf } from '../core/post.ts';
import type { Content, Provider } from '../core/provider.ts';
import { isComplete, type Publication } from '../core/publication.ts';
import { checking } from '../core/publication-moves.ts';
import type { Deps, Sends } from './deps.ts';
import { eventWrite } from './record-event.ts';

export type AdvanceDeps = Pick<
  Deps,
  | 'now'
  | 'pause'
  | 'randomBytes'
  | 'commit'
  | 'posts'
  | 'publications'
  | 'approvals'
  | 'connections'
  | 'tokens'
  | 'users'
  | 'vault'
  | 'leases'
  | 'stops'
  | 'health'
  | 'events'
  | 'sealer'
  | 'providers'
  | 'mediaOrigin'
> &
  Sends<'publish'>;

/** A publication with all that its next step needs. `contents` are of all parts, in order. */
export type Work = {
  p: Publication;
  connection: Connection;
  provider: Provider;
  parts: readonly Part[];
  contents: readonly Content[];
  /** The stored post still has the hash that was approved. */
  isAsApproved: boolean;
  /** @throws {AppError} `reconnect` */
  token: () => Promise<string>;
};

/** Each part as the platform is given it: media by their public addresses, answers by the id of the part before. */
export function contentsOf({ mediaOrigin }: Pick<Deps, 'mediaOrigin'>, p: Publication, parts: readonly Part[]): Content[] {
  return parts.map(({ text, media, options }, i) => {
    const parent = i === 0 ? undefined : p.done[i - 1]?.remoteId;
    const items = media.map((item) => ({ kind: item.kind, alt: item.alt, url: 'url' in item ? item.url : `${mediaOrigin}/${item.path}` }));
    return { text, media: items, options, ...(parent === undefined ? {} : { replyTo: parent }) };
  });
}

/** Nothing is left of a post that was deleted; what is under way is then only looked for. */
export const partsOrNothing = (post: Post | undefined): readonly Part[] => (post ? partsOf(post) : []);

/** What the present part says. */
export const contentOf = ({ p, contents }: Pick<Work, 'p' | 'contents'>): Content =>
  contents[p.done.length] ?? { text: '', media: [], options: {} };

export const chance = ({ randomBytes }: Pick<Deps, 'randomBytes'>): number => (randomBytes(1)[0] ?? 0) / 256;

const eventOf: Partial<Record<Publication['state'], Event['type']>> = {
  published: 'post_published',
  failed: 'post_failed',
  held: 'post_held',
  canceled: 'post_canceled',
  unknown: 'post_outcome_unknown',
};

/** What the user can notice of this step. A chain counts as published when it is whole. */
function eventTypeOf(from: Publication, next: Publication): Event['type'] | undefined {
  if (next.twin && !from.twin) return 'post_twice';
  if (next.difference === 'removed' && from.difference !== 'removed') return 'post_removed';
  if (next.state === 'published') return isComplete(next) && from.state !== 'published' ? 'post_published' : undefined;
  return next.state === from.state ? undefined : eventOf[next.state];
}

/** Stores a step with its audit line. */
export async function store(deps: AdvanceDeps, from: Publication, next: Publication): Promise<Publication> {
  const type = eventTypeOf(from, next);
  const by = next.endedBy === undefined || next.endedBy === from.endedBy ? {} : { ended_by: next.endedBy };
  const about = { post: next.postId, connection: next.connectionId, publication: next.id, ...by };
  await deps.commit([deps.publications.replace(next), ...(type ? [eventWrite(deps, next.userId, type, about)] : [])]);
  return next;
}

/** A refusal that only the owner can lift holds the publication, unless the outcome of a publish call is unclear. */
export async function holdOnReconnect(deps: AdvanceDeps, p: Publication, work: () => Promise<Publication>): Promise<Publication> {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error, 'reconnect')) throw error;
    const now = deps.now();
    return p.isUnclear ? checking(p, now, 0) : holdForOwner(p, now, { code: 'reconnect_needed' });
  }
}
