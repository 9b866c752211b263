/** Writing posts: create, edit, delete a draft, cancel. Any edit voids the approval in the same write. */
import { contentHash } from '../core/content-hash.ts';
import type { EndedBy } from '../core/ending.ts';
import { AppError, notFound } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { PartDraft } from '../core/part-api.ts';
import type { Write } from '../core/ports.ts';
import { changedMeanwhile, type Post, type PostContent } from '../core/post.ts';
import { isLocked } from '../core/post-status.ts';
import { isCancelable, type Publication, publicationMoved } from '../core/publication.ts';
import { canceled } from '../core/publication-moves.ts';
import { type Schedule, type ScheduleDraft, toSchedule, type UnclearPolicy } from '../core/schedule.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';
import { takeMedia } from './take-media.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'posts' | 'publications' | 'connections' | 'media' | 'events' | 'commit'>;
/** What somebody writes: uploads are named by their ids. */
/** `schedule` null or absent: as soon as it is approved. */
export type PostDraft = PartDraft & {
  replies: PartDraft[];
  schedule?: ScheduleDraft | null | undefined;
  ifUnclear?: UnclearPolicy | undefined;
  targets: string[];
};

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

const unique = (targets: readonly string[]): string[] => [...new Set(targets)].sort();

/** @throws {AppError} `invalid` `validation_failed` (422) for targets and uploads that are not the user's, or cannot be used. */
export async function createPost(deps: Needs, { userId, ...draft }: PostDraft & { userId: string }): Promise<Post> {
  await requireOwnTargets(deps, userId, draft.targets);
  const id = newId('post', deps);
  const { parts, notes } = await takeMedia(deps, { userId, postId: id, drafts: [draft, ...draft.replies] });
  const [first = { ...draft, media: [] }, ...replies] = parts;
  const at = deps.now().toISOString();
  const { text, media, options } = first;
  const schedule = draft.schedule ? { schedule: toSchedule(draft.schedule, deps.now()) } : {};
  const content = { text, media, options, replies, ...schedule, ifUnclear: draft.ifUnclear ?? 'ask', targets: unique(draft.targets) };
  const post: Post = { id, userId, ...content, hash: contentHash(content), rev: 1, createdAt: at, updatedAt: at };
  await deps.commit([deps.posts.create(post), ...notes]);
  return post;
}

type Change = { userId: string; postId: string; rev: number; change: Partial<PostDraft> };

function scheduleAfter({ now }: Needs, post: Post, { schedule }: Partial<PostDraft>): { schedule?: Schedule } {
  if (schedule === undefined) return post.schedule ? { schedule: post.schedule } : {};
  return schedule === null ? {} : { schedule: toSchedule(schedule, now()) };
}

/** The content after a change: what is given replaces the whole of it. */
async function changed(
  deps: Needs,
  post: Post,
  { userId, postId, change }: Change,
): Promise<{ content: Required<Pick<PostContent, 'ifUnclear'>> & PostContent; notes: Write[] }> {
  if (change.targets !== undefined) await requireOwnTargets(deps, userId, change.targets);
  const drafts = [{ text: '', media: change.media ?? [], options: {} }, ...(change.replies ?? [])];
  const { parts, notes } = await takeMedia(deps, { userId, postId, drafts });
  const [first, ...replies] = parts;
  const content = {
    text: change.text ?? post.text,
    media: change.media === undefined ? post.media : (first?.media ?? []),
    options: change.options ?? post.options,
    replies: change.replies === undefined ? post.replies : replies,
    ...scheduleAfter(deps, post, change),
    ifUnclear: change.ifUnclear ?? post.ifUnclear,
    targets: change.targets === undefined ? post.targets : unique(change.targets),
  };
  return { content, notes };
}

const cancelWrites = (deps: Needs, publications: readonly Publication[], by: EndedBy) =>
  publications.filter(isCancelable).map((p) => deps.publications.replace(canceled(p, deps.now(), by)));

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

/** @throws {AppError} `not_found`; `conflict`: `version_conflict` (412), `post_locked`, or `publication_moved` when publishing was faster; `invalid` as `createPost`. */
export async function editPost(deps: Needs, input: Change): Promise<Post> {
  const post = await deps.posts.get(input.userId, input.postId);
  if (!post) throw notFound('post');
  if (post.rev !== input.rev) throw changedMeanwhile();
  const publications = await deps.publications.ofPost(input.userId, input.postId);
  if (isLocked(publications)) throw locked();
  const { content, notes } = await changed(deps, post, input);
  const hash = contentHash(content);
  const { schedule: _, ...unscheduled } = post;
  const next: Post = { ...unscheduled, ...content, hash, rev: input.rev + 1, updatedAt: deps.now().toISOString() };
  const isChanged = hash !== post.hash;
  const voided = isChanged ? cancelWrites(deps, publications, 'edited') : [];
  const told = voided.length === 0 ? [] : [eventWrite(deps, input.userId, 'post_canceled', { post: post.id, ended_by: 'edited' })];
  await deps.commit([deps.posts.replace(next), ...notes, ...voided, ...told, ...(isChanged ? asSeen(deps, post, publications) : [])]);
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
  const writes = cancelWrites(deps, await deps.publications.ofPost(userId, postId), 'you');
  if (writes.length === 0) {
    throw new AppError('conflict', 'already_publishing', 'There is nothing left that could be stopped.', {
      remediation: 'Load the post to see where it stands.',
    });
  }
  await deps.commit([...writes, eventWrite(deps, userId, 'post_canceled', { post: postId, ended_by: 'you' })]);
  return post;
}
