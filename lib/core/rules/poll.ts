/** Polls. @see https://developers.facebook.com/documentation/threads/create-posts/polls (read 2026-11-23) */
import type { Finding } from '../errors.ts';
import { finding } from './findings.ts';
import { codePointsIn } from './text.ts';

export const minPollOptions = 2;
export const maxPollOptions = 4;
export const maxPollOptionLength = 25;

function checkCount(actual: number): Finding[] {
  if (actual >= minPollOptions && actual <= maxPollOptions) return [];
  const limit = actual < minPollOptions ? minPollOptions : maxPollOptions;
  const detail = `The poll has ${actual} choices; ${minPollOptions} to ${maxPollOptions} are possible.`;
  const remediation = actual < limit ? `Add ${limit - actual}.` : `Remove ${actual - limit}.`;
  return [finding('poll_count', '#/options/poll', detail, remediation, { limit, actual })];
}

function checkOption(text: string, pointer: string): Finding[] {
  const actual = codePointsIn(text);
  const limit = maxPollOptionLength;
  if (text.trim() === '') return [finding('poll_option_empty', pointer, 'This choice has no text.', 'Write something or remove it.')];
  if (actual <= limit) return [];
  const detail = `This choice has ${actual} characters; the limit is ${limit}.`;
  return [finding('poll_option_too_long', pointer, detail, `Remove ${actual - limit}.`, { limit, actual })];
}

/** Polls stand alone: with a link doc, with a GIF our reading. */
export const checkPoll = (poll: readonly string[]): Finding[] => [
  ...checkCount(poll.length),
  ...poll.flatMap((option, i) => checkOption(option, `#/options/poll/${i}`)),
];
