/** Every status and state in plain words. A new one does not compile until it has its words. */
import type { PostView, PublicationView } from '../../../lib/core/api.ts';
import { endingWords, isNewsToOwner } from '../../../lib/core/ending.ts';
import type { PostStatus } from '../../../lib/core/post-status.ts';
import type { HoldReason, PublicationState } from '../../../lib/core/publication.ts';
import { isAsked, isFoundByPerson, mayGoOn } from './chains.ts';

export type Tone = 'quiet' | 'waiting' | 'moving' | 'good' | 'warn' | 'bad';
export type StatusWords = { label: string; tone: Tone; headline: string; explanation: string };

export const statusWords = {
  draft: { label: 'Draft', tone: 'quiet', headline: 'This is a draft', explanation: 'Nothing goes out before you approve it.' },
  scheduled: {
    label: 'Scheduled',
    tone: 'waiting',
    headline: 'Approved for its time',
    explanation: 'It goes out then by itself. Until then you can change or cancel it.',
  },
  publishing: {
    label: 'Publishing',
    tone: 'moving',
    headline: 'On its way',
    explanation: 'This page follows by itself. You can leave it; the post goes out all the same.',
  },
  published: { label: 'Published', tone: 'good', headline: 'Published', explanation: 'Exactly what you approved is out.' },
  partially_published: {
    label: 'Partly published',
    tone: 'warn',
    headline: 'Published in part',
    explanation: 'Below you see what went out and what did not. Nothing of it is sent twice.',
  },
  failed: { label: 'Failed', tone: 'bad', headline: 'Not published', explanation: 'Nothing went out. Below is why and what helps.' },
  outcome_unknown: {
    label: 'Please check',
    tone: 'warn',
    headline: 'It may be out, it may not',
    explanation:
      'The platform gave no clear answer, and Postora could not find the post. It goes on looking, but sends nothing again by itself, because the post might then appear twice. Please look at your profile, and say below what you see.',
  },
  held: { label: 'On hold', tone: 'warn', headline: 'On hold', explanation: 'Nothing went out. It waits for you.' },
  canceled: { label: 'Canceled', tone: 'quiet', headline: 'Canceled', explanation: 'Nothing went out.' },
} as const satisfies Record<PostStatus, StatusWords>;

/** A post's status, made exact by what its publications tell: what differs, and what of a chain is out already. */
export function wordsOf({ status, publications }: PostView): StatusWords {
  const words = statusWords[status];
  const differences = publications.flatMap(({ difference }) => (difference === null ? [] : [difference]));
  if (differences.includes('twice')) {
    const explanation = 'It was sent a second time, and now both copies are public. Below are both addresses.';
    return { label: 'Public twice', tone: 'warn', headline: 'Public twice', explanation };
  }
  if (status === 'failed' && publications.some(({ looks_again_at }) => looks_again_at !== null)) {
    const explanation =
      'You did not find it, so it counts as not published. Postora goes on looking, because a profile can be hours behind.';
    return { ...words, headline: 'Not found', explanation };
  }
  if (status === 'published' && differences.includes('removed')) {
    const explanation = 'It was out, and the platform took it down. Postora does not send it again.';
    return { label: 'Taken down', tone: 'warn', headline: 'Published, then taken down', explanation };
  }
  if (status === 'published' && differences.length > 0) {
    const explanation = 'It is out, but the platform does not show it exactly as you approved it.';
    return { label: 'Differs', tone: 'warn', headline: 'Published, with a difference', explanation };
  }
  if (status === 'published' && publications.some(isFoundByPerson)) {
    return { ...words, explanation: 'You found it on the platform, so it counts as published. Nothing is sent again.' };
  }
  if (status === 'canceled') return canceledWords(words, publications);
  return status === 'held' ? { ...words, explanation: heldWords(publications) } : words;
}

/** Who ended it, and why, if that is one and the same for all of it. */
function canceledWords(words: StatusWords, publications: readonly PublicationView[]): StatusWords {
  const [by, ...others] = new Set(publications.filter(({ state }) => state === 'canceled').map(({ ended_by }) => ended_by));
  if (by === undefined || by === null || others.length > 0) return words;
  const { label, sentence } = endingWords[by];
  return { ...words, label, tone: isNewsToOwner(by) ? 'warn' : 'quiet', explanation: `Nothing went out. ${sentence}` };
}

