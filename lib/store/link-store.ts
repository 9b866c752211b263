/** Invites, sign-in links and deletion links: one use each, stored under the hash of their token only, and found by whom they are for. */
import { type DeletionLink, deletionLinkNotValid, deletionLinkSchema } from '../core/deletion.ts';
import type { Database, Write } from '../core/ports.ts';
import { type Invite, inviteNotValid, inviteSchema, linkNotValid, linkSchema, type SignInLink } from '../core/user.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';
import { createPending, removePending } from './pending.ts';

export const linkStore = (db: Database) => ({
  getInvite: async (tokenHash: string): Promise<Invite | undefined> => fromItem(inviteSchema, await db.get('main', keys.invite(tokenHash))),
  getLink: async (tokenHash: string): Promise<SignInLink | undefined> => fromItem(linkSchema, await db.get('main', keys.link(tokenHash))),
  getDeletionLink: async (tokenHash: string): Promise<DeletionLink | undefined> =>
    fromItem(deletionLinkSchema, await db.get('main', keys.deletionLink(tokenHash))),

  createInvite: (invite: Invite, tokenHash: string): Write[] => {
    const expiresAt = new Date(invite.expiresAt);
    return createPending({ owner: invite.emailHash, expiresAt, item: toItem('invite', keys.invite(tokenHash), invite, { expiresAt }) });
  },
  createLink: (link: SignInLink, tokenHash: string): Write[] => {
    const expiresAt = new Date(link.expiresAt);
    return createPending({ owner: link.userId, expiresAt, item: toItem('link', keys.link(tokenHash), link, { expiresAt }) });
  },
  createDeletionLink: (link: DeletionLink, tokenHash: string): Write[] => {
    const expiresAt = new Date(link.expiresAt);
    return createPending({
      owner: link.userId,
      expiresAt,
      item: toItem('deletion_link', keys.deletionLink(tokenHash), link, { expiresAt }),
    });
  },

  /** Consumes it; of two redemptions at once one fails. */
  consumeInvite: (invite: Invite, tokenHash: string): Write[] =>
    removePending({
      owner: invite.emailHash,
      key: keys.invite(tokenHash),
      condition: { equals: { expiresAt: invite.expiresAt } },
      onConflict: inviteNotValid(),
    }),
  consumeLink: (link: SignInLink, tokenHash: string): Write[] =>
    removePending({
      owner: link.userId,
      key: keys.link(tokenHash),
      condition: { equals: { userId: link.userId } },
      onConflict: linkNotValid(),
    }),
  consumeDeletionLink: (link: DeletionLink, tokenHash: string): Write[] =>
    removePending({
      owner: link.userId,
      key: keys.deletionLink(tokenHash),
      condition: { equals: { userId: link.userId, userEpoch: link.userEpoch } },
      onConflict: deletionLinkNotValid(),
    }),
});
export type LinkStore = ReturnType<typeof linkStore>;
