/** Moves one publication by stored steps, one for each write at the platform, until it has to wait. */
import type { Connection } from '../core/connection.ts';
import { contentHash } from '../core/content-hash.ts';
import type { EndedBy } from '../core/ending.ts';
import { isAppError } from '../core/errors.ts';
import { isMendedByConnecting } from '../core/failures.ts';
import type { PublishMessage } from '../core/messages.ts';
import { isToTheMoment, maxPauseMs, nextStep, type Step } from '../core/next-step.ts';
import { afterFind, afterPrepare, askOwner, pauseUnlessOut } from '../core/outcomes.ts';
import type { Post } from '../core/post.ts';
import type { Prepared, Quota } from '../core/provider.ts';
import { isComplete, isInFlight, type Publication, wasSent } from '../core/publication.ts';
import {
  canceled,
  checking,
  claim,
  cooling,
  failed,
  followedUp,
  held,
  stillDenied,
  unknown,
  verifying,
} from '../core/publication-moves.ts';
import { claimRecheckMs, leaseWaitMs, stopRecheckMs, throttledMs } from '../core/reconcile.ts';
import { ask, followUp } from './follow-up-publication.ts';
import { type AdvanceDeps, chance, contentOf, contentsOf, holdOnReconnect, partsOrNothing, store, type Work } from './publish-work.ts';
import { send } from './send-publication.ts';
import { sendPublishMessage } from './send-publish-message.ts';
import { type OpenToken, withTokenOnDemand } from './with-token.ts';

/** What happened, for the log. */
export type Advanced = { outcome: 'none' | 'stale' | 'early' | 'busy' | 'moved'; state?: Publication['state'] };

/** The platform would refuse the publish call, so the post waits for room; without an answer publishing goes on. */
const outOfQuota = (quota: Quota | undefined): Prepared | undefined =>
  quota && quota.used >= quota.total ? { kind: 'unreachable', failure: { code: 'quota_reached' }, waitMs: throttledMs } : undefined;

/** For the person who looks at the connection. */
const noteQuota = (deps: AdvanceDeps, { userId, connectionId }: Publication, quota: Quota): Promise<void> =>
  deps.commit([deps.health.put(userId, connectionId, 'quota', { ...quota, readAt: deps.now().toISOString() })]);

async function prepare(deps: AdvanceDeps, { p, provider, contents }: Work, token: string, now: Date): Promise<Prepared> {
  const content = contentOf({ p, contents });
  const memo = p.memo === undefined ? {} : { memo: p.memo };
  const asked = provider.prepare(token, { content, polls: p.polls, now, ...memo });
  if (p.memo !== undefined) return asked;
  const [answer, quota] = await Promise.all([asked, provider.quota(token, content)]);
  if (quota) await noteQuota(deps, p, quota);
  return outOfQuota(quota) ?? answer;
}

/** Before a part of a chain is begun: the address of the one before, best effort, so that a chain that stops midway shows what is out. */
async function withLastPermalink({ p, provider, contents }: Work, token: string): Promise<Publication> {
  const [last, content] = [p.done.at(-1), contents[p.done.length - 1]];
  if (!content || last?.remoteId === undefined || last.permalink !== undefined || p.memo !== undefined) return p;
  const seen = await provider.readBack(token, last.remoteId, content);
  if (seen.kind !== 'shown' || seen.permalink === undefined) return p;
  return { ...p, done: [...p.done.slice(0, -1), { ...last, permalink: seen.permalink }] };
}

/** The wait table counts from the question; the answer has taken its time since. */
function countedFrom(askedAt: Date, now: Date, answer: Prepared): Prepared {
  if (answer.kind !== 'waiting' && answer.kind !== 'ready') return answer;
  return { ...answer, waitMs: Math.max(0, answer.waitMs - (now.getTime() - askedAt.getTime())) };
}

async function look(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const { p } = work;
  const next = await holdOnReconnect(deps, p, async () => {
    const token = await work.token();
    const known = await withLastPermalink(work, token);
    const askedAt = deps.now();
    const answer = await prepare(deps, work, token, askedAt);
    const now = deps.now();
    return afterPrepare(known, countedFrom(askedAt, now, answer), { now, chance: chance(deps) });
  });
  return store(deps, p, next);
}

async function begin(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const claimed = claim(work.p, deps.now(), claimRecheckMs);
  await deps.commit([deps.publications.replace(claimed)]);
  return look(deps, { ...work, p: claimed });
}

async function find(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const { p, isAsApproved } = work;
  return store(deps, p, afterFind(p, await ask(deps, work), deps.now(), { isAsApproved }));
}

