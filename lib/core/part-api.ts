/** Parts of a post between the HTTP surface and core. Free of schemas, because the console uses it too. */
import type { MediaItemView, OptionsView, PartInput, PartView, ScheduleInput, ScheduleView } from './api.ts';
import type { MediaItem, MediaKind, Options, Part } from './content.ts';
import type { Schedule, ScheduleDraft } from './schedule.ts';

/** Media as somebody asks for it: an upload by its id, or an address. */
export type MediaDraft = { mediaId: string; alt: string } | { kind: MediaKind; url: string; alt: string };
export type PartDraft = { text: string; media: MediaDraft[]; options: Options };

/** What is not given stays undefined, and counts neither in a hash nor in the table. */
export const optionsOf = (view: OptionsView): Options => ({
  topicTag: view.topic_tag,
  replyAudience: view.reply_audience,
  linkAttachment: view.link_attachment,
  poll: view.poll,
  gifId: view.gif_id,
  quotePostId: view.quote_post_id,
  isSpoiler: view.is_spoiler,
});

const optionsView = (options: Options): OptionsView => ({
  topic_tag: options.topicTag,
  reply_audience: options.replyAudience,
  link_attachment: options.linkAttachment,
  poll: options.poll,
  gif_id: options.gifId,
  quote_post_id: options.quotePostId,
  is_spoiler: options.isSpoiler,
});

export const scheduleDraft = ({ wall_time, zone, occurrence, if_late }: ScheduleInput): ScheduleDraft => ({
  wallTime: wall_time,
  zone,
  occurrence,
  ifLate: if_late,
});
export const scheduleView = ({ at, wallTime, zone, ifLate }: Schedule): ScheduleView => ({
  at,
  wall_time: wallTime,
  zone,
  if_late: ifLate,
});

export const partDraft = ({ text, media = [], options = {} }: PartInput): PartDraft => ({
  text,
  media: media.map((item) =>
    'url' in item ? { kind: item.kind, url: item.url, alt: item.alt ?? '' } : { mediaId: item.media_id, alt: item.alt ?? '' },
  ),
  options: optionsOf(options),
});

const mediaView = (item: MediaItem, mediaOrigin: string): MediaItemView =>
  'url' in item
    ? { kind: item.kind, media_id: null, sha256: null, url: item.url, alt: item.alt }
    : { kind: item.kind, media_id: item.mediaId, sha256: item.sha256, url: `${mediaOrigin}/${item.path}`, alt: item.alt };

/** `mediaOrigin` is where uploads are served, without a trailing slash. */
export const partView = ({ text, media, options }: Part, mediaOrigin: string): PartView => ({
  text,
  media: media.map((item) => mediaView(item, mediaOrigin)),
  options: optionsView(options),
});
