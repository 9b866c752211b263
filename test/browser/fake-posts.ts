/** Posts and uploads of the fake API: bodies by the real schemas, answers by the real views, and refused is what the real one refuses. */
import { mediaView } from '../../functions/publish/media.ts';
import { listView, postView } from '../../functions/views.ts';
import { knownFacts, obstacles, toParts } from '../../lib/app/take-media.ts';
import { approveInput, type PostInput, postInput, postPatch, resolveInput } from '../../lib/core/api.ts';
import { AppError, notFound } from '../../lib/core/errors.ts';
import { newMedia, requireFits } from '../../lib/core/media.ts';
import { mediaInput } from '../../lib/core/media-api.ts';
import { optionsOf, type PartDraft, partDraft, scheduleDraft } from '../../lib/core/part-api.ts';
import { type Post, type PostContent, partsOf, requirePublishable } from '../../lib/core/post.ts';
import { isLocked, publishAtOf } from '../../lib/core/post-status.ts';
import { duplicateText } from '../../lib/core/recent-text.ts';
import { checkPost } from '../../lib/core/rules/post.ts';
import { toSchedule } from '../../lib/core/schedule.ts';
import { requireProof } from '../../lib/core/session.ts';
import { resolve } from './fake-resolve.ts';
import { type Answer, expectBody, type FakeRoute, idPattern as id, ok } from './fake-route.ts';
import type { FakeWorld } from './fake-world.ts';

const stale = (): AppError =>
  new AppError('conflict', 'version_conflict', 'This post was changed meanwhile.', { status: 412, remediation: 'Load it again.' });
const hex = (sha256: string): string => (sha256.length === 64 ? sha256.toLowerCase() : Buffer.from(sha256, 'base64').toString('hex'));

/** What a body says, as it is stored. @throws {AppError} `validation_failed` naming every upload and target that cannot be used */
function contentOf(world: FakeWorld, { text, media, options, replies = [], schedule, targets }: PostInput, postId?: string): PostContent {
  const drafts: PartDraft[] = [{ text, media, options }, ...replies].map(partDraft);
  const known = new Map([...world.uploads].map(([key, upload]) => [key, upload.media]));
  const findings = obstacles(drafts, { ...(postId === undefined ? {} : { postId }), known, now: new Date() });
  if (!targets.every((target) => world.connections.some((c) => c.id === target)))
    findings.push({ pointer: '#/targets', code: 'target_unknown', detail: 'There is no such connection.' });
  if (findings.length > 0) throw new AppError('invalid', 'validation_failed', 'It cannot be stored like this.', { status: 422, findings });
  const [first, ...rest] = toParts(drafts, known);
  const time = schedule ? { schedule: toSchedule(scheduleDraft(schedule), new Date()) } : {};
  return { ...first!, replies: rest, ...time, targets: [...new Set(targets)].sort() };
}

function uploadRoutes(world: FakeWorld, filesOrigin: () => string): FakeRoute[] {
  return [
    [
      'POST',
      /^\/v1\/media$/,
      ({ body }) => {
        const { content_type: contentType, size_bytes: sizeBytes, sha256, filename } = expectBody(mediaInput, body);
        requireFits({ contentType, sizeBytes });
        const now = new Date();
        const declared = { id: world.newId('med'), userId: world.user.id, contentType, sizeBytes, sha256: hex(sha256), filename };
        const media = newMedia(declared, world.secret(), now);
        world.uploads.set(media.id, { media, bytes: undefined });
        const upload = {
          url: `${filesOrigin()}/${media.incomingKey}?X-Amz-Signature=pretend`,
          method: 'PUT',
          headers: { 'content-type': contentType, 'x-amz-checksum-sha256': Buffer.from(media.sha256, 'hex').toString('base64') },
          expires_at: new Date(now.getTime() + 900_000).toISOString(),
        };
        return { status: 201, body: { ...mediaView(media, filesOrigin(), now), upload } };
      },
    ],
    [
      'GET',
      new RegExp(`^/v1/media/${id}$`),
      ({ params: [wanted] }) => {
        const media = world.uploads.get(wanted ?? '')?.media;
        if (!media) throw notFound('media');
        return ok(mediaView(media, filesOrigin(), new Date()));
      },
    ],
  ];
}

