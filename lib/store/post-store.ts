/** Posts: what the user wrote. */
import * as z from 'zod/mini';
import type { Database, Write } from '../core/ports.ts';
import { changedMeanwhile, type Post, postSchema } from '../core/post.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

export const postStore = (db: Database) => ({
  get: async (userId: string, postId: string): Promise<Post | undefined> =>
    fromItem(postSchema, await db.get('main', keys.post(userId, postId))),

  /** Newest first. */
  page: async (userId: string, limit: number, after?: string): Promise<{ posts: Post[]; next?: string }> => {
    const from = after === undefined ? {} : { after };
    const { items, next } = await db.query({ table: 'main', pk: keys.post(userId, '').pk, limit, descending: true, ...from });
    const posts = items.map((item) => z.parse(postSchema, item));
    return next === undefined ? { posts } : { posts, next };
  },

  create: (post: Post): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('post', keys.post(post.userId, post.id), post),
    condition: { absent: true },
  }),

  replace: (post: Post): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('post', keys.post(post.userId, post.id), post),
    condition: { equals: { rev: post.rev - 1 } },
    onConflict: changedMeanwhile(),
  }),

  remove: (post: Post): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.post(post.userId, post.id),
    condition: { equals: { rev: post.rev } },
    onConflict: changedMeanwhile(),
  }),

  /** The stored content is still this one, byte for byte. */
  checkHash: (userId: string, postId: string, hash: string, onConflict: Error): Write => ({
    op: 'check',
    table: 'main',
    key: keys.post(userId, postId),
    condition: { equals: { hash } },
    onConflict,
  }),
});
export type PostStore = ReturnType<typeof postStore>;
