/** A person says yes to one exact content: one approval and one publication per connection, in one transaction. */
import type { Approval } from '../core/approval.ts';
import type { Connection } from '../core/connection.ts';
import { AppError, notFound } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { comparable } from '../core/likeness.ts';
import type { Write } from '../core/ports.ts';
import { mediaIdsOf, type Post, partsOf, requirePublishable } from '../core/post.ts';
import { publishAtOf } from '../core/post-status.ts';
import { mayPublish } from '../core/provider.ts';
import { isOutcomeOpen, isReplaceable, type Publication } from '../core/publication.ts';
import { newPublication } from '../core/publication-moves.ts';
import { duplicateText, recentLifeMs } from '../core/recent-text.ts';
import { hashSecret } from '../core/secret.ts';
import { requireProof } from '../core/session.ts';
import type { Caller } from './authenticate.ts';
import type { Deps, Sends } from './deps.ts';
import { eventWrite } from './record-event.ts';
import { sendPublishMessage } from './send-publish-message.ts';
import { knownFacts, uploadsOf } from './take-media.ts';

type Needs = Pick<
  Deps,
  'now' | 'randomBytes' | 'recentTexts' | 'media' | 'posts' | 'publications' | 'approvals' | 'connections' | 'users' | 'events' | 'commit'
> &
  Sends<'publish'>;
/** `isRepeatMeant`: the second yes to a text that was approved for the same connection within a day. */
type Input = { caller: Caller; postId: string; expectedHash: string; isRepeatMeant?: boolean };

const contentChanged = (): AppError =>
  new AppError('conflict', 'content_changed', 'The post is not the one that you looked at.', {
    remediation: 'Look at it again, then approve.',
  });
const connectionMissing = (): AppError =>
  new AppError('conflict', 'connection_missing', 'A connection of this post is gone or may not publish.', {
    remediation: 'Connect it again or choose another.',
  });

const mediaMissing = (): AppError =>
  new AppError('conflict', 'media_missing', 'A picture or video of this post is not stored here any more.', {
    remediation: 'Put it in again, then approve.',
  });

/** Each upload that the post shows, once, with the bytes that are bound. */
function mediaOf(post: Post): { userId: string; id: string; sha256: string }[] {
  const items = partsOf(post).flatMap(({ media }) => media.flatMap((item) => ('mediaId' in item ? [item] : [])));
  const byId = new Map(items.map(({ mediaId, sha256 }) => [mediaId, sha256]));
  return [...byId].map(([id, sha256]) => ({ userId: post.userId, id, sha256 }));
}

async function usableConnections(deps: Needs, post: Post): Promise<Connection[]> {
  const connections = await Promise.all(post.targets.map((id) => deps.connections.get(post.userId, id)));
  return connections.map((connection) => {
    const isUsable = connection?.state === 'active' && mayPublish(connection.provider, connection.scopes);
    if (!connection || !isUsable) throw connectionMissing();
    return connection;
  });
}

/** What is stored now: the approval, the post it is of, and all of the post's publications. */
export type Approved = { approval: Approval; post: Post; publications: Publication[] };