export function postRoutes(world: FakeWorld, filesOrigin: () => string): FakeRoute[] {
  const findPost = (wanted: string | undefined): Post => {
    const post = world.posts.get(wanted ?? '');
    if (!post) throw notFound('post');
    return post;
  };
  const view = (post: Post) =>
    postView(
      post,
      world.publicationsOf(post.id),
      world.approvals.filter((a) => a.postId === post.id),
      { mediaOrigin: filesOrigin(), now: () => new Date() },
    );
  const reply = (post: Post, status = 200): Answer => ({ status, body: view(post), headers: { etag: `"${post.rev}"` } });
  const facts = () => knownFacts(new Map([...world.uploads].map(([key, upload]) => [key, upload.media])));

  return [
    ...uploadRoutes(world, filesOrigin),
    [
      'POST',
      /^\/v1\/posts\/validate$/,
      ({ body }) => {
        const { errors, warnings } = checkPost({ parts: partsOf(contentOf(world, expectBody(postInput, body))) }, facts());
        return ok({ object: 'validation', valid: errors.length === 0, errors, warnings });
      },
    ],
    [
      'POST',
      /^\/v1\/posts$/,
      ({ body }) => {
        const { targets, ...content } = contentOf(world, expectBody(postInput, body));
        return reply(world.write(content, targets), 201);
      },
    ],
    [
      'GET',
      /^\/v1\/posts$/,
      ({ query }) => {
        const limit = Number(query.get('limit'));
        const sorted = [...world.posts.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
        const rest = sorted.filter((post) => post.id < (query.get('after') ?? 'z'));
        const page = rest.slice(0, limit);
        return ok(listView(page.map(view), rest.length > limit ? page.at(-1)?.id : undefined));
      },
    ],
    [
      'GET',
      new RegExp(`^/v1/posts/${id}$`),
      ({ params: [wanted] }) => {
        world.advance(wanted ?? '');
        return reply(findPost(wanted));
      },
    ],
    [
      'PATCH',
      new RegExp(`^/v1/posts/${id}$`),
      ({ params: [wanted], body, headers }) => {
        const post = findPost(wanted);
        const change = expectBody(postPatch, body);
        const ifMatch = headers['if-match'];
        if (ifMatch === undefined) throw new AppError('invalid', 'if_match_required', 'Say which version you change.', { status: 428 });
        if (isLocked(world.publicationsOf(post.id)))
          throw new AppError('conflict', 'post_locked', 'This post is published, or may be.', { remediation: 'Write a new post.' });
        if (ifMatch !== `"${post.rev}"`) throw stale();
        const {
          text,
          media,
          replies,
          schedule = null,
          targets,
        } = contentOf(world, { ...change, text: change.text ?? post.text, targets: change.targets ?? [] }, post.id);
        return reply(
          world.edit(post, {
            text,
            ...(change.media === undefined ? {} : { media }),
            ...(change.options === undefined ? {} : { options: optionsOf(change.options) }),
            ...(change.replies === undefined ? {} : { replies }),
            ...(change.schedule === undefined ? {} : { schedule }),
            ...(change.targets === undefined ? {} : { targets }),
          }),
        );
      },
    ],
    [
      'DELETE',
      new RegExp(`^/v1/posts/${id}$`),
      ({ params: [wanted] }) => {
        const post = findPost(wanted);
        if (world.publicationsOf(post.id).length > 0)
          throw new AppError('conflict', 'post_locked', 'This post was approved, so its record stays.');
        world.posts.delete(post.id);
        return { status: 204 };
      },
    ],
    [
      'POST',
      new RegExp(`^/v1/posts/${id}/cancel$`),
      ({ params: [wanted] }) => {
        const post = findPost(wanted);
        if (world.cancel((p) => p.postId === post.id, 'you') === 0)
          throw new AppError('conflict', 'already_publishing', 'There is nothing left that could be stopped.');
        return reply(post);
      },
    ],
    [
      'POST',
      new RegExp(`^/v1/posts/${id}/approve$`),
      ({ params: [wanted], body, session }) => {
        const { expected_hash, repeat = false } = expectBody(approveInput, body);
        requireProof(session, new Date());
        const post = findPost(wanted);
        if (post.hash !== expected_hash) throw new AppError('conflict', 'content_changed', 'The post is not the one that you looked at.');
        requirePublishable(post, facts());
        const publishAt = publishAtOf(post, world.publicationsOf(post.id), new Date());
        if (!post.targets.every((target) => world.connections.some((c) => c.id === target))) {
          throw new AppError('conflict', 'connection_missing', 'A connection of this post is gone or may not publish.', {
            remediation: 'Connect it again or choose another.',
          });
        }
        if (!world.isApprovable(post)) throw new AppError('conflict', 'already_approved', 'This post was approved already.');
        for (const target of post.targets) {
          const other = world.alike(post, target);
          if (other && !(repeat && other.state === 'published' && other.remoteId !== undefined)) throw duplicateText();
        }
        world.approve(post, publishAt);
        return reply(post);
      },
    ],
    [
      'POST',
      new RegExp(`^/v1/posts/${id}/publications/${id}/resolve$`),
      async ({ params: [postId = '', connectionId = ''], body }) => {
        const { outcome } = expectBody(resolveInput, body);
        await resolve(world, { userId: world.user.id, postId, connectionId, outcome });
        return reply(findPost(postId));
      },
    ],
  ];
}
