/** What the fake API remembers, moved by the same pure functions as the real engine. One person, everything in memory. */
import { createHash, randomBytes } from 'node:crypto';
import type { Approval } from '../../lib/core/approval.ts';
import type { Connection } from '../../lib/core/connection.ts';
import type { MediaItem } from '../../lib/core/content.ts';
import { contentHash } from '../../lib/core/content-hash.ts';
import type { Deletion } from '../../lib/core/deletion.ts';
import type { EndedBy } from '../../lib/core/ending.ts';
import { notFound } from '../../lib/core/errors.ts';
import type { Health } from '../../lib/core/health.ts';
import { type IdPrefix, ulid } from '../../lib/core/ids.ts';
import { comparable } from '../../lib/core/likeness.ts';
import { ready as checked, type Media, newMedia, refused } from '../../lib/core/media.ts';
import { inspectFile } from '../../lib/core/media-inspect/inspect-file.ts';
import { afterSend } from '../../lib/core/outcomes.ts';
import { type Post, type PostContent, partsOf } from '../../lib/core/post.ts';
import * as publication from '../../lib/core/publication.ts';
import * as moves from '../../lib/core/publication-moves.ts';
import { recentLifeMs } from '../../lib/core/recent-text.ts';
import type { Schedule } from '../../lib/core/schedule.ts';
import type { Session } from '../../lib/core/session.ts';
import type { Stop } from '../../lib/core/stop.ts';
import type { User } from '../../lib/core/user.ts';

type Publication = publication.Publication;
export type Outcome =
  | 'published'
  | 'changed'
  | 'removed'
  | 'failed'
  | 'stopped'
  | 'held'
  | 'refused_while_sending'
  | 'late'
  | 'operator_stop'
  | 'content_changed'
  | 'unknown'
  | 'stuck';
export type Link = { kind: 'sign-in' | 'invite' | 'delete'; url: string };

/** What happens on a look at a publication that is on its way; undefined: nothing more. */
type Script = (p: Publication, now: Date) => Publication | undefined;

const memo = { container: '17900000000000001' };
const begin = (p: Publication, now: Date) => moves.preparing(moves.claim(p, now, 60_000), now, memo, 1000);
const ready = (p: Publication, now: Date) => moves.prepared(moves.preparing(p, now, memo, 1000), now, memo, 0);
const send = (p: Publication, now: Date) => moves.sending(p, now, 60_000);
const sendPart = (p: Publication, now: Date) =>
  moves.published(send(ready(begin(p, now), now), now), now, `1800000000000000${7 + p.done.length}`);
const permalinksOf = ({ partCount }: Publication): string[] =>
  Array.from({ length: partCount }, (_, i) => `https://www.threads.com/@lea.bakes/post/DRk3example${i === 0 ? '' : i + 1}`);
/** One part per look; then the addresses, and what the platform shows. */
const publishing =
  (difference: publication.Difference | 'none'): Script =>
  (p, now) => {
    if (p.state === 'waiting') return sendPart(p, now);
    if (p.state !== 'published' || p.permalink !== undefined) return undefined;
    return moves.followedUp(p, now, { permalinks: permalinksOf(p), difference });
  };
const whenWaiting =
  (next: (p: Publication, now: Date) => Publication): Script =>
  (p, now) =>
    p.state === 'waiting' ? next(p, now) : undefined;

const scripts: Readonly<Record<Outcome, Script>> = {
  published: publishing('none'),
  changed: publishing('text'),
  removed: publishing('removed'),
  failed: whenWaiting((p, now) =>
    moves.failed(begin(p, now), now, {
      code: 'link_refused',
      provider: { code: 100, error_subcode: 4279047, fbtrace_id: 'AbCdEf' },
    }),
  ),
  /** The first part goes out, the next one does not. */
  stopped: whenWaiting((p, now) =>
    p.done.length === 0 ? sendPart(p, now) : moves.failed(begin(p, now), now, { code: 'media_download_failed' }),
  ),
  held: whenWaiting((p, now) => moves.held(begin(p, now), now, 'reconnect', { code: 'reconnect_needed', provider: { code: 190 } })),
  refused_while_sending: whenWaiting((p, now) =>
    afterSend(
      send(ready(begin(p, now), now), now),
      { kind: 'refused', failure: { code: 'reconnect_needed' }, again: false },
      { now, chance: 0 },
    ),
  ),
  late: whenWaiting((p, now) => moves.held(p, now, 'late', { code: 'late' })),
  operator_stop: whenWaiting((p, now) => moves.held(ready(begin(p, now), now), now, 'operator_stop')),
  content_changed: whenWaiting((p, now) => moves.held(ready(begin(p, now), now), now, 'content_changed')),
  unknown: whenWaiting((p, now) => moves.unknown(moves.checking(send(ready(begin(p, now), now), now), now, 1000), now)),
  stuck: whenWaiting(begin),
};

