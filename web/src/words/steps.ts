/** The engine's stored steps as sentences for the timeline. A word we do not know is shown as it is. */

import type { PublicationView } from '../../../lib/core/api.ts';
import { explanations } from '../../../lib/core/failures.ts';
import type { Saw } from '../../../lib/core/provider.ts';
import { differenceWords } from './chains.ts';
import { holdWords } from './statuses.ts';

export type Line = { at: string; words: string; times: number };

const sentences: Readonly<Record<string, (platform: string) => string>> = {
  approved: () => 'You approved it',
  claimed: () => 'Postora took it on',
  preparing: (platform) => `Handed to ${platform} for preparation, not visible yet`,
  looked: (platform) => `${platform} is still preparing it`,
  ready: (platform) => `${platform} has it ready`,
  start_over: (platform) => `${platform} lost the preparation; begun again`,
  sending: (platform) => `Told ${platform} to publish it`,
  cooling: (platform) => `${platform} asked this account to slow down; all its posts wait`,
  not_yet: (platform) => `${platform} said: not yet`,
  verifying: (platform) => `${platform} refused; looking whether it is out all the same`,
  unclear: (platform) => `${platform} gave no clear answer; finding out what happened`,
  checked: (platform) => `Asked ${platform} again whether it is out`,
  send_again: () => 'Not found; sent once more, as you had allowed',
  out_after_all: () => 'Found after all, with the words from before your change',
  unknown: () => 'It could not be found out; you are asked, and the search goes on',
  published: () => 'Published',
  part_out: () => 'One part is out; the next one follows',
  permalink: () => 'Its public address is known',
  followed_up: (platform) => `Asked ${platform} what it shows`,
  scrubbed: (platform) => `${platform} asked Postora to erase what it had told about it, so its address is gone`,
  canceled: () => 'Canceled; nothing more goes out',
};

const prefixes: Readonly<Record<string, string>> = { set_back: 'Trying again later', later: 'Put off', failed: 'Failed' };

const reasonOf = (code: string): string => Object.entries(explanations).find(([name]) => name === code)?.[1].sentence ?? code;
const differenceOf = (kind: string): string => Object.entries(differenceWords).find(([name]) => name === kind)?.[1].title ?? kind;
const holdOf = (reason: string): string => Object.entries(holdWords).find(([name]) => name === reason)?.[1].sentence ?? reason;

export function stepWords(what: string, platform: string): string {
  const [word = what, detail] = what.split(':', 2);
  if (word === 'held' && detail !== undefined) return `On hold. ${holdOf(detail)}`;
  if (word === 'resolved') return detail === 'published' ? 'You found it on the platform' : 'You did not find it on the platform';
  if (word === 'differs' && detail !== undefined) return differenceOf(detail);
  const prefix = prefixes[word];
  if (prefix !== undefined && detail !== undefined) return `${prefix}. ${reasonOf(detail)}`;
  const sentence = sentences[word]?.(platform);
  return sentence === undefined ? what : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const preparationWords = {
  published: 'says that it published it',
  ready: 'says that it is ready, not that it is out',
  working: 'says that it is still being worked on',
  broken: 'says that it went wrong there',
  missing: 'does not know what was prepared any more',
  unreadable: 'did not say where it stands',
} as const satisfies Record<Saw['preparation'], string>;
const listWords = {
  there: 'its list of your posts shows it',
  not_there: 'its list of your posts does not show it',
  several: 'its list of your posts shows more than one like it',
  alike: 'its list of your posts shows one that may be it',
  unreadable: 'its list of your posts could not be read',
  not_asked: 'its list of your posts could not tell',
} as const satisfies Record<Saw['list'], string>;

/** What one look for a post showed. */
export const lookWords = ({ preparation, list }: Saw, platform: string): string =>
  `${platform.charAt(0).toUpperCase()}${platform.slice(1)} ${preparationWords[preparation]}, and ${listWords[list]}.`;

/** Equal steps in a row become one line with a count. */
export function timeline({ steps }: PublicationView, platform: string): Line[] {
  const lines: Line[] = [];
  for (const { at, what } of steps) {
    const words = stepWords(what, platform);
    const last = lines.at(-1);
    if (last?.words === words) last.times += 1;
    else lines.push({ at, words, times: 1 });
  }
  return lines;
}
