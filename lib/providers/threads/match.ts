/** Finds our own post among those of the profile. Pure; fact sheet section 12.1, item 6. */
import type { Content } from '../../core/provider.ts';
import { isCarousel, listedAs } from './form.ts';
import type { ListedPost } from './list.ts';
import { isSameTag, isSameText } from './same-text.ts';

/** Threads counts in whole seconds, and its clock is not ours. */
const slackMs = 5_000;
/** So wrong a clock of ours may be before an absence is claimed that is none. */
export const skewMs = 15 * 60_000;

export type Wanted = { content: Content; from: Date; to: Date };
/** `maybe`: not surely ours, but it must not be overlooked when an absence is claimed. */
type Likeness = 'same' | 'maybe' | 'other';
type Trait = (post: ListedPost, wanted: Wanted) => Likeness;

const sameOr = (otherwise: Likeness, isSame: boolean): Likeness => (isSame ? 'same' : otherwise);

const time: Trait = ({ timestamp }, { from, to }) => {
  const isWithin = (fromMs: number, toMs: number) =>
    timestamp >= Math.floor((from.getTime() - fromMs) / 1000) * 1000 && timestamp <= to.getTime() + toMs;
  if (isWithin(slackMs, 0)) return 'same';
  return isWithin(skewMs, skewMs) ? 'maybe' : 'other';
};

const kind: Trait = ({ media_type }, { content }) => sameOr('other', media_type === listedAs(content));

const words: Trait = ({ text }, { content }) => sameOr('other', isSameText(content.text, text ?? ''));

const items: Trait = ({ children }, { content }) =>
  sameOr('maybe', (children?.data.length ?? 0) === (isCarousel(content) ? content.media.length : 0));

const quote: Trait = ({ is_quote_post, quoted_post }, { content: { options } }) => {
  if (options.quotePostId === undefined) return sameOr('other', is_quote_post !== true);
  if (quoted_post && quoted_post.id !== options.quotePostId) return 'other';
  return sameOr('maybe', is_quote_post === true && quoted_post?.id === options.quotePostId);
};

const parent: Trait = ({ replied_to }, { content: { replyTo } }) => {
  if (replyTo === undefined) return 'same';
  return replied_to ? sameOr('other', replied_to.id === replyTo) : 'maybe';
};

/** Threads may write a tag or an address in another way. */
const topic: Trait = ({ topic_tag }, { content: { options } }) =>
  sameOr('maybe', options.topicTag === undefined || isSameTag(options.topicTag, topic_tag ?? ''));

const addressOf = (url: string): string => (URL.canParse(url) ? new URL(url).href : url);
const link: Trait = ({ link_attachment_url }, { content: { options } }) =>
  sameOr('maybe', options.linkAttachment === undefined || addressOf(options.linkAttachment) === addressOf(link_attachment_url ?? ''));

const traits: readonly Trait[] = [time, kind, words, items, quote, parent, topic, link];

export function likeness(post: ListedPost, wanted: Wanted): Likeness {
  const seen = traits.map((trait) => trait(post, wanted));
  if (seen.includes('other')) return 'other';
  return seen.includes('maybe') ? 'maybe' : 'same';
}

/** Without words, tag or quote nothing tells our post from another. */
export const isTellable = ({ text, options }: Content): boolean =>
  text.trim() !== '' || options.topicTag !== undefined || options.quotePostId !== undefined;