const noWords: Omit<PostContent, 'targets'> = { text: '', media: [], options: {}, replies: [] };
const told = (content: string | Partial<PostContent>): Partial<PostContent> => (typeof content === 'string' ? { text: content } : content);

export function fakeWorld(publicOrigin: () => string) {
  let ids = 0;
  /** Ids of one millisecond stand in the order they were made in: lists sort by them. */
  const newId = (prefix: IdPrefix, at = new Date()): string => {
    const random = randomBytes(16);
    random.writeUInt32BE(ids++);
    return `${prefix}_${ulid(at, random)}`;
  };
  const secret = (): string => randomBytes(32).toString('base64url');
  const user: User = { id: newId('usr'), address: 'lea@example.org', epoch: 1, createdAt: '2026-11-02T08:00:00.000Z' };
  const sessions = new Map<string, Session>();
  const links = new Map<string, { browser: string }>();
  const invites = new Set<string>();
  const connections: Connection[] = [];
  const health = new Map<string, Health>();
  const posts = new Map<string, Post>();
  const publications = new Map<string, { publication: Publication; script: Script }>();
  const uploads = new Map<string, { media: Media; bytes: Buffer | undefined }>();
  const approvals: Approval[] = [];
  const mailbox: Link[] = [];
  const providerOf = (connectionId: string) => connections.find(({ id }) => id === connectionId)?.provider ?? 'threads';
  const deletionLinks = new Set<string>();
  const world = {
    user,
    sessions,
    links,
    invites,
    connections,
    health,
    posts,
    uploads,
    approvals,
    mailbox,
    /** The operator's switch. */
    stop: undefined as Stop | undefined,
    /** Which platforms there are. */
    providers: [{ name: 'threads', label: 'Threads' }],
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
    /** Deletions that were asked for, by their code. */
    deletions: new Map<string, Deletion>(),
    mailDeletion: () => {
      const token = secret();
      deletionLinks.add(token);
      mailbox.push({ kind: 'delete', url: `${publicOrigin()}/delete#${token}` });
    },
    deletionLinks,
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
    /** How long a worker is still at a call when somebody disconnects. */
    busyMs: 0,
    /** @throws {AppError} `connection_not_found` */
    leave: (id: string): { state: 'done' | 'disconnecting'; endsAt?: string } => {
      const at = connections.findIndex((one) => one.id === id);
      const present = connections[at];
      if (!present) throw notFound('connection');
      if (world.busyMs === 0) {
        connections.splice(at, 1);
        return { state: 'done' };
      }
      const dueAt = present.dueAt ?? new Date(Date.now() + world.busyMs).toISOString();
      connections[at] = { ...present, state: 'disconnecting', stoppedBy: 'disconnected', busyUntil: dueAt, dueAt };
      return { state: 'disconnecting', endsAt: dueAt };
    },
    /** What the eraser does meanwhile. */
    finishLeaving: () => {
      const isOver = ({ dueAt }: Connection): boolean => dueAt !== undefined && Date.now() >= Date.parse(dueAt);
      for (const over of connections.filter(isOver)) connections.splice(connections.indexOf(over), 1);
    },
    write: (
      content: string | Partial<PostContent>,
      targets: readonly string[] = connections.map(({ id }) => id),
      at = new Date(),
    ): Post => {
      const whole: PostContent = { ...noWords, ...told(content), targets: [...targets].sort() };
      const times = { createdAt: at.toISOString(), updatedAt: at.toISOString() };
      const post: Post = { id: newId('post', at), userId: user.id, ifUnclear: 'ask', ...whole, hash: contentHash(whole), rev: 1, ...times };
      posts.set(post.id, post);
      return post;
    },
    /** Another content voids the approval, as the real one does. `schedule` null takes the time off. */
    edit: (post: Post, { schedule, ...change }: Partial<Omit<PostContent, 'schedule'>> & { schedule?: Schedule | null }): Post => {
      const { schedule: before, ...unscheduled } = post;
      const time = schedule === undefined ? before : schedule;
      const next: Post = { ...unscheduled, ...change, ...(time ? { schedule: time } : {}) };
      const stored = { ...next, hash: contentHash(next), rev: post.rev + 1, updatedAt: new Date().toISOString() };
      posts.set(post.id, stored);
      if (stored.hash !== post.hash) world.cancel((p) => p.postId === post.id, 'edited');
      return stored;
    },
    /** The bytes of an upload have arrived: they are checked by the real check. */
    receive: async (id: string, bytes: Buffer): Promise<void> => {
      const found = uploads.get(id);
      if (!found) return;
      const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
      const verdict = await inspectFile({ sizeBytes: bytes.length, read }, found.media.contentType);
      const now = new Date();
      const media = verdict.kind === 'fit' ? checked(found.media, verdict.facts, now) : refused(found.media, verdict.code, now);
      uploads.set(id, { media, bytes });
    },
    /** A checked image, without the way there. */
    upload: async (bytes: Buffer, alt = ''): Promise<MediaItem> => {
      const declared = { id: newId('med'), userId: user.id, contentType: 'image/png' as const, sizeBytes: bytes.length };
      const media = newMedia({ ...declared, sha256: createHash('sha256').update(bytes).digest('hex') }, secret(), new Date());
      uploads.set(media.id, { media, bytes });
      await world.receive(media.id, bytes);
      return { kind: 'image', mediaId: media.id, sha256: media.sha256, path: media.objectKey, alt };
    },
    /** Is there a connection at which an approval would still do something? */
    isApprovable: (post: Post): boolean =>
      post.targets.some((target) => {
        const present = publications.get(post.id + target)?.publication;
        return present === undefined || publication.isReplaceable(present);
      }),
    approve: (post: Post, publishAt = post.schedule?.at): Approval => {
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
        const partCount = partsOf(post).length;
        const input = { ...bound, id: newId('pub'), connectionId, provider: providerOf(connectionId), approvalId: approval.id };
        const time = { publishAt, ifLate: post.schedule?.ifLate ?? 'ask', isRepeatMeant: false } as const;
        const fresh = moves.newPublication({ ...input, ...time, userEpoch: 1, connectionEpoch: 1, partCount }, approvedAt, present);
        publications.set(key, { publication: fresh, script: scripts[world.outcome] });
      }
      return approval;
    },
    /** One step of everything of this post that is on its way. */
    advance: (postId: string) => {
      for (const entry of publications.values()) {
        const { postId: id, state, publishAt } = entry.publication;
        const isAhead = state === 'waiting' && publishAt !== undefined && new Date() < new Date(publishAt);
        if (id !== postId || isAhead) continue;
        entry.publication = entry.script(entry.publication, new Date()) ?? entry.publication;
      }
    },
    /** Its publish call was made so much earlier. */
    age: (postId: string, ms: number) => {
      const back = (iso: string) => new Date(Date.parse(iso) - ms).toISOString();
      for (const entry of publications.values()) {
        const { publication: p } = entry;
        if (p.postId !== postId) continue;
        const steps = p.steps.map(({ at, what }) => ({ at: back(at), what }));
        entry.publication = { ...p, steps, ...(p.sentAt === undefined ? {} : { sentAt: back(p.sentAt) }) };
      }
    },
    keep: (p: Publication) => {
      const entry = publications.get(p.postId + p.connectionId);
      if (entry) entry.publication = p;
    },
    /** Another post with the same words that was approved for this connection within a day, and is out or may be. */
    alike: (post: Post, connectionId: string): Publication | undefined => {
      const likeness = comparable(post);
      const isAlike = ({ postId }: Publication) => comparable(posts.get(postId) ?? noWords) === likeness;
      const since = Date.now() - recentLifeMs;
      return [...publications.values()]
        .map((entry) => entry.publication)
        .filter((p) => p.connectionId === connectionId && p.postId !== post.id && !publication.isReplaceable(p))
        .find((p) => likeness !== '' && isAlike(p) && Date.parse(p.createdAt) > since);
    },
    /** @returns how many were canceled. */
    cancel: (isMeant: (p: Publication) => boolean, by: EndedBy): number => {
      let count = 0;
      for (const entry of publications.values()) {
        if (!isMeant(entry.publication) || !publication.isCancelable(entry.publication)) continue;
        entry.publication = moves.canceled(entry.publication, new Date(), by);
        count += 1;
      }
      return count;
    },
  };
  return world;
}

export type FakeWorld = ReturnType<typeof fakeWorld>;
