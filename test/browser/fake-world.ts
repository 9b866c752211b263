/** What the fake API remembers, moved by the same pure functions as the real engine. One person, everything in memory. */
import { randomBytes } from 'node:crypto';
import type { Approval } from '../../lib/core/approval.ts';
import type { Connection } from '../../lib/core/connection.ts';
import { contentHash } from '../../lib/core/content-hash.ts';
import type { Health } from '../../lib/core/health.ts';
import { type IdPrefix, ulid } from '../../lib/core/ids.ts';
import type { Post } from '../../lib/core/post.ts';
import * as publication from '../../lib/core/publication.ts';
import * as moves from '../../lib/core/publication-moves.ts';
import type { Session } from '../../lib/core/session.ts';
import type { User } from '../../lib/core/user.ts';

type Publication = publication.Publication;
export type Outcome = 'published' | 'failed' | 'held' | 'unknown' | 'stuck';
export type Link = { kind: 'sign-in' | 'invite'; url: string };

/** What happens on each look at a post that is on its way. */
type Script = readonly ((p: Publication, now: Date) => Publication)[];

const memo = { container: '17900000000000001' };
const begin = (p: Publication, now: Date) => moves.preparing(moves.claim(p, now, 60_000), now, memo, 1000);
const ready = (p: Publication, now: Date) => moves.prepared(moves.preparing(p, now, memo, 1000), now, memo, 0);
const send = (p: Publication, now: Date) => moves.sending(p, now, 60_000);
const scripts: Readonly<Record<Outcome, Script>> = {
  published: [
    (p, now) => moves.published(send(ready(begin(p, now), now), now), now, '18000000000000007'),
    (p, now) => moves.followedUp(p, now, { permalinks: ['https://www.threads.com/@lea.bakes/post/DRk3example'] }),
  ],
  failed: [
    (p, now) =>
      moves.failed(begin(p, now), now, {
        code: 'link_refused',
        provider: { code: 100, error_subcode: 4279047, fbtrace_id: 'AbCdEf' },
      }),
  ],
  held: [(p, now) => moves.held(begin(p, now), now, 'reconnect', { code: 'reconnect_needed', provider: { code: 190 } })],
  unknown: [(p, now) => moves.unknown(moves.checking(send(ready(begin(p, now), now), now), now, 1000), now)],
  stuck: [begin],
};

