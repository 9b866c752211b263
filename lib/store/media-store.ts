/** Uploads: what was announced, what the check found, and what has to be removed. */
import * as z from 'zod/mini';
import { type Media, mediaSchema, removedLifeMs } from '../core/media.ts';
import type { Database, Write } from '../core/ports.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys, ttlOf } from './keys.ts';

/** A row that nobody came back to goes by itself; a `ready` one never, because its file would stay behind. */
const ttl = ({ state, expiresAt }: Media): { ttl?: number } => {
  const graceMs = state === 'deleted' ? 0 : removedLifeMs;
  return state === 'ready' ? {} : { ttl: ttlOf(new Date(Date.parse(expiresAt) + graceMs)) };
};
const itemOf = (media: Media) => {
  const due = media.lookAt === undefined ? {} : dueKeys(new Date(media.lookAt), 'media', `${media.userId}#${media.id}`);
  return toItem('media', keys.media(media.userId, media.id), media, { ...ttl(media), ...due });
};

export const mediaStore = (db: Database) => ({
  get: async (userId: string, mediaId: string): Promise<Media | undefined> =>
    fromItem(mediaSchema, await db.get('main', keys.media(userId, mediaId))),

  list: async (userId: string): Promise<Media[]> => {
    const { items } = await db.query({ table: 'main', pk: keys.media(userId, '').pk });
    return items.map((item) => z.parse(mediaSchema, item));
  },

  create: (media: Media): Write => ({ op: 'put', table: 'main', item: itemOf(media), condition: { absent: true } }),

  replace: (media: Media): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(media),
    condition: { equals: { rev: media.rev - 1 } },
  }),

  /** Nothing is left of it. */
  forget: (media: Media): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.media(media.userId, media.id),
    condition: { equals: { rev: media.rev } },
  }),

  /** The file is checked, public, and these very bytes. */
  checkReady: ({ userId, id, sha256 }: Pick<Media, 'userId' | 'id' | 'sha256'>, onConflict: Error): Write => ({
    op: 'check',
    table: 'main',
    key: keys.media(userId, id),
    condition: { equals: { state: 'ready', sha256 } },
    onConflict,
  }),
});
export type MediaStore = ReturnType<typeof mediaStore>;