/** Out, and nobody is left to ask about it. */
const endPublished = (p: Publication, now: Date): Publication =>
  isComplete(p) ? followedUp(p, now, {}) : failed(p, now, { code: 'part_unidentified' });

/** Of a connection that is gone nobody knows any more why. */
const stopperOf = (connection: Connection | undefined): EndedBy => connection?.stoppedBy ?? 'connection_gone';

/** What its owner has answered already stays so; only the search for it ends. */
function stoppedBy(p: Publication, now: Date, by: EndedBy): Publication {
  if (p.state === 'failed') return stillDenied(p, now, undefined);
  return isInFlight(p) || wasSent(p) ? unknown(p, now, { endedBy: by }) : canceled(p, now, by);
}

/** What may no longer be worked on: ended here, in plain words. */
function stopReason(p: Publication, now: Date, connection: Connection | undefined, hash: string | undefined): Publication | undefined {
  const isStopped = connection?.state !== 'active' || connection.epoch !== p.connectionEpoch;
  if (p.state === 'published') return connection && hash === p.hash ? undefined : endPublished(p, now);
  if (isStopped) return stoppedBy(p, now, stopperOf(connection));
  const isSearched = isInFlight(p) || p.state === 'unknown' || p.state === 'failed';
  if (hash !== p.hash && !isSearched && !p.isUnclear) return pauseUnlessOut(p, now, () => held(p, now, 'content_changed'));
  return undefined;
}

const steps = { begin, look, send, find, follow_up: followUp } as const;

/** Steps that ask the platform for something new; an account that has to cool down waits with them. */
const isAsking = (kind: keyof typeof steps): boolean => kind === 'begin' || kind === 'look' || kind === 'send';

/** The platform asked to slow down: all posts of this account wait, not only this one. Best effort: whoever else changed the row wins. */
async function coolDown(deps: AdvanceDeps, connection: Connection, next: Publication): Promise<void> {
  if (next.failure?.code !== 'rate_limited' || next.dueAt === undefined || next.state === 'held') return;
  try {
    await deps.commit([deps.connections.replace({ ...connection, coolUntil: next.dueAt, rev: connection.rev + 1 })]);
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error;
  }
}

/** For the person who looks at the connection. It names the version of the token, so it is worth nothing once there is another one. */
async function noteRefusal(deps: AdvanceDeps, { id, userId, keyVersion }: Connection, next: Publication): Promise<void> {
  if (next.holdReason !== 'reconnect' || !isMendedByConnecting(next.failure?.code)) return;
  await deps.commit([deps.health.put(userId, id, 'refused', { keyVersion, at: deps.now().toISOString() })]);
}

type Scene = { connection: Connection | undefined; post: Post | undefined; hash: string | undefined };
/** What one message reads once, when it first needs it. Whatever changes after that moves the publication, or fails the intent. */
type Desk = { scene: () => Promise<Scene>; openToken: OpenToken };

function deskOf(deps: AdvanceDeps, p: Publication, openToken: OpenToken): Desk {
  let read: Promise<Scene> | undefined;
  const scene = async (): Promise<Scene> => {
    const [connection, post] = await Promise.all([deps.connections.get(p.userId, p.connectionId), deps.posts.get(p.userId, p.postId)]);
    return { connection, post, hash: post && contentHash(post) };
  };
  return {
    openToken,
    scene: () => {
      read ??= scene();
      return read;
    },
  };
}

type StepKind = keyof typeof steps | 'doubt' | 'verify' | 'hold_late';

async function perform(deps: AdvanceDeps, { scene, openToken }: Desk, p: Publication, kind: StepKind): Promise<Publication> {
  if (kind === 'doubt') return store(deps, p, checking(p, deps.now(), 0));
  if (kind === 'verify') return store(deps, p, p.isUnclear ? checking(p, deps.now(), 0) : verifying(p, deps.now(), 0));
  if (kind === 'hold_late') return store(deps, p, held(p, deps.now(), 'late', { code: 'late' }));
  const { connection, post, hash } = await scene();
  const ended = stopReason(p, deps.now(), connection, hash);
  if (ended || !connection) return store(deps, p, ended ?? canceled(p, deps.now(), 'connection_gone'));
  const coolUntil = new Date(connection.coolUntil ?? 0);
  if (isAsking(kind) && coolUntil > deps.now()) return store(deps, p, cooling(p, deps.now(), coolUntil));
  const parts = partsOrNothing(post);
  const next = await steps[kind](deps, {
    p,
    connection,
    provider: deps.providers[p.provider],
    parts,
    contents: contentsOf(deps, p, parts),
    isAsApproved: hash === p.hash,
    token: () => openToken(connection),
  });
  if (isAsking(kind)) await coolDown(deps, connection, next);
  await noteRefusal(deps, connection, next);
  return next;
}

