/** Invites and sign-in links: one use each, stored under the hash of their token only. */
import type { Database, Write } from '../core/ports.ts';
import { type Invite, inviteNotValid, inviteSchema, linkNotValid, linkSchema, type SignInLink } from '../core/user.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

export const linkStore = (db: Database) => ({
  getInvite: async (tokenHash: string): Promise<Invite | undefined> => fromItem(inviteSchema, await db.get('main', keys.invite(tokenHash))),
  getLink: async (tokenHash: string): Promise<SignInLink | undefined> => fromItem(linkSchema, await db.get('main', keys.link(tokenHash))),

  createInvite: (invite: Invite, tokenHash: string): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('invite', keys.invite(tokenHash), invite, { expiresAt: new Date(invite.expiresAt) }),
    condition: { absent: true },
  }),
  createLink: (link: SignInLink, tokenHash: string): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('link', keys.link(tokenHash), link, { expiresAt: new Date(link.expiresAt) }),
    condition: { absent: true },
  }),

  /** Consumes it; of two redemptions at once one fails. */
  consumeInvite: (invite: Invite, tokenHash: string): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.invite(tokenHash),
    condition: { equals: { expiresAt: invite.expiresAt } },
    onConflict: inviteNotValid(),
  }),
  consumeLink: (link: SignInLink, tokenHash: string): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.link(tokenHash),
    condition: { equals: { userId: link.userId } },
    onConflict: linkNotValid(),
  }),
});
export type LinkStore = ReturnType<typeof linkStore>;
