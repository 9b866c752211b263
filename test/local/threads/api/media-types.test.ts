/** Which parameter goes with which media type, and with what else: fact sheet section 4.1, row by row. */
import { describe, expect, it } from 'vitest';
import { checkParameter, containerParameters, type MediaType } from '../../../../local/threads/api/media-types.ts';

const all = ['threads_location_tagging', 'threads_share_to_instagram'];
const plain = { isItem: false, isGhost: false, names: [], scopes: all };

function isTaken(name: string, mediaType: MediaType, change: Partial<Parameters<typeof checkParameter>[1]> = {}): boolean {
  try {
    checkParameter(name, { ...plain, mediaType, ...change });
    return true;
  } catch {
    return false;
  }
}

/** T, I, V and C are the types, i an item of a carousel, g a ghost post. */
const columns: Record<string, (name: string) => boolean> = {
  T: (name) => isTaken(name, 'TEXT'),
  I: (name) => isTaken(name, 'IMAGE'),
  V: (name) => isTaken(name, 'VIDEO'),
  C: (name) => isTaken(name, 'CAROUSEL'),
  i: (name) => isTaken(name, 'IMAGE', { isItem: true }) || isTaken(name, 'VIDEO', { isItem: true }),
  g: (name) => isTaken(name, 'TEXT', { isGhost: true }),
};

const table: Record<string, string> = {
  media_type: 'TIVCig',
  text: 'TIVCg',
  image_url: 'Ii',
  video_url: 'Vi',
  alt_text: 'IVi',
  is_carousel_item: 'IVi',
  children: 'C',
  topic_tag: 'TIVC',
  reply_control: 'TIVC',
  reply_to_id: 'TIVC',
  quote_post_id: 'TIVC',
  link_attachment: 'T',
  poll_attachment: 'T',
  gif_attachment: 'T',
  text_attachment: 'T',
  text_entities: 'TIVCg',
  is_spoiler_media: 'IVC',
  is_ghost_post: 'Tg',
  enable_reply_approvals: 'TIVC',
  auto_publish_text: 'Tg',
  location_id: 'TIVC',
  allowlisted_country_codes: 'TIVC',
  crossreshare_to_ig: 'TIVC',
  crossreshare_to_ig_dark_mode: 'TIVC',
};

describe(checkParameter, () => {
  it.each(Object.entries(table))('%s: %s', (name, expected) => {
    const taken = Object.entries(columns).flatMap(([letter, isIn]) => (isIn(name) ? [letter] : []));

    expect(taken.join('')).toBe(expected);
  });

  it('S14-01 knows no other parameter', () => {
    expect(new Set(containerParameters)).toEqual(new Set(Object.keys(table)));
  });

  it.each(['link_attachment', 'text_attachment', 'gif_attachment'])('does not take a poll with %s', (name) => {
    expect(isTaken('poll_attachment', 'TEXT', { names: [name] })).toBe(false);
  });

  it.each(['location_id', 'crossreshare_to_ig'])('needs a scope for %s', (name) => {
    expect(isTaken(name, 'TEXT', { scopes: [] })).toBe(false);
  });
});
