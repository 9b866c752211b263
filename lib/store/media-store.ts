/** Uploads: what was announced, what the check found, and what has to be removed. */
import * as z from 'zod/mini';
import { type Media, mediaSchema, removedLifeMs } from '../core/media.ts';
import type { Database, Write } from '../core/ports.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

/** The database may erase a row that nobody came back to; a `ready` one never, because its file would stay behind. */
function timing({ state, expiresAt, lookAt, userId, id }: Media) {
  const graceMs = state === 'deleted' ? 0 : removedLifeMs;
  const due = lookAt === undefined ? {} : { due: dueKeys(new Date(lookAt), 'media', `${userId}#${id}`) };
  return state === 'ready' ? due : { ...due, lostAt: new Date(Date.parse(expiresAt) + graceMs) };
}
const itemOf = (media: Media) => toItem('media', keys.media(media.userId, media.id), media, timing(media));

export const mediaStore = (db: Database) => ({
  get: async (userId: string, mediaId: string): Promise<Media | undefined> =>
    fromItem(mediaSchema, await db.get('main', keys.media(userId, mediaId))),

  /** All of a user, page by page. */
  list: async (userId: string): Promise<Media[]> => {
    const all: Media[] = [];
    let after: string | undefined;
    do {
      const page = await db.query({ table: 'main', pk: keys.media(userId, '').pk, ...(after === undefined ? {} : { after }) });
      all.push(...page.items.map((item) => z.parse(mediaSchema, item)));
      after = page.next;
    } while (after !== undefined);
    return all;
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