/** The intent named two generations: if that of the connection still holds, everything of its owner is being deleted. */
async function whoStopped(deps: AdvanceDeps, p: Publication): Promise<EndedBy> {
  const connection = await deps.connections.get(p.userId, p.connectionId);
  return connection?.state === 'active' && connection.epoch === p.connectionEpoch ? 'deleted' : stopperOf(connection);
}

/** What a failed condition means for this message: the stored state is the truth, so nothing is lost by letting go. */
async function afterConflict(deps: AdvanceDeps, p: Publication, error: unknown): Promise<Advanced> {
  if (isAppError(error, 'conflict', 'lease_busy')) {
    const waitedMs = p.dueAt === undefined ? 0 : deps.now().getTime() - Date.parse(p.dueAt);
    await sendPublishMessage(deps, p, leaseWaitMs(waitedMs));
    return { outcome: 'busy', state: p.state };
  }
  const now = deps.now();
  if (isAppError(error, 'conflict', 'not_approved'))
    return moved(await store(deps, p, p.isUnclear ? askOwner(p, now) : pauseUnlessOut(p, now, () => held(p, now, 'content_changed'))));
  if (isAppError(error, 'conflict', 'operator_stop')) {
    const pause = () => held(p, now, 'operator_stop', { code: 'operator_stop' }, stopRecheckMs);
    return moved(await store(deps, p, pauseUnlessOut(p, now, pause)));
  }
  if (isAppError(error, 'conflict', 'stopped')) return moved(await store(deps, p, stoppedBy(p, now, await whoStopped(deps, p))));
  if (isAppError(error, 'conflict', 'publication_moved')) return { outcome: 'stale' };
  throw error;
}

const moved = (p: Publication): Advanced => ({ outcome: 'moved', state: p.state });

/** Most steps of one message, and how long they may take before the rest is left to the next message. */
const maxStepsAtOnce = 25;
const maxAtOnceMs = 5_000;

/** At once, though it is not due yet: its owner waits for the link. */
const firstLook = { kind: 'follow_up' } as const;

/** Steps that are due at once follow each other without a queue in between; each is stored before the next one begins. */
async function work(deps: AdvanceDeps, desk: Desk, first: Publication): Promise<Advanced> {
  const beganAt = deps.now().getTime();
  let p = first;
  let isJustOut = false;
  for (let count = 0; count < maxStepsAtOnce && deps.now().getTime() - beganAt < maxAtOnceMs; count += 1) {
    const step: Step = isJustOut ? firstLook : nextStep(p, deps.now());
    if (step.kind === 'rest' || step.kind === 'wait') break;
    try {
      p = await perform(deps, desk, p, step.kind);
      isJustOut = step.kind === 'send' && p.state === 'published';
    } catch (error) {
      if (count > 0 && !isAppError(error, 'conflict')) await sendPublishMessage(deps, p);
      return await afterConflict(deps, p, error);
    }
  }
  await sendPublishMessage(deps, p);
  return moved(p);
}

async function stepAtItsMoment(deps: AdvanceDeps, p: Publication): Promise<Step> {
  const step = nextStep(p, deps.now());
  if (step.kind !== 'wait' || step.waitMs > maxPauseMs || !isToTheMoment(p)) return step;
  await deps.pause(step.waitMs);
  return nextStep(p, deps.now());
}

/** Handles one message. Harmless to repeat, reorder or lose; `sending` that is seen again is doubted, never repeated. */
export async function advancePublication(deps: AdvanceDeps, message: PublishMessage): Promise<Advanced> {
  const p = await deps.publications.get(message.user_id, message.post_id, message.connection_id);
  if (!p) return { outcome: 'none' };
  const isForThisState = message.rev === p.rev || p.state === 'sending';
  if (message.rev !== undefined && !isForThisState) return { outcome: 'stale', state: p.state };
  const step = await stepAtItsMoment(deps, p);
  if (step.kind === 'rest') return { outcome: 'none', state: p.state };
  if (step.kind === 'wait') {
    if (message.rev !== undefined) await sendPublishMessage(deps, p);
    return { outcome: 'early', state: p.state };
  }
  return withTokenOnDemand(deps, (openToken) => work(deps, deskOf(deps, p, openToken), p));
}
