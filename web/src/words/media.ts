/** Images and videos in words. */
import type { MediaItemView } from '../../../lib/core/api.ts';
import type { MediaKind } from '../../../lib/core/content.ts';

const nouns = { image: 'image', video: 'video' } as const satisfies Record<MediaKind, string>;
const plurals = { image: 'images', video: 'videos' } as const satisfies Record<MediaKind, string>;

export const mediaNoun = (kind: MediaKind): string => nouns[kind];

const counted = (kind: MediaKind, media: readonly Pick<MediaItemView, 'kind'>[]): string[] => {
  const count = media.filter((item) => item.kind === kind).length;
  return count === 0 ? [] : [`${count} ${count === 1 ? nouns[kind] : plurals[kind]}`];
};

/** "2 images and 1 video"; empty for none. */
export const mediaWords = (media: readonly Pick<MediaItemView, 'kind'>[]): string =>
  [...counted('image', media), ...counted('video', media)].join(' and ');
