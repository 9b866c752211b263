/** The media types and parameters of a container: which exist, which this simulator can make. doc [pub-ref] */
import { GraphError } from './errors.ts';

/** What a later version adds is a `true` here and a rule in `create.ts`. `readAs` is the type a post is read back with. */
const mediaTypes = {
  TEXT: { isModelled: true, readAs: 'TEXT_POST' },
  IMAGE: { isModelled: false, readAs: 'IMAGE' },
  VIDEO: { isModelled: false, readAs: 'VIDEO' },
  CAROUSEL: { isModelled: false, readAs: 'CAROUSEL_ALBUM' },
} as const;

type MediaType = keyof typeof mediaTypes;
type ParameterRow = { isModelled: boolean; for: readonly MediaType[] };

const every: readonly MediaType[] = ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'];

/** The columns of fact sheet section 4.1. */
const parameters: Record<string, ParameterRow> = {
  media_type: { isModelled: true, for: every },
  text: { isModelled: true, for: every },
  link_attachment: { isModelled: true, for: ['TEXT'] },
  topic_tag: { isModelled: true, for: every },
  reply_control: { isModelled: true, for: every },
  reply_to_id: { isModelled: true, for: every },
  image_url: { isModelled: false, for: ['IMAGE'] },
  video_url: { isModelled: false, for: ['VIDEO'] },
  is_carousel_item: { isModelled: false, for: ['IMAGE', 'VIDEO'] },
  children: { isModelled: false, for: ['CAROUSEL'] },
  alt_text: { isModelled: false, for: ['IMAGE', 'VIDEO'] },
  quote_post_id: { isModelled: false, for: every },
  poll_attachment: { isModelled: false, for: ['TEXT'] },
  gif_attachment: { isModelled: false, for: ['TEXT'] },
  text_attachment: { isModelled: false, for: ['TEXT'] },
  text_entities: { isModelled: false, for: every },
  is_spoiler_media: { isModelled: false, for: ['IMAGE', 'VIDEO', 'CAROUSEL'] },
  location_id: { isModelled: false, for: every },
  allowlisted_country_codes: { isModelled: false, for: every },
  is_ghost_post: { isModelled: false, for: ['TEXT'] },
  enable_reply_approvals: { isModelled: false, for: every },
  auto_publish_text: { isModelled: false, for: ['TEXT'] },
  crossreshare_to_ig: { isModelled: false, for: every },
  crossreshare_to_ig_dark_mode: { isModelled: false, for: every },
};

export const containerParameters: readonly string[] = Object.keys(parameters);

const isMediaType = (value: string): value is MediaType => Object.hasOwn(mediaTypes, value);

/** @throws {GraphError} `missingParameter`, `badParameter`, `notModelled` */
export function readMediaType(value: string | undefined): MediaType {
  if (value === undefined) throw new GraphError('missingParameter', 'media_type');
  if (!isMediaType(value)) throw new GraphError('badParameter', `media_type must be one of ${every.join(', ')}`);
  if (!mediaTypes[value].isModelled) throw new GraphError('notModelled', `media_type ${value}`);
  return value;
}

/** @throws {GraphError} `badParameter` for a parameter of another media type, `notModelled` */
export function checkParameter(name: string, mediaType: MediaType): void {
  const row = parameters[name];
  if (!row) return;
  if (!row.for.includes(mediaType)) throw new GraphError('badParameter', `${name} cannot be used with media_type ${mediaType}`);
  if (!row.isModelled) throw new GraphError('notModelled', name);
}

export const readAs = (mediaType: string): string => (isMediaType(mediaType) ? mediaTypes[mediaType].readAs : mediaType);
