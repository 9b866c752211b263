/** What Threads accepts of an image or video file, judged by what we know of it; what is not known is not judged. */
import type { MediaKind } from '../content.ts';
import { type Findings, finding, merge } from './findings.ts';
import { checkInsideVideo, type VideoFileFacts } from './video-file.ts';

/** `width` and `height` as shown: a turned video has them swapped. The rest is of videos only. */
export type MediaFacts = VideoFileFacts & { contentType: string; width?: number; height?: number };

type MediaLimits = {
  types: readonly string[];
  typeWords: string;
  /** "MB" read as 2^20 bytes: surely too large above. */
  maxBytes: number;
  /** "MB" read as a million: surely small enough up to here. */
  sureBytes: number;
  sizeWords: string;
  /** Width at most this many heights. */
  timesAsWide: number;
  /** Height at most this many widths. */
  timesAsHigh: number;
  maxWidth?: number;
  maxDurationMs?: number;
};

/** Images are scaled to 320–1440 px by Threads itself. @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
export const mediaLimits: Readonly<Record<MediaKind, MediaLimits>> = {
  image: {
    types: ['image/jpeg', 'image/png'],
    typeWords: 'JPEG or PNG',
    maxBytes: 8 * 1024 ** 2,
    sureBytes: 8_000_000,
    sizeWords: '8 MB',
    timesAsWide: 10,
    timesAsHigh: 10,
  },
  video: {
    types: ['video/mp4', 'video/quicktime'],
    typeWords: 'MP4 or MOV',
    maxBytes: 1024 ** 3,
    sureBytes: 1_000_000_000,
    sizeWords: '1 GB',
    timesAsWide: 10,
    timesAsHigh: 100,
    maxWidth: 1920,
    maxDurationMs: 300_000,
  },
};

type Judge = (kind: MediaKind, facts: MediaFacts, pointer: string) => Findings;

const none: Findings = { errors: [], warnings: [] };
const isKnown = (pixels: number | undefined): pixels is number => pixels !== undefined && pixels > 0;
const rounded = (value: number): number => Math.round(value * 100) / 100;

const judgeType: Judge = (kind, { contentType }, pointer) => {
  const { types, typeWords } = mediaLimits[kind];
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (types.includes(type)) return none;
  return {
    errors: [finding('media_type', pointer, `Threads takes this ${kind} only as ${typeWords}.`, `Save it as ${typeWords}.`)],
    warnings: [],
  };
};

const judgeSize: Judge = (kind, { sizeBytes: actual }, pointer) => {
  const { maxBytes, sureBytes, sizeWords } = mediaLimits[kind];
  if (actual <= 0) return { errors: [finding('media_empty', pointer, `The ${kind} is empty.`, 'Choose another file.')], warnings: [] };
  if (actual > maxBytes) {
    const detail = `The ${kind} is larger than ${sizeWords}.`;
    return { errors: [finding('media_too_large', pointer, detail, 'Make it smaller.', { limit: maxBytes, actual })], warnings: [] };
  }
  if (actual <= sureBytes) return none;
  const detail = `The ${kind} is just about ${sizeWords}, so Threads may refuse it. Nothing is visible if it does.`;
  const numbers = { limit: sureBytes, actual };
  return { errors: [], warnings: [finding('media_maybe_too_large', pointer, detail, 'Make it a little smaller to be sure.', numbers)] };
};

const judgeShape: Judge = (kind, { width, height }, pointer) => {
  if (!isKnown(width) || !isKnown(height)) return none;
  const { timesAsWide, timesAsHigh } = mediaLimits[kind];
  if (width > height * timesAsWide) {
    const numbers = { limit: timesAsWide, actual: rounded(width / height) };
    const detail = `The ${kind} is ${numbers.actual} times as wide as high; the limit is ${timesAsWide}.`;
    return { errors: [finding('media_too_wide', pointer, detail, 'Crop it.', numbers)], warnings: [] };
  }
  if (height <= width * timesAsHigh) return none;
  const numbers = { limit: timesAsHigh, actual: rounded(height / width) };
  const detail = `The ${kind} is ${numbers.actual} times as high as wide; the limit is ${timesAsHigh}.`;
  return { errors: [finding('media_too_narrow', pointer, detail, 'Crop it.', numbers)], warnings: [] };
};

const judgeColumns: Judge = (kind, { width: actual }, pointer) => {
  const limit = mediaLimits[kind].maxWidth;
  if (limit === undefined || !isKnown(actual) || actual <= limit) return none;
  const detail = `The ${kind} is ${actual} pixels wide; the limit is ${limit}.`;
  return { errors: [finding('video_columns', pointer, detail, 'Export it smaller.', { limit, actual })], warnings: [] };
};

/** The numbers of the finding are seconds. */
const judgeDuration: Judge = (kind, { durationMs }, pointer) => {
  const { maxDurationMs } = mediaLimits[kind];
  if (maxDurationMs === undefined || durationMs === undefined) return none;
  if (durationMs <= 0) {
    return { errors: [finding('video_no_duration', pointer, `The ${kind} has no length.`, 'Export it again.')], warnings: [] };
  }
  if (durationMs <= maxDurationMs) return none;
  const numbers = { limit: maxDurationMs / 1000, actual: rounded(durationMs / 1000) };
  const detail = `The ${kind} takes ${numbers.actual} seconds; the limit is ${numbers.limit}.`;
  return { errors: [finding('video_too_long', pointer, detail, 'Shorten it.', numbers)], warnings: [] };
};

const judgeInside: Judge = (kind, facts, pointer) => (kind === 'video' ? { errors: [], warnings: checkInsideVideo(facts, pointer) } : none);

const judges: readonly Judge[] = [judgeType, judgeSize, judgeShape, judgeColumns, judgeDuration, judgeInside];

/** Also for an upload that is not in any post yet. */
export const checkMediaFile: Judge = (kind, facts, pointer) => merge(judges.map((judge) => judge(kind, facts, pointer)));
