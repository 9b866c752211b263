/** Writing posts: create, edit, delete a draft, cancel. Any edit voids the approval in the same write. */
import { contentHash } from '../core/content-hash.ts';
import { AppError, notFound } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Write } from '../core/ports.ts';
import { changedMeanwhile, type Post } from '../core/post.ts';
import { isLocked } from '../core/post-status.ts';
import { canceled, isCancelable, type Publication, publicationMoved } from '../core/publication.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'posts' | 'publications' | 'connections' | 'events' | 'commit'>;
type Content = { text: string; targets: string[] };

const locked = (): AppError =>
  new AppError('conflict', 'post_locked', 'This post is published, or may be, so it cannot be changed any more.', {
    remediation: 'Write a new post.',
  });

async function requireOwnTargets(deps: Pick<Deps, 'connections'>, userId: string, targets: readonly string[]): Promise<void> {
  const own = new Set((await deps.connections.list(userId)).map(({ id }) => id));
  const findings = targets.flatMap((id, i) =>
    own.has(id) ? [] : [{ pointer: `#/targets/${i}`, code: 'connection_not_found', detail: 'There is no such connection.' }],
  );
  if (findings.length > 0)
    throw new AppError('invalid', 'validation_failed', 'A target is not one of your connections.', { status: 422, findings });
}

export async function createPost(deps: Needs, { userId, ...content }: Content & { userId: string }): Promise<Post> {
  await requireOwnTargets(deps, userId, content.targets);
  const targets = [...new Set(content.targets)].sort();
  const at = deps.now().toISOString();
  const hash = contentHash({ text: content.text, targets });
  const post: Post = { id: newId('post', deps), userId, text: content.text, targets, hash, rev: 1, createdAt: at, updatedAt: at };
  await deps.commit([deps.posts.create(post)]);
  return post;
}

const cancelWrites = (deps: Needs, publications: readonly Publication[]) =>
  publications.filter(isCancelable).map((p) => deps.publications.replace(canceled(p, deps.now())));

/** An approval between our look and our write would be edited away under it: nothing else may have moved. */
function asSeen(deps: Needs, post: Post, publications: readonly Publication[]): Write[] {
  const seen = new Set(publications.map(({ connectionId }) => connectionId));
  const { userId, id: postId } = post;
  const unseen = post.targets.filter((connectionId) => !seen.has(connectionId));
  return [
    ...unseen.map((connectionId) => deps.publications.checkAbsent({ userId, postId, connectionId }, publicationMoved())),
    ...publications.filter((p) => !isCancelable(p)).map((p) => deps.publications.checkSame(p)),
  ];
}

/** @throws {AppError} `not_found`; `conflict`: `version_conflict` (412), `post_locked`, or `publication_moved` when publishing was faster. */
export async function editPost(
  deps: Needs,
  input: { userId: string; postId: string; rev: number; change: Partial<Content> },
): Promise<Post> {
  const post = await deps.posts.get(input.userId, input.postId);
  if (!post) throw notFound('post');
  if (post.rev !== input.rev) throw changedMeanwhile();
  const publications = await deps.publications.ofPost(input.userId, input.postId);
  if (isLocked(publications)) throw locked();
  const targets = input.change.targets === undefined ? post.targets : [...new Set(input.change.targets)].sort();
  if (input.change.targets !== undefined) await requireOwnTargets(deps, input.userId, input.change.targets);
  const text = input.change.text ?? post.text;
  const hash = contentHash({ text, targets });
  const next: Post = { ...post, text, targets, hash, rev: input.rev + 1, updatedAt: deps.now().toISOString() };
  const isChanged = hash !== post.hash;
  const voided = isChanged ? cancelWrites(deps, publications) : [];
  const told = voided.length === 0 ? [] : [eventWrite(deps, input.userId, 'post_canceled', { post: post.id })];
  await deps.commit([deps.posts.replace(next), ...voided, ...told, ...(isChanged ? asSeen(deps, post, publications) : [])]);
  return next;
}

const recordStays = (): AppError =>
  new AppError('conflict', 'post_locked', 'This post was approved, so its record stays.', {
    remediation: 'Cancel it if it is not out yet.',
  });

/** Deletes a post that was never approved, not even at this moment. @throws {AppError} `not_found`; `conflict` `post_locked`. */
export async function removePost(deps: Needs, { userId, postId }: { userId: string; postId: string }): Promise<void> {
  const post = await deps.posts.get(userId, postId);
  if (!post) throw notFound('post');
  if ((await deps.publications.ofPost(userId, postId)).length > 0) throw recordStays();
  const unapproved = post.targets.map((connectionId) => deps.publications.checkAbsent({ userId, postId, connectionId }, recordStays()));
  await deps.commit([deps.posts.remove(post), ...unapproved]);
}

/** Stops what has not gone out. @throws {AppError} `not_found`; `conflict` `already_publishing` when nothing can be stopped any more. */
export async function cancelPost(deps: Needs, { userId, postId }: { userId: string; postId: string }): Promise<Post> {
  const post = await deps.posts.get(userId, postId);
  if (!post) throw notFound('post');
  const writes = cancelWrites(deps, await deps.publications.ofPost(userId, postId));
  if (writes.length === 0) {
    throw new AppError('conflict', 'already_publishing', 'There is nothing left that could be stopped.', {
      remediation: 'Load the post to see where it stands.',
    });
  }
  await deps.commit([...writes, eventWrite(deps, userId, 'post_canceled', { post: postId })]);
  return post;
}
