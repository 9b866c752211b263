/** Everything beside text and media: topic, audience, link, poll, GIF, quote, spoiler, and what excludes what. */
import type { Part } from '../content.ts';
import type { Finding } from '../errors.ts';
import { finding, type RuleCode } from './findings.ts';
import { checkPoll } from './poll.ts';
import { maxTopicLength } from './tags.ts';
import { codePointsIn } from './text.ts';
import { isAddress } from './web-address.ts';

type Rule = (part: Part) => Finding[];

/** @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
const topic: Rule = ({ options: { topicTag } }) => {
  if (topicTag === undefined) return [];
  const at = '#/options/topic_tag';
  const actual = topicTag.trim() === '' ? 0 : codePointsIn(topicTag);
  const limit = actual === 0 ? 1 : maxTopicLength;
  const detail = `The topic has ${actual} characters; 1 to ${maxTopicLength} are possible.`;
  const remediation = actual === 0 ? 'Write a topic or leave it out.' : `Remove ${actual - limit}.`;
  return [
    ...(actual > 0 && actual <= maxTopicLength ? [] : [finding('topic_length', at, detail, remediation, { limit, actual })]),
    ...(/[.&]/u.test(topicTag) ? [finding('topic_characters', at, 'A topic has no dot and no &.', 'Remove them.')] : []),
  ];
};

/** A table, not the list in content.ts: that would bring zod into the console. */
const audiences = {
  everyone: true,
  accounts_you_follow: true,
  mentioned_only: true,
  parent_post_author_only: true,
  followers_only: true,
} as const satisfies Record<NonNullable<Part['options']['replyAudience']>, true>;

/** @see https://developers.facebook.com/documentation/threads/reply-management (read 2026-11-23) */
const audience: Rule = ({ options: { replyAudience } }) =>
  replyAudience === undefined || Object.hasOwn(audiences, replyAudience)
    ? []
    : [finding('audience_unknown', '#/options/reply_audience', 'Threads does not know this audience.', 'Choose who may reply.')];

const isWebAddress = (url: string): boolean => isAddress(url) && /^https?:$/u.test(new URL(url).protocol);

/** @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
const link: Rule = ({ options: { linkAttachment } }) =>
  linkAttachment === undefined || isWebAddress(linkAttachment)
    ? []
    : [finding('link_invalid', '#/options/link_attachment', 'This is no web address.', 'Paste the whole address, with https.')];

const poll: Rule = ({ options }) => (options.poll === undefined ? [] : checkPoll(options.poll));

/** The form of the id is our reading. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
const gif: Rule = ({ options: { gifId } }) =>
  gifId === undefined || /^[A-Za-z0-9]{1,64}$/u.test(gifId)
    ? []
    : [finding('gif_invalid', '#/options/gif_id', 'This is no GIF of GIPHY.', 'Choose the GIF again.')];

/** @see https://developers.facebook.com/documentation/threads/posts/quote-posts (read 2026-11-23) */
const quote: Rule = ({ options: { quotePostId } }) =>
  quotePostId === undefined || /^[1-9]\d{0,39}$/u.test(quotePostId)
    ? []
    : [finding('quote_invalid', '#/options/quote_post_id', 'This is no id of a post.', 'Choose the post to quote again.')];

/** @see https://developers.facebook.com/documentation/threads/create-posts/spoilers (read 2026-11-23) */
const spoiler: Rule = ({ media, options }) =>
  options.isSpoiler !== true || media.length > 0
    ? []
    : [finding('spoiler_without_media', '#/options/is_spoiler', 'There is nothing to hide.', 'Add media or untick it.')];

type Pair = { code: RuleCode; at: string; together: (part: Part) => boolean; detail: string; remediation: string };

/**
 * What cannot stand together. Threads may drop the second silently, so we refuse. The poll with a GIF is our reading.
 * @see https://developers.facebook.com/docs/threads/posts/ and .../create-posts/polls (read 2026-11-23)
 */
const pairs: readonly Pair[] = [
  {
    code: 'link_with_media',
    at: 'link_attachment',
    together: ({ media, options }) => media.length > 0 && options.linkAttachment !== undefined,
    detail: 'A post with media cannot have an attached link.',
    remediation: 'Put the link into the text, or remove the media.',
  },
  {
    code: 'poll_with_media',
    at: 'poll',
    together: ({ media, options }) => media.length > 0 && options.poll !== undefined,
    detail: 'A post with media cannot have a poll.',
    remediation: 'Remove the poll or the media.',
  },
  {
    code: 'poll_with_link',
    at: 'poll',
    together: ({ options }) => options.poll !== undefined && options.linkAttachment !== undefined,
    detail: 'A post with an attached link cannot have a poll.',
    remediation: 'Put the link into the text, or remove the poll.',
  },
  {
    code: 'poll_with_gif',
    at: 'poll',
    together: ({ options }) => options.poll !== undefined && options.gifId !== undefined,
    detail: 'A post with a GIF cannot have a poll.',
    remediation: 'Remove the poll or the GIF.',
  },
  {
    code: 'gif_with_media',
    at: 'gif_id',
    together: ({ media, options }) => media.length > 0 && options.gifId !== undefined,
    detail: 'A post with media cannot have a GIF.',
    remediation: 'Remove the GIF or the media.',
  },
];

const exclusions: Rule = (part) =>
  pairs
    .filter(({ together }) => together(part))
    .map(({ code, at, detail, remediation }) => finding(code, `#/options/${at}`, detail, remediation));

const rules: readonly Rule[] = [topic, audience, link, poll, gif, quote, spoiler, exclusions];

export const checkOptions = (part: Part): Finding[] => rules.flatMap((rule) => rule(part));
