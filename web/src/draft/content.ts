/** What is being written, in the words of the API: a stored post becomes it, it becomes a request, and the rules can judge it. */
import type { MediaItemView, OptionsView, PartInput, PartView, PostView } from '../../../lib/core/api.ts';
import { canonicalJson } from '../../../lib/core/canonical-json.ts';
import type { MediaItem, Part } from '../../../lib/core/content.ts';
import { optionsOf } from '../../../lib/core/part-api.ts';
import type { UnclearPolicy } from '../../../lib/core/schedule.ts';
import type { PostBody } from '../api/calls.ts';
import { chosenAs, type DraftTime, isSameTime, isUsable } from './time.ts';

/**
 * `key` stays while an item is moved or its upload ends, so that the cursor stays too.
 * `isComing`: its file is still on its way; the server hears of it once it is there.
 */
export type DraftMedia = MediaItemView & { key: string; isComing: boolean };
export type DraftPart = { key: string; text: string; media: readonly DraftMedia[]; options: OptionsView };
/** At least one part, in the order in which they go out. `schedule` null: as soon as it is approved. */
export type Content = {
  parts: readonly DraftPart[];
  targets: readonly string[];
  schedule: DraftTime | null;
  /** What happens if the platform gives no clear answer and the post cannot be found. */
  ifUnclear: UnclearPolicy;
};

let made = 0;
export function newKey(): string {
  made += 1;
  return `k${made}`;
}

export const newPart = (text = ''): DraftPart => ({ key: newKey(), text, media: [], options: {} });
const draftPart = ({ text, media, options }: PartView): DraftPart => ({
  key: newKey(),
  text,
  media: media.map((item) => ({ ...item, key: newKey(), isComing: false })),
  options,
});

/** The parts of a stored post in the order in which they go out. */
export const partsOf = ({ text, media, options, replies }: PostView): [PartView, ...PartView[]] => [{ text, media, options }, ...replies];

export const contentOf = (post: PostView | undefined): Content => ({
  parts: post ? partsOf(post).map(draftPart) : [newPart()],
  targets: post?.targets ?? [],
  schedule: post?.schedule ? chosenAs(post.schedule) : null,
  ifUnclear: post?.if_unclear ?? 'ask',
});

const itemInput = ({ kind, media_id, url, alt }: DraftMedia): NonNullable<PartInput['media']>[number] =>
  media_id === null ? { url, kind, alt } : { media_id, alt };
const partInput = ({ text, media, options }: DraftPart): Required<PartInput> => ({
  text,
  media: media.filter(({ isComing }) => !isComing).map(itemInput),
  options,
});

/** What the server shall have; files that are still on their way, and a time that cannot be used (yet), are left out. */
export function bodyOf({ parts, targets, schedule, ifUnclear }: Content, now: Date): PostBody {
  const [first = newPart(), ...replies] = parts;
  const time = isUsable(schedule, now) ? schedule : null;
  return { ...partInput(first), replies: replies.map(partInput), schedule: time, if_unclear: ifUnclear, targets: [...targets].sort() };
}

const isSame = (a: unknown, b: unknown): boolean => canonicalJson({ of: a }) === canonicalJson({ of: b });

/** Only what differs: an unchanged target that was disconnected meanwhile must not stop the text from being saved. */
export function changesBetween(before: Content, after: Content, now: Date): Partial<PostBody> {
  const was = bodyOf(before, now);
  const is = bodyOf(after, now);
  const isTimeKept = isSameTime(before.schedule, after.schedule) || !isUsable(after.schedule, now);
  return {
    ...(was.text === is.text ? {} : { text: is.text }),
    ...(isSame(was.media, is.media) ? {} : { media: is.media }),
    ...(isSame(was.options, is.options) ? {} : { options: is.options }),
    ...(isSame(was.replies, is.replies) ? {} : { replies: is.replies }),
    ...(isTimeKept ? {} : { schedule: is.schedule }),
    ...(was.if_unclear === is.if_unclear ? {} : { if_unclear: is.if_unclear }),
    ...(isSame(was.targets, is.targets) ? {} : { targets: is.targets }),
  };
}

/** The server would have the same of both. */
export const isSameContent = (before: Content, after: Content, now: Date): boolean =>
  Object.keys(changesBetween(before, after, now)).length === 0;

const isEmptyPart = ({ text, media, options }: DraftPart): boolean =>
  text.trim() === '' && media.every(({ isComing }) => isComing) && Object.keys(options).length === 0;
/** Nothing is there that could be stored. */
export const isEmpty = ({ parts }: Content): boolean => parts.every(isEmptyPart);

/** No rule looks at hash and path. */
const uploadedItem = (kind: MediaItem['kind'], mediaId: string, alt: string): MediaItem => ({ kind, mediaId, alt, sha256: '', path: '' });

function ruleItem(item: MediaItemView | DraftMedia): MediaItem {
  const { kind, media_id, url, alt } = item;
  if ('isComing' in item && item.isComing) return uploadedItem(kind, item.key, alt);
  return media_id === null ? { kind, url, alt } : uploadedItem(kind, media_id, alt);
}

/** A part as the rules of lib/core read it. A file on its way is known to them by its key. */
export const rulePart = ({ text, media, options }: PartView | DraftPart): Part => ({
  text,
  media: media.map(ruleItem),
  options: optionsOf(options),
});
