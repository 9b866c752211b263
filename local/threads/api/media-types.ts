/** The media types and parameters of a container, as in the columns of fact sheet section 4.1. doc [pub-ref] */
import type { Settings } from '../settings.ts';
import { GraphError } from './errors.ts';

/** `readAs` is the type a post is read back with. */
const mediaTypes = {
  TEXT: { readAs: 'TEXT_POST', readyDelay: 'readyDelayMs' },
  IMAGE: { readAs: 'IMAGE', readyDelay: 'imageReadyDelayMs' },
  VIDEO: { readAs: 'VIDEO', readyDelay: 'videoReadyDelayMs' },
  CAROUSEL: { readAs: 'CAROUSEL_ALBUM', readyDelay: 'carouselReadyDelayMs' },
} as const satisfies Record<string, { readAs: string; readyDelay: keyof Settings }>;

export type MediaType = keyof typeof mediaTypes;

type ParameterRow = {
  for: readonly MediaType[];
  /** Also for an item of a carousel. The docs list `text` there, but nobody would see it, so it is refused. */
  onItem?: true;
  /** The scope it needs besides those of the call. */
  scope?: string;
  /** Parameters it cannot stand next to. */
  notWith?: readonly string[];
  /** A ghost post may have it. */
  onGhost?: true;
};

const every: readonly MediaType[] = ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'];
const media: readonly MediaType[] = ['IMAGE', 'VIDEO'];
const instagram = 'threads_share_to_instagram';

const parameters: Record<string, ParameterRow> = {
  media_type: { for: every, onItem: true, onGhost: true },
  text: { for: every, onGhost: true },
  image_url: { for: ['IMAGE'], onItem: true },
  video_url: { for: ['VIDEO'], onItem: true },
  alt_text: { for: media, onItem: true },
  is_carousel_item: { for: media, onItem: true },
  children: { for: ['CAROUSEL'] },
  topic_tag: { for: every },
  reply_control: { for: every },
  reply_to_id: { for: every },
  quote_post_id: { for: every },
  link_attachment: { for: ['TEXT'] },
  // A second attachment next to a poll: doc [polls], [textatt]; with a GIF: assumed.
  poll_attachment: { for: ['TEXT'], notWith: ['link_attachment', 'text_attachment', 'gif_attachment'] },
  gif_attachment: { for: ['TEXT'] },
  text_attachment: { for: ['TEXT'] },
  text_entities: { for: every, onGhost: true },
  is_spoiler_media: { for: ['IMAGE', 'VIDEO', 'CAROUSEL'] },
  is_ghost_post: { for: ['TEXT'], onGhost: true },
  enable_reply_approvals: { for: every },
  auto_publish_text: { for: ['TEXT'], onGhost: true },
  location_id: { for: every, scope: 'threads_location_tagging' },
  allowlisted_country_codes: { for: every },
  crossreshare_to_ig: { for: every, scope: instagram },
  crossreshare_to_ig_dark_mode: { for: every, scope: instagram },
};

export const containerParameters: readonly string[] = Object.keys(parameters);

const isMediaType = (value: string): value is MediaType => Object.hasOwn(mediaTypes, value);

/** @throws {GraphError} `missingParameter`, `badParameter` */
export function readMediaType(value: string | undefined): MediaType {
  if (value === undefined) throw new GraphError('missingParameter', 'media_type');
  if (!isMediaType(value)) throw new GraphError('badParameter', `media_type must be one of ${every.join(', ')}`);
  return value;
}

type Surroundings = {
  mediaType: MediaType;
  isItem: boolean;
  isGhost: boolean;
  names: readonly string[];
  scopes: readonly string[];
};

/** @throws {GraphError} `badParameter` for what does not go together, `permissionMissing` for a missing scope */
export function checkParameter(name: string, { mediaType, isItem, isGhost, names, scopes }: Surroundings): void {
  const row = parameters[name];
  if (!row) return;
  const refuse = (why: string) => new GraphError('badParameter', `${name} cannot be used ${why}`);
  if (!row.for.includes(mediaType)) throw refuse(`with media_type ${mediaType}`);
  if (isItem && !row.onItem) throw refuse('on a carousel item');
  if (isGhost && !row.onGhost) throw refuse('with is_ghost_post');
  const rival = row.notWith?.find((other) => names.includes(other));
  if (rival !== undefined) throw refuse(`with ${rival}`);
  if (row.scope !== undefined && !scopes.includes(row.scope)) throw new GraphError('permissionMissing');
}

export const readAs = (mediaType: string): string => (isMediaType(mediaType) ? mediaTypes[mediaType].readAs : mediaType);

/** Simulated time a container of this type stays IN_PROGRESS. */
export const readyDelay = (mediaType: MediaType, settings: Settings): number => settings[mediaTypes[mediaType].readyDelay];
