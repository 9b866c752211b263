/** Posts as the server tells them, for tests of the console's own logic. */
import type { MediaItemView, PostView, PublicationView } from '../../lib/core/api.ts';
import type { Stored } from '../../web/src/api/calls.ts';

export const postId = 'post_01KAVQ3N7Z5W8XJ2M4P6R9T0B1';

export const postView = (change: Partial<PostView> = {}): PostView => ({
  object: 'post',
  id: postId,
  text: '',
  media: [],
  options: {},
  replies: [],
  schedule: null,
  if_unclear: 'ask',
  targets: [],
  hash: 'hash',
  status: 'draft',
  approval: null,
  publications: [],
  is_editable: true,
  created_at: '2026-11-23T10:00:00.000Z',
  updated_at: '2026-11-23T10:00:00.000Z',
  ...change,
});

export const stored = (change: Partial<PostView>, rev = 1): Stored => ({ etag: `"${rev}"`, post: postView(change) });

export const uploaded = (letter: string, change: Partial<MediaItemView> = {}): MediaItemView => ({
  kind: 'image',
  media_id: `med_01KAVQ3N7Z5W8XJ2M4P6R9T0${letter}1`,
  sha256: letter.toLowerCase().repeat(64),
  url: `https://media.example/m/${letter}.jpg`,
  alt: '',
  ...change,
});

export const linked = (url: string): MediaItemView => ({ kind: 'image', media_id: null, sha256: null, url, alt: '' });

export const publicationView = (change: Partial<PublicationView> = {}): PublicationView => ({
  object: 'publication',
  id: 'pub_01KAVQ3N7Z5W8XJ2M4P6R9T0B1',
  connection_id: 'con_01KAVQ3N7Z5W8XJ2M4P6R9T0B1',
  state: 'published',
  publish_at: null,
  hold_reason: null,
  ended_by: null,
  may_be_out: false,
  sent_at: null,
  failure: null,
  remote_id: null,
  permalink: null,
  published_at: null,
  parts: [],
  part_count: 1,
  difference: null,
  twin: null,
  looks_again_at: null,
  updated_at: '2026-11-23T10:00:00.000Z',
  steps: [],
  ...change,
});
