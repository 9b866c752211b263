/** What the sandbox refuses: whatever breaks a rule that console and API check too, so that nobody learns something wrong here. */
import type { MediaItem } from '../../core/content.ts';
import type { FailureCode } from '../../core/failures.ts';
import type { Content, ContentMedia } from '../../core/provider.ts';
import { checkPost } from '../../core/rules/post.ts';

/** By the code or else the place of a finding; the first fitting row wins. */
const rows: readonly (readonly [begins: string, failure: FailureCode])[] = [
  ['too_many_links', 'link_limit_refused'],
  ['too_many_media', 'carousel_refused'],
  ['#/text', 'text_refused'],
  ['#/media', 'media_refused'],
  ['#/options/topic_tag', 'topic_refused'],
  ['#/options/link_attachment', 'link_refused'],
  ['#/options/poll', 'poll_refused'],
  ['#/options/gif_id', 'gif_refused'],
  ['#/options/quote_post_id', 'quote_gone'],
];

/** Uploads were checked when they came in; other addresses are judged by their looks, and never visited. */
const itemOf = (mediaOrigin: string, { kind, url, alt }: ContentMedia): MediaItem =>
  url.startsWith(`${mediaOrigin}/`) ? { kind, mediaId: '', sha256: '', path: '', alt } : { kind, url, alt };

/** Why this part is refused, if it is. */
export function refusalOf({ text, media, options }: Content, mediaOrigin: string): FailureCode | undefined {
  const part = { text, media: media.map((item) => itemOf(mediaOrigin, item)), options };
  const [first] = checkPost({ parts: [part] }, () => undefined).errors;
  if (first === undefined) return undefined;
  const row = rows.find(([begins]) => first.code === begins || first.pointer.startsWith(begins));
  return row?.[1] ?? 'content_refused';
}
