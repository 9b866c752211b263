/** What the rules answer with: where, which rule, its numbers and what to do. Pointers count from the part; `post.ts` moves them. */
import type { Finding } from '../errors.ts';

/** Every rule there is; each has its row, with limit and source, in docs/rules.md. */
export const ruleCodes = [
  'text_empty',
  'text_too_long',
  'text_maybe_too_long',
  'too_many_links',
  'many_links_with_media',
  'tag_becomes_topic',
  'too_many_media',
  'alt_too_long',
  'media_type',
  'media_empty',
  'media_too_large',
  'media_maybe_too_large',
  'media_too_wide',
  'media_too_narrow',
  'video_columns',
  'video_no_duration',
  'video_too_long',
  'video_bit_rate',
  'video_frame_rate',
  'video_index_last',
  'video_edits',
  'video_sound',
  'media_not_frozen',
  'media_url_invalid',
  'media_url_not_https',
  'media_url_credentials',
  'media_url_fragment',
  'media_url_not_public',
  'topic_length',
  'topic_characters',
  'audience_unknown',
  'link_invalid',
  'link_with_media',
  'poll_count',
  'poll_option_empty',
  'poll_option_too_long',
  'poll_with_media',
  'poll_with_link',
  'poll_with_gif',
  'gif_invalid',
  'gif_with_media',
  'quote_invalid',
  'spoiler_without_media',
  'post_without_parts',
  'too_many_parts',
  'too_many_media_in_chain',
] as const;
export type RuleCode = (typeof ruleCodes)[number];

/** `errors` refuse the post before any call; `warnings` let the platform decide while nothing is visible yet. */
export type Findings = { errors: Finding[]; warnings: Finding[] };

type Numbers = { limit?: number; actual?: number };

export const finding = (code: RuleCode, pointer: string, detail: string, remediation: string, numbers: Numbers = {}): Finding => ({
  pointer,
  code,
  detail,
  ...numbers,
  remediation,
});

export const merge = (all: readonly Findings[]): Findings => ({
  errors: all.flatMap(({ errors }) => errors),
  warnings: all.flatMap(({ warnings }) => warnings),
});
