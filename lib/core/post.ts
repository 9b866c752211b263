/** What a user wrote and where it shall go. A post's status is derived on read; it is stored nowhere. */
import * as z from 'zod/mini';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';
import { checkText } from './rules/text.ts';

export const maxTargets = 10;

export const postSchema = z.object({
  id: idSchema('post'),
  userId: idSchema('usr'),
  text: z.string(),
  /** Connections it shall be published to. */
  targets: z.array(idSchema('con')),
  hash: z.string(),
  rev: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Post = z.infer<typeof postSchema>;

/** What an approval binds: everything a reader will see, and where and when. */
export type PostContent = Pick<Post, 'text' | 'targets'>;

/** RFC 8785 (JCS) text of the content: keys sorted, no blanks. Targets are a set, so they are sorted too. */
export function canonicalContent({ text, targets }: PostContent): string {
  return JSON.stringify({ media: [], options: {}, targets: [...targets].sort(), text, time: 'now', version: 1 });
}

/** @throws {AppError} `invalid` `post_breaks_rules` (422) with every finding, when the platform would surely refuse it. */
export function requirePublishable(post: PostContent): void {
  const findings = [...checkText(post.text).errors];
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
