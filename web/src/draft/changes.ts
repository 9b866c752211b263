/** What differs between two versions of a post, part by part, for the person who has to decide. */
import type { MediaItemView, OptionsView } from '../../../lib/core/api.ts';
import { mediaNoun, mediaWords } from '../words/media.ts';
import { optionLines } from '../words/options.ts';

export type PartLike = { text: string; media: readonly MediaItemView[]; options: OptionsView };
/** Two texts whose words are compared. */
export type TextChange = { label: string; before: string; after: string };
export type PartChange = { part: number; texts: TextChange[]; sentences: string[] };

const identityOf = ({ media_id, url }: MediaItemView): string => media_id ?? url;
const idsOf = (media: readonly MediaItemView[]): string[] => media.map(identityOf);
const without = (media: readonly MediaItemView[], others: readonly MediaItemView[]): MediaItemView[] =>
  media.filter((item) => !idsOf(others).includes(identityOf(item)));

function mediaSentences(before: readonly MediaItemView[], after: readonly MediaItemView[]): string[] {
  const gone = without(before, after);
  const fresh = without(after, before);
  const isMoved = gone.length === 0 && fresh.length === 0 && idsOf(before).join() !== idsOf(after).join();
  return [
    ...(gone.length === 0 ? [] : [`Removed: ${mediaWords(gone)}.`]),
    ...(fresh.length === 0 ? [] : [`Added: ${mediaWords(fresh)}.`]),
    ...(isMoved ? ['Images and videos stand in another order.'] : []),
  ];
}

const altChanges = (before: readonly MediaItemView[], after: readonly MediaItemView[]): TextChange[] =>
  after.flatMap((item, index) => {
    const was = before.find((other) => identityOf(other) === identityOf(item));
    if (was === undefined || was.alt === item.alt) return [];
    return [{ label: `Description of ${mediaNoun(item.kind)} ${index + 1}`, before: was.alt, after: item.alt }];
  });

function optionSentences(before: OptionsView, after: OptionsView): string[] {
  const was = optionLines(before);
  const is = optionLines(after);
  const gone = was.filter(({ name }) => !is.some((line) => line.name === name));
  const changed = is.filter(({ name, value }) => was.find((line) => line.name === name)?.value !== value);
  return [...gone.map(({ label }) => `${label}: no longer set.`), ...changed.map(({ label, value }) => `${label}: ${value}.`)];
}

function changeOf(part: number, before: PartLike, after: PartLike): PartChange {
  const text = before.text === after.text ? [] : [{ label: 'Text', before: before.text, after: after.text }];
  return {
    part,
    texts: [...text, ...altChanges(before.media, after.media)],
    sentences: [...mediaSentences(before.media, after.media), ...optionSentences(before.options, after.options)],
  };
}

const nothing: PartLike = { text: '', media: [], options: {} };

/** `part` counts from one; parts without a change are left out. */
export function changesOf(before: readonly PartLike[], after: readonly PartLike[]): PartChange[] {
  const count = Math.max(before.length, after.length);
  return Array.from({ length: count }, (_, index) => {
    const change = changeOf(index + 1, before[index] ?? nothing, after[index] ?? nothing);
    const isNew = before[index] === undefined;
    const isGone = after[index] === undefined;
    const about = isNew ? ['This part is new.'] : isGone ? ['This part was removed.'] : [];
    return { ...change, sentences: [...about, ...change.sentences] };
  }).filter(({ texts, sentences }) => texts.length + sentences.length > 0);
}
