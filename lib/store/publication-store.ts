/** Publications: engine state, in the `due` index until nothing more happens by itself. */
import * as z from 'zod/mini';
import type { Database, Write } from '../core/ports.ts';
import { type Publication, publicationMoved, publicationSchema } from '../core/publication.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

/** What most rows say is left out, and put back by the schema: a row of one kilobyte costs half as much to write as a larger one. */
const usual = new Map<string, unknown>(
  Object.entries({
    partCount: 1,
    ifLate: 'ask',
    isRepeatMeant: false,
    polls: 0,
    preparations: 0,
    sends: 0,
    notYets: 0,
    setbacks: 0,
    isUnclear: false,
    isSentAgain: false,
    ifUnclear: 'ask',
  } satisfies Partial<Publication>),
);
const isUnusual = ([name, value]: [string, unknown]): boolean => !usual.has(name) || usual.get(name) !== value;

const itemOf = ({ done, earlier, ...p }: Publication) => {
  const key = keys.publication(p.userId, p.postId, p.connectionId);
  const due = p.dueAt === undefined ? {} : { due: dueKeys(new Date(p.dueAt), 'publication', `${p.userId}#${key.sk}`) };
  const kept = Object.fromEntries(Object.entries(p).filter(isUnusual));
  return toItem('publication', key, { ...kept, ...(done.length === 0 ? {} : { done }), ...(earlier.length === 0 ? {} : { earlier }) }, due);
};

export const publicationStore = (db: Database) => ({
  get: async (userId: string, postId: string, connectionId: string): Promise<Publication | undefined> =>
    fromItem(publicationSchema, await db.get('main', keys.publication(userId, postId, connectionId))),

  ofPost: async (userId: string, postId: string): Promise<Publication[]> => {
    const { pk } = keys.publication(userId, postId, '');
    const { items } = await db.query({ table: 'main', pk, skPrefix: `${postId}#` });
    return items.map((item) => z.parse(publicationSchema, item));
  },

  /** All publications of a user, page by page. */
  ofUser: async (userId: string): Promise<Publication[]> => {
    const { pk } = keys.publication(userId, '', '');
    const all: Publication[] = [];
    let after: string | undefined;
    do {
      const page = await db.query({ table: 'main', pk, ...(after === undefined ? {} : { after }) });
      all.push(...page.items.map((item) => z.parse(publicationSchema, item)));
      after = page.next;
    } while (after !== undefined);
    return all;
  },

  create: (p: Publication): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(p),
    condition: { absent: true },
    onConflict: publicationMoved(),
  }),

  replace: (p: Publication): Write => ({
    op: 'put',
    table: 'main',
    item: itemOf(p),
    condition: { equals: { rev: p.rev - 1 } },
    onConflict: publicationMoved(),
  }),

  /** Nobody has approved this post for this connection. */
  checkAbsent: (input: Pick<Publication, 'userId' | 'postId' | 'connectionId'>, onConflict: Error): Write => ({
    op: 'check',
    table: 'main',
    key: keys.publication(input.userId, input.postId, input.connectionId),
    condition: { absent: true },
    onConflict,
  }),

  /** It is still as it was read. */
  checkSame: (p: Publication): Write => ({
    op: 'check',
    table: 'main',
    key: keys.publication(p.userId, p.postId, p.connectionId),
    condition: { equals: { rev: p.rev } },
    onConflict: publicationMoved(),
  }),
});
export type PublicationStore = ReturnType<typeof publicationStore>;