/** What is on hold either waits for the person or goes on by itself. */
function heldWords(publications: readonly PublicationView[]): string {
  const held = publications.filter(({ state }) => state === 'held');
  const isPartlyOut = publications.some(({ parts }) => parts.length > 0);
  if (held.some((p) => isAsked(p) && p.hold_reason === 'reconnect')) {
    const isOut = isPartlyOut ? 'Some of it is out, the rest is probably not' : 'It is probably not out';
    return `${isOut}. Postora looks soon after the account is connected again.`;
  }
  const isForOperator = held.length > 0 && held.every(({ hold_reason }) => hold_reason === 'operator_stop');
  const waits = isForOperator ? 'waits until the operator lets publishing go on' : 'waits for you';
  return isPartlyOut ? `Some of it is out. The rest ${waits}.` : `Nothing went out. It ${waits}.`;
}

/** A publication's own state; one that waits for its time is not on its way yet. */
export function stateOf({ state, publish_at, ended_by }: PublicationView, now: Date): { label: string; tone: Tone } {
  if (state === 'canceled' && ended_by !== null)
    return { label: endingWords[ended_by].label, tone: isNewsToOwner(ended_by) ? 'warn' : 'quiet' };
  const isAhead = state === 'waiting' && publish_at !== null && now < new Date(publish_at);
  return isAhead ? { label: 'Scheduled', tone: 'waiting' } : stateWords[state];
}

const stateWords = {
  waiting: { label: 'Waiting', tone: 'moving' },
  preparing: { label: 'Preparing', tone: 'moving' },
  prepared: { label: 'Ready to send', tone: 'moving' },
  sending: { label: 'Sending', tone: 'moving' },
  checking: { label: 'Checking', tone: 'moving' },
  published: { label: 'Published', tone: 'good' },
  unknown: { label: 'Please check', tone: 'warn' },
  held: { label: 'On hold', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
  canceled: { label: 'Canceled', tone: 'quiet' },
} as const satisfies Record<PublicationState, { label: string; tone: Tone }>;

/** On hold since its very publish call was refused. */
export const refusedWhileSending = {
  sentence: 'The platform refused the last step because the connection no longer works.',
  remedy:
    'It is probably not out. Connect it again: Postora then looks first, and sends it only if it is not out; if it is late by then, it may ask you before. Or look yourself:',
} as const;

export const holdWords = {
  reconnect: {
    sentence: 'The connection no longer works, so the post waits.',
    remedy: 'Connect it again: the post then goes on by itself within minutes. After an hour it asks you first.',
  },
  content_changed: {
    sentence: 'What was about to go out was not exactly what you approved, so it was stopped.',
    remedy: 'Look at it once more and approve what you see.',
  },
  late: {
    sentence: 'Its time has passed by more than an hour, so it waits for you.',
    remedy: 'Publish it now, or choose another time. Nothing happens until you do.',
  },
  operator_stop: {
    sentence: 'All publishing is stopped by the operator for now.',
    remedy: 'It goes on by itself when that is over. If it is more than an hour late by then, it asks you first.',
  },
} as const satisfies Record<HoldReason, { sentence: string; remedy: string }>;

const cancelable: readonly PublicationState[] = ['waiting', 'preparing', 'prepared', 'held'];

/** A cancel can still help while something waits; the server has the last word. */
export const mayCancel = (post: PostView): boolean =>
  (post.status === 'publishing' || post.status === 'scheduled' || post.status === 'held') &&
  post.publications.some((p) => cancelable.includes(p.state) && !p.may_be_out);

/** Its text, its targets or its time can still be changed; what was approved is then void. */
export const mayEdit = (post: PostView): boolean => post.is_editable && (post.status === 'scheduled' || mayApprove(post));

/** May the owner approve (again)? After a partial success only what did not go out is approved again. */
export const mayApprove = ({ status, is_editable, publications }: PostView): boolean =>
  ((status === 'partially_published' || status === 'held') && publications.some(mayGoOn)) ||
  (is_editable && (status === 'draft' || status === 'failed' || status === 'held' || status === 'canceled'));

export const isOut = (publication: PublicationView): boolean => publication.state === 'published';
