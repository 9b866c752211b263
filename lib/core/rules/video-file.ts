/** What lies inside a video: rate, index, sound. Threads documents these, but takes many that differ, so all of them only warn. */
import type { Finding } from '../errors.ts';
import { finding, type RuleCode } from './findings.ts';

/** Each may be unknown; then it is not judged. */
export type VideoFileFacts = {
  sizeBytes: number;
  durationMs?: number;
  framesPerSecond?: number;
  /** Does the index (`moov`) stand before the pictures? */
  isIndexFirst?: boolean;
  /** Does an edit list do more than start at the beginning? */
  hasEdits?: boolean;
  audio?: { codec: string; channels: number; sampleRateHz: number };
};

type Row = {
  code: RuleCode;
  isBroken: (facts: VideoFileFacts) => boolean;
  numbers?: (facts: VideoFileFacts) => { limit: number; actual: number };
  detail: string;
  remediation: string;
};

const maxMegabits = 100;
const minFrames = 23;
const maxFrames = 60;
/** Rates are measured. */
const slack = 0.1;

const megabitsIn = ({ sizeBytes, durationMs = 0 }: VideoFileFacts): number => (durationMs > 0 ? (sizeBytes * 8) / 1000 / durationMs : 0);

/** @see https://developers.facebook.com/docs/threads/posts/ (read 2026-11-23) */
const rows: readonly Row[] = [
  {
    code: 'video_bit_rate',
    isBroken: (facts) => megabitsIn(facts) > maxMegabits,
    numbers: (facts) => ({ limit: maxMegabits, actual: Math.ceil(megabitsIn(facts)) }),
    detail: 'The video holds more data per second than Threads says it takes.',
    remediation: 'Export it with a lower bit rate.',
  },
  {
    code: 'video_frame_rate',
    isBroken: ({ framesPerSecond: rate = minFrames }) => rate < minFrames - slack || rate > maxFrames + slack,
    numbers: ({ framesPerSecond: actual = 0 }) => ({ limit: actual < minFrames ? minFrames : maxFrames, actual }),
    detail: 'Threads says it takes 23 to 60 frames per second.',
    remediation: 'Export it with 30 frames per second.',
  },
  {
    code: 'video_index_last',
    isBroken: ({ isIndexFirst }) => isIndexFirst === false,
    detail: 'The index stands at the end of the file.',
    remediation: 'Export it for the web ("fast start").',
  },
  {
    code: 'video_edits',
    isBroken: ({ hasEdits }) => hasEdits === true,
    detail: 'The file was cut without being written anew.',
    remediation: 'Export it again.',
  },
  {
    code: 'video_sound',
    isBroken: ({ audio }) => audio !== undefined && (audio.codec !== 'mp4a' || audio.channels > 2 || audio.sampleRateHz > 48_000),
    detail: 'Threads says it takes sound only as AAC, mono or stereo, up to 48 kHz.',
    remediation: 'Export it with such sound, or without.',
  },
];

const nothingLost = 'It may refuse this video; nothing is visible if it does.';

export const checkInsideVideo = (facts: VideoFileFacts, pointer: string): Finding[] =>
  rows
    .filter(({ isBroken }) => isBroken(facts))
    .map(({ code, detail, remediation, numbers }) => finding(code, pointer, `${detail} ${nothingLost}`, remediation, numbers?.(facts)));
