/** What a user wrote and where it shall go. A post's status is derived on read; it is stored nowhere. */
import * as z from 'zod/mini';
import { canonicalJson } from './canonical-json.ts';
import { type MediaItem, mediaItemSchema, optionsSchema, type Part, partSchema } from './content.ts';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';
import type { KnownFacts } from './rules/media.ts';
import { checkPost } from './rules/post.ts';
import { scheduleSchema, unclearPolicies } from './schedule.ts';

export const maxTargets = 10;

/** Posts of before there were media have a text alone; the rest is empty then, and so is what their hash binds. */
export const postSchema = z.object({
  id: idSchema('post'),
  userId: idSchema('usr'),
  text: z.string(),
  media: z._default(z.array(mediaItemSchema), []),
  options: z._default(optionsSchema, {}),
  /** Further parts, each published as a reply to the one before. */
  replies: z._default(z.array(partSchema), []),
  /** Absent: as soon as it is approved. */
  schedule: z.optional(scheduleSchema),
  /** After an unclear answer. Older posts ask. */
  ifUnclear: z._default(z.enum(unclearPolicies), 'ask'),
  /** Connections it shall be published to. */
  targets: z.array(idSchema('con')),
  hash: z.string(),
  rev: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Post = z.infer<typeof postSchema>;

/** What an approval binds: everything a reader will see, and where and when. */
export type PostContent = Pick<Post, 'text' | 'media' | 'options' | 'replies' | 'targets' | 'schedule'> & Partial<Pick<Post, 'ifUnclear'>>;

/** The parts in the order in which they go out; the first is the post itself. */
export const partsOf = ({
  text,
  media,
  options,
  replies,
}: Pick<PostContent, 'text' | 'media' | 'options' | 'replies'>): [Part, ...Part[]] => [{ text, media, options }, ...replies];

/** Uploads that it shows, each once. */
export const mediaIdsOf = (content: PostContent): string[] => [
  ...new Set(partsOf(content).flatMap(({ media }) => media.flatMap((item) => ('mediaId' in item ? [item.mediaId] : [])))),
];

const boundMedia = (item: MediaItem): object =>
  'url' in item
    ? { kind: item.kind, url: item.url, alt: item.alt }
    : { kind: item.kind, sha256: item.sha256, path: item.path, alt: item.alt };
const boundPart = ({ text, media, options }: Part): object => ({ text, media: media.map(boundMedia), options });

/** RFC 8785 (JCS) text of the content. Targets are a set, so they are sorted too; media are a list, in the order of the readers. */
export function canonicalContent({ targets, schedule, ifUnclear, ...content }: PostContent): string {
  const [first, ...replies] = partsOf(content).map(boundPart);
  const chain = replies.length === 0 ? {} : { replies };
  // The usual choice is no part of it, so that approvals from before there was one still fit.
  const late = schedule?.ifLate === 'publish' ? { late: 'publish' } : {};
  const unclear = ifUnclear === 'send_again' ? { unclear: 'send_again' } : {};
  return canonicalJson({ ...first, ...chain, ...late, ...unclear, targets: [...targets].sort(), time: schedule?.at ?? 'now', version: 1 });
}

/** @throws {AppError} `invalid` `post_breaks_rules` (422) with every finding, when the platform would refuse it. */
export function requirePublishable(post: PostContent, factsOf: KnownFacts): void {
  const findings = [...checkPost({ parts: partsOf(post) }, factsOf).errors];
  if (post.targets.length === 0) {
    findings.push({ pointer: '#/targets', code: 'no_target', detail: 'The post goes nowhere yet.', remediation: 'Choose a connection.' });
  }
  if (findings.length === 0) return;
  throw new AppError('invalid', 'post_breaks_rules', 'The post cannot be published as it is.', { status: 422, findings });
}

export const changedMeanwhile = (): AppError =>
  new AppError('conflict', 'version_conflict', 'The post was changed meanwhile.', {
    status: 412,
    remediation: 'Load it again and repeat your change.',
  });
