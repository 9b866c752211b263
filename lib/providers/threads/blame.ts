/** Which part of a content an unspecific refusal is about: named only when there is one that it can be. */
import type { FailureCode } from '../../core/failures.ts';
import type { Content } from '../../core/provider.ts';
import { countText, maxTextLength } from '../../core/rules/text.ts';

type Suspect = { failure: FailureCode; isIn: (content: Content) => boolean };

/** The refusal names nothing, so what our own rules could not settle is suspected. */
const suspects: readonly Suspect[] = [
  { failure: 'text_refused', isIn: ({ text }) => countText(text).bytes > maxTextLength },
  { failure: 'media_refused', isIn: ({ media }) => media.length > 0 },
  { failure: 'poll_refused', isIn: ({ options }) => options.poll !== undefined },
  { failure: 'gif_refused', isIn: ({ options }) => options.gifId !== undefined },
  { failure: 'topic_refused', isIn: ({ options }) => options.topicTag !== undefined },
  { failure: 'link_refused', isIn: ({ options }) => options.linkAttachment !== undefined },
  {
    failure: 'content_refused',
    isIn: ({ options, replyTo }) =>
      options.replyAudience !== undefined || options.quotePostId !== undefined || options.isSpoiler === true || replyTo !== undefined,
  },
];

export function blame(content: Content): FailureCode {
  const [only, ...others] = suspects.filter(({ isIn }) => isIn(content));
  if (only === undefined) return 'text_refused';
  return others.length === 0 ? only.failure : 'content_refused';
}
