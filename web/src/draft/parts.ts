/** Every change that a person can make to the parts of a post and their media, as pure functions of the whole content. */
import { type Content, type DraftMedia, type DraftPart, newPart } from './content.ts';

type PartChange = Partial<Omit<DraftPart, 'key'>>;

/** The list with one item at another place; a place beyond an end is that end. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, index) => index !== from);
  const item = list[from];
  if (item === undefined) return rest;
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, item);
}

const indexOfKey = (list: readonly { key: string }[], key: string): number => list.findIndex((item) => item.key === key);

export const addPart = (content: Content, part: DraftPart = newPart(), at = content.parts.length): Content => ({
  ...content,
  parts: content.parts.toSpliced(at, 0, part),
});

/** The last part stays: a post has at least one. */
export const removePart = (content: Content, key: string): Content =>
  content.parts.length === 1 ? content : { ...content, parts: content.parts.filter((part) => part.key !== key) };

export function movePart(content: Content, key: string, by: number): Content {
  const from = indexOfKey(content.parts, key);
  return from < 0 ? content : { ...content, parts: moved(content.parts, from, from + by) };
}

export const changePart = (content: Content, key: string, change: PartChange): Content => ({
  ...content,
  parts: content.parts.map((part) => (part.key === key ? { ...part, ...change } : part)),
});

export const addMedia = (content: Content, partKey: string, items: readonly DraftMedia[]): Content => ({
  ...content,
  parts: content.parts.map((part) => (part.key === partKey ? { ...part, media: [...part.media, ...items] } : part)),
});

const withMedia = (content: Content, change: (media: readonly DraftMedia[]) => readonly DraftMedia[]): Content => ({
  ...content,
  parts: content.parts.map((part) => ({ ...part, media: change(part.media) })),
});

export const changeMedia = (content: Content, key: string, change: Partial<Omit<DraftMedia, 'key'>>): Content =>
  withMedia(content, (media) => media.map((item) => (item.key === key ? { ...item, ...change } : item)));

export const removeMedia = (content: Content, key: string): Content =>
  withMedia(content, (media) => media.filter((item) => item.key !== key));

/** Within its part; from there nothing moves to another one. */
export const placeMedia = (content: Content, key: string, to: number): Content =>
  withMedia(content, (media) => {
    const from = indexOfKey(media, key);
    return from < 0 ? media : moved(media, from, to);
  });

export const comingMedia = ({ parts }: Content): DraftMedia[] => parts.flatMap(({ media }) => media.filter(({ isComing }) => isComing));
