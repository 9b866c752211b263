/** Entities as the outside sees them: closed lists of fields, snake_case. What is not named here never leaves. */

import type {
  ApprovalView,
  ConnectionView,
  FailureView,
  ListView,
  MeView,
  PostView,
  PublicationView,
  SessionView,
} from '../lib/core/api.ts';
import type { Approval } from '../lib/core/approval.ts';
import { type Connection, endsAt } from '../lib/core/connection.ts';
import { explain } from '../lib/core/failures.ts';
import { type Health, healthView } from '../lib/core/health.ts';
import { partView, scheduleView } from '../lib/core/part-api.ts';
import type { Post } from '../lib/core/post.ts';
import { isLocked, postStatus } from '../lib/core/post-status.ts';
import { mayPublish } from '../lib/core/provider.ts';
import { isOutcomeOpen, type Publication } from '../lib/core/publication.ts';
import { proofEndsAt, type Session, sessionEndsAt } from '../lib/core/session.ts';
import type { Stop } from '../lib/core/stop.ts';
import type { User } from '../lib/core/user.ts';

export const listView = <T>(data: T[], next?: string): ListView<T> => ({
  object: 'list',
  data,
  has_more: next !== undefined,
  next_cursor: next ?? null,
});

export const meView = (user: User, session: Session, stop: Stop | undefined): MeView => ({
  object: 'user',
  id: user.id,
  address: user.address,
  created_at: user.createdAt,
  publishing_stopped: stop ? { since: stop.since, reason: stop.reason } : null,
  session: { id: session.id, expires_at: sessionEndsAt(session).toISOString(), proof_expires_at: proofEndsAt(session).toISOString() },
});

export const sessionView = (session: Session, currentId: string): SessionView => ({
  object: 'session',
  id: session.id,
  created_at: session.createdAt,
  last_seen_at: session.lastSeenAt,
  user_agent: session.userAgent,
  is_current: session.id === currentId,
});

export const connectionView = (c: Connection, health: Health, now: Date): ConnectionView => ({
  object: 'connection',
  id: c.id,
  provider: c.provider,
  username: c.username,
  name: c.name,
  picture_url: c.pictureUrl,
  biography: c.biography,
  scopes: [...c.scopes],
  can_publish: c.state === 'active' && mayPublish(c.provider, c.scopes),
  connected_at: c.connectedAt,
  token_expires_at: c.tokenExpiresAt,
  state: c.state,
  stopped_by: c.stoppedBy ?? null,
  ends_at: endsAt(c)?.toISOString() ?? null,
  health: healthView(c, health, now),
});

function failureView(failure: NonNullable<Publication['failure']>, p: Publication): FailureView {
  const { known, ...explanation } = explain(failure);
  const published = isOutcomeOpen(p) ? 'unknown' : explanation.published;
  return { code: failure.code, ...explanation, published, is_known: known, provider: { ...failure.provider } };
}

/** What is out so far: the parts before the present one, and that one if it is out. */
const publishedParts = (p: Publication): PublicationView['parts'] =>
  [...p.done, ...(p.publishedAt === undefined ? [] : [p])].map(({ remoteId, permalink, publishedAt }) => ({
    remote_id: remoteId ?? null,
    permalink: permalink ?? null,
    published_at: publishedAt ?? p.updatedAt,
  }));

const publicationView = (p: Publication): PublicationView => ({
  object: 'publication',
  id: p.id,
  connection_id: p.connectionId,
  state: p.state,
  publish_at: p.publishAt ?? null,
  hold_reason: p.holdReason ?? null,
  ended_by: p.endedBy ?? null,
  may_be_out: isOutcomeOpen(p),
  sent_at: p.sentAt ?? null,
  failure: p.failure ? failureView(p.failure, p) : null,
  remote_id: publishedParts(p)[0]?.remote_id ?? null,
  permalink: publishedParts(p)[0]?.permalink ?? null,
  published_at: publishedParts(p)[0]?.published_at ?? null,
  parts: publishedParts(p),
  part_count: p.partCount,
  difference: p.difference ?? null,
  twin: p.twin ? { part: p.twin.part, remote_id: p.twin.remoteId ?? null, permalink: p.twin.permalink ?? null } : null,
  looks_again_at: p.state === 'unknown' || p.state === 'failed' ? (p.dueAt ?? null) : null,
  updated_at: p.updatedAt,
  steps: p.steps.map(({ at, what, saw }) => ({ at, what, saw: saw ? { preparation: saw.preparation, list: saw.list } : null })),
});

const approvalView = (a: Approval): ApprovalView => ({ object: 'approval', id: a.id, hash: a.hash, approved_at: a.approvedAt });

type Around = { mediaOrigin: string; now: () => Date };

export function postView(
  post: Post,
  publications: readonly Publication[],
  approvals: readonly Approval[],
  { mediaOrigin, now }: Around,
): PostView {
  const approval = approvals.find(({ hash }) => hash === post.hash);
  return {
    object: 'post',
    id: post.id,
    ...partView(post, mediaOrigin),
    replies: post.replies.map((reply) => partView(reply, mediaOrigin)),
    schedule: post.schedule ? scheduleView(post.schedule) : null,
    if_unclear: post.ifUnclear,
    targets: [...post.targets],
    hash: post.hash,
    status: postStatus(post, publications, now()),
    approval: approval ? approvalView(approval) : null,
    publications: publications.map(publicationView),
    is_editable: !isLocked(publications),
    created_at: post.createdAt,
    updated_at: post.updatedAt,
  };
}
