/** Turns the parameters of a container into its content, or refuses them. doc [pub-ref], [posts] */
import type { Content } from '../content.ts';
import type { Params } from '../request.ts';
import type { Account } from '../state.ts';
import { readAttachments } from './attachments.ts';
import type { CallInput } from './data-call.ts';
import { GraphError } from './errors.ts';
import { checkParameter, type MediaType, readMediaType } from './media-types.ts';
import { readChildren, readQuote, readReplyTo } from './relations.ts';
import { checkLength, checkLinks, linksIn, takeTopic } from './text.ts';

/** `mediaUrl` is the one image or video it needs; `link` the attachment as it was given. */
export type Draft = {
  content: Content & { mediaType: MediaType };
  childIds: string[];
  isCarouselItem: boolean;
  mediaUrl: string | null;
  link: string | null;
  isPublishedAtOnce: boolean;
};

const replyControls = ['everyone', 'accounts_you_follow', 'mentioned_only', 'parent_post_author_only', 'followers_only'];
const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const maxAltText = 1000;

function readFlag(params: Params, name: string): boolean {
  const value = params.get(name) ?? 'false';
  if (value !== 'true' && value !== 'false') throw new GraphError('badParameter', `${name} must be true or false`);
  return value === 'true';
}

/** @throws {GraphError} `linkRefused` */
function readLink(value: string | undefined): string | null {
  if (value === undefined) return null;
  const isWeb = URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
  if (!isWeb) throw new GraphError('linkRefused');
  return value;
}

function readTopicTag(value: string | undefined): string | null {
  if (value === undefined) return null;
  const length = [...value].length;
  if (length < 1 || length > 50 || /[.&]/.test(value)) {
    throw new GraphError('badParameter', 'topic_tag must have 1 to 50 characters, without . and &');
  }
  return value;
}

function readReplyControl(value: string | undefined): string | null {
  if (value === undefined || replyControls.includes(value)) return value ?? null;
  throw new GraphError('badParameter', `reply_control must be one of ${replyControls.join(', ')}`);
}

function readAltText(value: string | undefined): string | null {
  if (value === undefined) return null;
  if ([...value].length > maxAltText) throw new GraphError('badParameter', `alt_text must have at most ${maxAltText} characters`);
  return value;
}

/** ISO 3166-1 codes with commas, only for accounts that may. doc [pub-ref]; the errors: seen [tg-const] */
function readCountryCodes(account: Account, value: string | undefined): string[] | null {
  if (value === undefined) return null;
  if (!account.isGeoGatingEligible) throw new GraphError('featureUnavailable');
  const codes = value.split(',');
  if (codes.some((code) => !/^[A-Z]{2}$/.test(code) || regions.of(code) === undefined)) throw new GraphError('countryCodesInvalid');
  return codes;
}

function readMediaUrl(params: Params, mediaType: MediaType): string | null {
  if (mediaType !== 'IMAGE' && mediaType !== 'VIDEO') return null;
  const name = mediaType === 'IMAGE' ? 'image_url' : 'video_url';
  const value = params.get(name);
  if (value === undefined) throw new GraphError('missingParameter', name);
  if (!URL.canParse(value)) throw new GraphError('badParameter', `${name} must be a URL`);
  return value;
}

function checkCombination({ params, token }: CallInput, mediaType: MediaType, isItem: boolean): void {
  const names = [...params.keys()];
  const isGhost = readFlag(params, 'is_ghost_post');
  for (const name of names) checkParameter(name, { mediaType, isItem, isGhost, names, scopes: token.scopes });
  const isDark = readFlag(params, 'crossreshare_to_ig_dark_mode');
  if (isDark && !readFlag(params, 'crossreshare_to_ig')) throw new GraphError('missingParameter', 'crossreshare_to_ig');
}

/** Text, links and topic belong together: the topic may come out of the text. */
function readTexts({ params, world }: CallInput, mediaType: MediaType) {
  const link = readLink(params.get('link_attachment'));
  const written = params.get('text') ?? '';
  if (mediaType === 'TEXT' && written.trim() === '' && link === null) throw new GraphError('missingParameter', 'text');
  checkLength(written, world.settings.textCounting);
  const attachments = readAttachments(params, written, world.settings);
  checkLinks(written, link ?? attachments.textAttachment?.link_attachment_url ?? null);
  const topicTag = readTopicTag(params.get('topic_tag'));
  const { text, topicTag: topic } = topicTag === null ? takeTopic(written) : { text: written, topicTag };
  // The first link of the text becomes the preview when none is attached; media posts have none.
  const preview = mediaType === 'TEXT' ? (linksIn(written)[0] ?? null) : null;
  return { link, texts: { ...attachments, text, topicTag: topic, linkAttachmentUrl: link ?? preview } };
}

/** @throws {GraphError} whatever the first broken rule says */
export function readDraft(input: CallInput): Draft {
  const { world, account, params } = input;
  const mediaType = readMediaType(params.get('media_type'));
  const isCarouselItem = readFlag(params, 'is_carousel_item');
  checkCombination(input, mediaType, isCarouselItem);
  const { link, texts } = readTexts(input, mediaType);
  const content = {
    ...texts,
    mediaType,
    media: null,
    altText: readAltText(params.get('alt_text')),
    replyControl: readReplyControl(params.get('reply_control')),
    replyToId: readReplyTo(world, input, params.get('reply_to_id')),
    quotedPostId: readQuote(world, input, params.get('quote_post_id')),
    isSpoilerMedia: readFlag(params, 'is_spoiler_media'),
    isGhost: readFlag(params, 'is_ghost_post'),
    needsReplyApproval: readFlag(params, 'enable_reply_approvals'),
    countryCodes: readCountryCodes(account, params.get('allowlisted_country_codes')),
    locationId: params.get('location_id') ?? null,
    isSharedToInstagram: readFlag(params, 'crossreshare_to_ig'),
  };
  return {
    content,
    childIds: mediaType === 'CAROUSEL' ? readChildren(world, input, params.get('children')) : [],
    isCarouselItem,
    mediaUrl: readMediaUrl(params, mediaType),
    link,
    isPublishedAtOnce: readFlag(params, 'auto_publish_text'),
  };
}
