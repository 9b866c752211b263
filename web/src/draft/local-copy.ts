/** A copy of what is being written, kept in this browser on every keystroke until the server has it. Copies of older versions stay readable. */
import type { MediaItemView, OptionsView } from '../../../lib/core/api.ts';
import type { Memory } from '../browser/storage.ts';
import { audienceWords } from '../words/options.ts';
import { type Content, type DraftMedia, type DraftPart, newKey, newPart } from './content.ts';
import type { DraftTime } from './time.ts';

/**
 * `etag` is the stored version that was being changed; empty for a post that is not stored yet. Without `schedule` or `ifUnclear` what is
 * stored counts: the copy is from before posts had them, or they cannot be read.
 */
export type LocalCopy = Omit<Content, 'schedule' | 'ifUnclear'> & Partial<Pick<Content, 'schedule' | 'ifUnclear'>> & { etag: string };

export type LocalCopies = {
  read: (id: string) => LocalCopy | undefined;
  write: (id: string, copy: LocalCopy) => void;
  clear: (id: string) => void;
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || isText(value);
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

const optionChecks = {
  topic_tag: isText,
  reply_audience: (value) => isText(value) && Object.hasOwn(audienceWords, value),
  link_attachment: isText,
  poll: isTexts,
  gif_id: isText,
  quote_post_id: isText,
  is_spoiler: (value) => typeof value === 'boolean',
} as const satisfies Record<keyof OptionsView, (value: unknown) => boolean>;
const checks = new Map<string, (value: unknown) => boolean>(Object.entries(optionChecks));

const isOptions = (value: unknown): value is OptionsView =>
  isRecord(value) && Object.entries(value).every(([name, option]) => checks.get(name)?.(option) === true);

const isItem = (value: unknown): value is MediaItemView =>
  isRecord(value) &&
  (value['kind'] === 'image' || value['kind'] === 'video') &&
  isTextOrNull(value['media_id']) &&
  isTextOrNull(value['sha256']) &&
  isText(value['url']) &&
  isText(value['alt']);

const keyed = ({ kind, media_id, sha256, url, alt }: MediaItemView): DraftMedia => ({
  kind,
  media_id,
  sha256,
  url,
  alt,
  key: newKey(),
  isComing: false,
});

/** The words are what nobody writes twice: whatever else cannot be read is left out, they stay. */
function readPart(value: unknown): DraftPart | undefined {
  if (!isRecord(value) || !isText(value['text'])) return undefined;
  const { media, options } = value;
  return {
    ...newPart(value['text']),
    media: Array.isArray(media) ? media.filter(isItem).map(keyed) : [],
    options: isOptions(options) ? options : {},
  };
}

function readTime(value: unknown): Pick<LocalCopy, 'schedule'> {
  if (value === null) return { schedule: null };
  if (!isRecord(value)) return {};
  const { wall_time, zone, if_late, occurrence } = value;
  if (!isText(wall_time) || !isText(zone) || (if_late !== 'ask' && if_late !== 'publish')) return {};
  const time: DraftTime = { wall_time, zone, if_late };
  return { schedule: occurrence === 'first' || occurrence === 'second' ? { ...time, occurrence } : time };
}

function readPolicy(value: unknown): Pick<LocalCopy, 'ifUnclear'> {
  return value === 'ask' || value === 'send_again' ? { ifUnclear: value } : {};
}

/** Until there were media a copy had one text and no parts. */
function readParts(value: Record<string, unknown>): DraftPart[] {
  const { parts, text } = value;
  const found = Array.isArray(parts) ? parts.map(readPart) : [readPart({ text })];
  return found.filter((part) => part !== undefined);
}

function parse(text: string | null): LocalCopy | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (!isRecord(value)) return undefined;
    const { targets, etag } = value;
    const parts = readParts(value);
    if (!isText(etag) || !isTexts(targets) || parts.length === 0) return undefined;
    return { parts, targets, ...readTime(value['schedule']), ...readPolicy(value['ifUnclear']), etag };
  } catch {
    return undefined;
  }
}

/** Files that are still on their way cannot be kept: only this tab has them. */
const keepable = ({ parts, targets, schedule, ifUnclear, etag }: LocalCopy): object => ({
  parts: parts.map(({ text, media, options }) => ({ text, media: media.filter(({ isComing }) => !isComing), options })),
  targets,
  schedule,
  ifUnclear,
  etag,
});

/** The user is part of the key: on a shared browser nobody is shown another person's text. */
export function localCopies(memory: Memory, userId: string): LocalCopies {
  const keyOf = (id: string): string => `postora.draft.${userId}.${id}`;
  return {
    read: (id) => parse(memory.getItem(keyOf(id))),
    write: (id, copy) => {
      try {
        memory.setItem(keyOf(id), JSON.stringify(keepable(copy)));
      } catch {
        // Full storage: autosave still works.
      }
    },
    clear: (id) => memory.removeItem(keyOf(id)),
  };
}