/** @throws {AppError} `forbidden` `presence_proof_needed`; `not_found`; `conflict`: `content_changed`, `connection_missing`, `already_approved`, `duplicate_text`; `invalid` `post_breaks_rules`, `time_passed`. */
export async function approvePost(deps: Needs, { caller, postId, expectedHash, isRepeatMeant = false }: Input): Promise<Approved> {
  const now = deps.now();
  requireProof(caller.session, now);
  const post = await deps.posts.get(caller.user.id, postId);
  if (!post) throw notFound('post');
  if (post.hash !== expectedHash) throw contentChanged();
  const uploads = await uploadsOf(deps, post.userId, mediaIdsOf(post));
  requirePublishable(post, knownFacts(uploads));
  const connections = await usableConnections(deps, post);
  const publications = await deps.publications.ofPost(post.userId, postId);
  const publishAt = publishAtOf(post, publications, now);
  const present = new Map(publications.map((p) => [p.connectionId, p]));
  const due = connections.filter(({ id }) => isOpenFor(present.get(id)));
  if (due.length === 0) throw new AppError('conflict', 'already_approved', 'This post was approved already.');

  const approval = toApproval(deps, caller, post);
  const notes = await Promise.all(due.map(({ id }) => noteText(deps, { post, connectionId: id, approval, isRepeatMeant })));
  const userEpoch = caller.user.epoch;
  const next = due.map((c, i) => {
    const epochs = { userEpoch, connectionEpoch: c.epoch };
    const bound = { userId: post.userId, postId, approvalId: approval.id, hash: post.hash, partCount: partsOf(post).length, ...epochs };
    const time = { publishAt, ifLate: post.schedule?.ifLate ?? 'ask', ifUnclear: post.ifUnclear } as const;
    const isRepeat = notes[i]?.isRepeat ?? false;
    const identity = { id: newId('pub', deps), connectionId: c.id, provider: c.provider, isRepeatMeant: isRepeat };
    return newPublication({ ...bound, ...time, ...identity }, now, present.get(c.id));
  });
  await deps.commit([
    deps.approvals.create(approval),
    deps.posts.checkHash(post.userId, postId, post.hash, contentChanged()),
    deps.users.checkEpoch(post.userId, userEpoch, connectionMissing()),
    ...due.map((c) => deps.connections.checkEpoch(c, connectionMissing())),
    ...next.map((p) => (p.rev === 1 ? deps.publications.create(p) : deps.publications.replace(p))),
    ...notes.flatMap(({ writes }) => writes),
    ...mediaOf(post).map((item) => deps.media.checkReady(item, mediaMissing())),
    eventWrite(deps, post.userId, 'post_approved', { post: postId, approval: approval.id }),
  ]);
  for (const p of next) await sendPublishMessage(deps, p);
  for (const p of next) present.set(p.connectionId, p);
  return { approval, post, publications: [...present.values()] };
}

type Note = { writes: Write[]; isRepeat: boolean };

/**
 * Afterwards two posts of one text cannot be told apart, so there is one per day, unless a second is meant; even then not while the outcome
 * of the first is open. @throws {AppError} `conflict` `duplicate_text`
 */
async function noteText(
  deps: Needs,
  { post, connectionId, approval, isRepeatMeant }: { post: Post; connectionId: string; approval: Approval; isRepeatMeant: boolean },
): Promise<Note> {
  const now = deps.now();
  const likeness = comparable(post);
  if (likeness === '') return { writes: [], isRepeat: false };
  const textHash = hashSecret(likeness);
  const seen = await deps.recentTexts.get(connectionId, textHash);
  const other = seen && seen.postId !== post.id ? await deps.publications.get(post.userId, seen.postId, connectionId) : undefined;
  // What waits for the operator or its owner goes on by itself.
  const mayBeOut = other !== undefined && (!isReplaceable(other) || other.dueAt !== undefined);
  const isOpen = other !== undefined && (other.dueAt !== undefined || isOutcomeOpen(other));
  const isRecent = seen !== undefined && (now < new Date(seen.expiresAt) || isOpen);
  if (mayBeOut && isRecent && !(isRepeatMeant && isSettled(other))) throw duplicateText();
  const expiresAt = new Date(now.getTime() + recentLifeMs).toISOString();
  const note = deps.recentTexts.note(connectionId, textHash, { postId: post.id, approvalId: approval.id, expiresAt }, seen);
  return { writes: [note], isRepeat: mayBeOut && isRecent };
}

/** Out, and known by its id: nothing will be looked for under these words any more. */
const isSettled = (p: Publication): boolean => p.state === 'published' && p.remoteId !== undefined;

const isOpenFor = (present: Publication | undefined): boolean => present === undefined || isReplaceable(present);

const toApproval = (deps: Pick<Deps, 'now' | 'randomBytes'>, { session }: Caller, post: Post): Approval => ({
  id: newId('apr', deps),
  userId: post.userId,
  postId: post.id,
  hash: post.hash,
  approvedAt: deps.now().toISOString(),
  sessionId: session.id,
  proof: 'mailed_link',
  provenAt: session.provenAt,
});