export function fakeWorld(publicOrigin: () => string) {
  const newId = (prefix: IdPrefix, at = new Date()): string => `${prefix}_${ulid(at, randomBytes(16))}`;
  const secret = (): string => randomBytes(32).toString('base64url');
  const user: User = { id: newId('usr'), address: 'lea@example.org', epoch: 1, createdAt: '2026-11-02T08:00:00.000Z' };
  const sessions = new Map<string, Session>();
  const links = new Map<string, { browser: string }>();
  const invites = new Set<string>();
  const connections: Connection[] = [];
  const health = new Map<string, Health>();
  const posts = new Map<string, Post>();
  const publications = new Map<string, { publication: Publication; script: Script; looks: number }>();
  const approvals: Approval[] = [];
  const mailbox: Link[] = [];
  const world = {
    user,
    sessions,
    links,
    invites,
    connections,
    health,
    posts,
    approvals,
    mailbox,
    /** How the next approved post will fare. */
    outcome: 'published' as Outcome,
    newId,
    secret,
    publicationsOf: (postId: string): Publication[] =>
      [...publications.values()].map((entry) => entry.publication).filter((p) => p.postId === postId),
    mailLink: (browser: string) => {
      const token = secret();
      links.set(token, { browser });
      mailbox.push({ kind: 'sign-in', url: `${publicOrigin()}/sign-in#${token}` });
    },
    mailInvite: () => {
      const token = secret();
      invites.add(token);
      mailbox.push({ kind: 'invite', url: `${publicOrigin()}/invite#${token}` });
    },
    /** @returns the cookie value of a new session. */
    openSession: (userAgent: string): string => {
      const cookie = secret();
      const at = new Date().toISOString();
      const session: Session = { id: newId('ses'), userId: user.id, userEpoch: 1, createdAt: at, lastSeenAt: at, provenAt: at, userAgent };
      sessions.set(cookie, session);
      return cookie;
    },
    /** The last proof of presence is now eleven minutes old, everywhere. */
    expireProofs: () => {
      for (const session of sessions.values()) session.provenAt = new Date(Date.now() - 11 * 60_000).toISOString();
    },
    connect: (change: Partial<Connection> = {}): Connection => {
      const day = 86_400_000;
      const connection: Connection = {
        id: newId('con'),
        userId: user.id,
        provider: 'threads',
        remoteId: '9007199254740993',
        remoteHash: 'x',
        username: 'lea.bakes',
        name: 'Lea Hofmann',
        pictureUrl: 'https://pictures.example/lea.jpg',
        biography: 'Bread, mostly rye.\nOpen from eight.',
        scopes: ['threads_basic', 'threads_content_publish'],
        state: 'active',
        epoch: 1,
        keyVersion: 1,
        tokenExpiresAt: new Date(Date.now() + 59.5 * day).toISOString(),
        connectedAt: new Date().toISOString(),
        rev: 1,
        ...change,
      };
      connections.push(connection);
      return connection;
    },
    write: (text: string, targets: readonly string[] = connections.map(({ id }) => id), at = new Date()): Post => {
      const content = { text, media: [], options: {}, replies: [], targets: [...targets].sort() };
      const times = { createdAt: at.toISOString(), updatedAt: at.toISOString() };
      const post: Post = { id: newId('post', at), userId: user.id, ...content, hash: contentHash(content), rev: 1, ...times };
      posts.set(post.id, post);
      return post;
    },
    edit: (post: Post, change: { text?: string | undefined; targets?: string[] | undefined }): Post => {
      const next: Post = { ...post, text: change.text ?? post.text, targets: [...(change.targets ?? post.targets)].sort() };
      const stored = { ...next, hash: contentHash(next), rev: post.rev + 1, updatedAt: new Date().toISOString() };
      posts.set(post.id, stored);
      return stored;
    },
    approve: (post: Post): Approval => {
      const approvedAt = new Date();
      const at = approvedAt.toISOString();
      const bound = { userId: user.id, postId: post.id, hash: post.hash };
      const approval: Approval = {
        id: newId('apr'),
        ...bound,
        approvedAt: at,
        sessionId: newId('ses'),
        proof: 'mailed_link',
        provenAt: at,
      };
      approvals.unshift(approval);
      for (const connectionId of post.targets) {
        const key = post.id + connectionId;
        const present = publications.get(key)?.publication;
        if (present && !publication.isReplaceable(present)) continue;
        const input = { ...bound, id: newId('pub'), connectionId, provider: 'threads' as const, approvalId: approval.id };
        const fresh = moves.newPublication(
          { ...input, userEpoch: 1, connectionEpoch: 1, partCount: 1, publishAt: undefined, ifLate: 'ask', isRepeatMeant: false },
          approvedAt,
          present,
        );
        publications.set(key, { publication: fresh, script: scripts[world.outcome], looks: 0 });
      }
      return approval;
    },
    /** One step of everything of this post that is on its way. */
    advance: (postId: string) => {
      for (const entry of publications.values()) {
        const step = entry.publication.postId === postId ? entry.script[entry.looks] : undefined;
        if (!step || entry.publication.state === 'canceled') continue;
        entry.publication = step(entry.publication, new Date());
        entry.looks += 1;
      }
    },
    /** @returns how many were canceled. */
    cancel: (isMeant: (p: Publication) => boolean): number => {
      let count = 0;
      for (const entry of publications.values()) {
        if (!isMeant(entry.publication) || !publication.isCancelable(entry.publication)) continue;
        entry.publication = moves.canceled(entry.publication, new Date());
        count += 1;
      }
      return count;
    },
  };
  return world;
}

export type FakeWorld = ReturnType<typeof fakeWorld>;
