/** Sessions, stored under the hash of their cookie, and the list of them that a user can see and end. */
import * as z from 'zod/mini';
import type { Database, Write } from '../core/ports.ts';
import { absoluteLifeMs, notSignedIn, type OpenSession, type Session, sessionSchema } from '../core/session.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

const lifeOf = ({ createdAt }: Session) => ({ expiresAt: new Date(Date.parse(createdAt) + absoluteLifeMs) });

const listedSchema = z.extend(sessionSchema, { tokenHash: z.string() });

export const sessionStore = (db: Database) => ({
  get: async (tokenHash: string): Promise<OpenSession | undefined> => {
    const session = fromItem(sessionSchema, await db.get('main', keys.session(tokenHash)));
    return session && { ...session, tokenHash };
  },

  list: async (userId: string): Promise<OpenSession[]> => {
    const { items } = await db.query({ table: 'main', pk: keys.sessionOfUser(userId, '').pk });
    return items.map((item) => z.parse(listedSchema, item));
  },

  create: (session: Session, tokenHash: string): Write[] => {
    const life = lifeOf(session);
    const listed = { ...session, tokenHash };
    return [
      { op: 'put', table: 'main', item: toItem('session', keys.session(tokenHash), session, life), condition: { absent: true } },
      { op: 'put', table: 'main', item: toItem('session_of_user', keys.sessionOfUser(session.userId, session.id), listed, life) },
    ];
  },

  /** Notes that the browser was here. A session that was ended meanwhile stays ended. */
  touch: ({ tokenHash, ...session }: OpenSession): Write[] => {
    const life = lifeOf(session);
    const condition = { equals: { id: session.id } };
    const listed = toItem('session_of_user', keys.sessionOfUser(session.userId, session.id), { ...session, tokenHash }, life);
    return [
      {
        op: 'put',
        table: 'main',
        item: toItem('session', keys.session(tokenHash), session, life),
        condition,
        onConflict: notSignedIn(),
      },
      { op: 'put', table: 'main', item: listed, condition, onConflict: notSignedIn() },
    ];
  },

  end: (session: OpenSession): Write[] => [
    { op: 'delete', table: 'main', key: keys.session(session.tokenHash) },
    { op: 'delete', table: 'main', key: keys.sessionOfUser(session.userId, session.id) },
  ],
});
export type SessionStore = ReturnType<typeof sessionStore>;
