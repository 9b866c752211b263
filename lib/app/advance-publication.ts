/**
 * Moves one publication by one stored step. The order is the promise: the intent is stored before the irreversible call,
 * there is one call, and its answer is stored before anything else happens.
 */
import type { Connection } from '../core/connection.ts';
import { contentHash } from '../core/content-hash.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { Event } from '../core/event.ts';
import type { PublishMessage } from '../core/messages.ts';
import { nextStep } from '../core/next-step.ts';
import { afterFind, afterPrepare, afterSend } from '../core/outcomes.ts';
import type { Found, Provider, Sent } from '../core/provider.ts';
import {
  canceled,
  checking,
  claim,
  followedUp,
  held,
  isInFlight,
  type Publication,
  published,
  sending,
  unknown,
} from '../core/publication.ts';
import { claimRecheckMs, followUpMs, intentLifeMs, leaseWaitMs, sendRecheckMs } from '../core/reconcile.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';
import { sendPublishMessage } from './send-publish-message.ts';
import { withToken } from './with-token.ts';

export type AdvanceDeps = Pick<
  Deps,
  | 'now'
  | 'randomBytes'
  | 'commit'
  | 'posts'
  | 'publications'
  | 'approvals'
  | 'connections'
  | 'tokens'
  | 'users'
  | 'vault'
  | 'leases'
  | 'events'
  | 'sealer'
  | 'sendMessage'
  | 'providers'
>;

/** What happened, for the log. */
export type Advanced = { outcome: 'none' | 'stale' | 'early' | 'busy' | 'moved'; state?: Publication['state'] };

type Work = { p: Publication; connection: Connection; provider: Provider; text: string };

const leaseBusy = (): AppError => new AppError('conflict', 'lease_busy', 'Another post of this connection is being sent.');
const notApproved = (): AppError => new AppError('conflict', 'not_approved', 'There is no approval of this very content.');
const stopped = (): AppError => new AppError('conflict', 'stopped', 'This connection was told to stop.');

const chance = ({ randomBytes }: AdvanceDeps): number => (randomBytes(1)[0] ?? 0) / 256;

const eventOf: Partial<Record<Publication['state'], Event['type']>> = {
  published: 'post_published',
  failed: 'post_failed',
  held: 'post_held',
  canceled: 'post_canceled',
  unknown: 'post_outcome_unknown',
};

/** Stores a step with its audit line, then tells the queue when to look next. */
async function store(deps: AdvanceDeps, from: Publication, next: Publication): Promise<Publication> {
  const type = next.state === from.state ? undefined : eventOf[next.state];
  const about = { post: next.postId, connection: next.connectionId, publication: next.id };
  await deps.commit([deps.publications.replace(next), ...(type ? [eventWrite(deps, next.userId, type, about)] : [])]);
  await sendPublishMessage(deps, next);
  return next;
}

/** A refusal that only the owner can lift holds the publication, unless something may be out already. */
async function holdOnReconnect(deps: AdvanceDeps, p: Publication, work: () => Promise<Publication>): Promise<Publication> {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error, 'reconnect')) throw error;
    const now = deps.now();
    return p.isUnclear ? checking(p, now, 0) : held(p, now, 'reconnect', { code: 'reconnect_needed' });
  }
}

async function look(deps: AdvanceDeps, { p, connection, provider, text }: Work): Promise<Publication> {
  const next = await holdOnReconnect(deps, p, () =>
    withToken(deps, connection, async (token) => {
      const memo = p.memo === undefined ? {} : { memo: p.memo };
      const answer = await provider.prepare(token, { content: { text }, polls: p.polls, now: deps.now(), ...memo });
      return afterPrepare(p, answer, { now: deps.now(), chance: chance(deps) });
    }),
  );
  return store(deps, p, next);
}

async function begin(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const claimed = claim(work.p, deps.now(), claimRecheckMs);
  await deps.commit([deps.publications.replace(claimed)]);
  return look(deps, { ...work, p: claimed });
}

/** Who holds the lease, if that one is still sending; a lease whose holder is not may be taken over. */
async function seenLease(deps: AdvanceDeps, p: Publication) {
  const lease = await deps.leases.get(p.connectionId);
  if (!lease || lease.holder === p.id) return lease;
  const holder = await deps.publications.get(p.userId, lease.postId, p.connectionId);
  if (holder?.id === lease.holder && holder.state === 'sending') throw leaseBusy();
  return lease;
}

/** The intent: one transaction that holds only if approval, content, epochs and lease all still do. */
async function intend(deps: AdvanceDeps, { p, connection }: Work): Promise<Publication> {
  const intent = sending(p, deps.now(), sendRecheckMs);
  const lease = await seenLease(deps, p);
  await deps.commit([
    deps.publications.replace(intent),
    deps.approvals.checkExists(p, notApproved()),
    deps.posts.checkHash(p.userId, p.postId, p.hash, notApproved()),
    deps.connections.checkEpoch({ ...connection, epoch: p.connectionEpoch }, stopped()),
    deps.users.checkEpoch(p.userId, p.userEpoch, stopped()),
    deps.leases.take(p.connectionId, { holder: p.id, postId: p.postId }, lease, leaseBusy()),
  ]);
  return intent;
}

/** The answer is stored whatever others did meanwhile: a remote id that we were told is never thrown away. */
async function storeAnswer(deps: AdvanceDeps, intent: Publication, next: Publication): Promise<Publication> {
  try {
    return await store(deps, intent, next);
  } catch (error) {
    if (next.state !== 'published' || !isAppError(error, 'conflict', 'publication_moved')) throw error;
    const present = await deps.publications.get(intent.userId, intent.postId, intent.connectionId);
    if (present?.id !== intent.id || present.remoteId !== undefined) throw error;
    return storeAnswer(deps, present, published(present, deps.now(), next.remoteId, 0));
  }
}

async function release(deps: AdvanceDeps, p: Publication): Promise<void> {
  try {
    await deps.commit([deps.leases.release(p.connectionId, p.id)]);
  } catch (error) {
    if (!isAppError(error, 'conflict')) throw error;
  }
}

/** Frozen or very slow between the intent and the call: others may have acted on our silence already. */
const isFresh = (intent: Publication, now: Date): boolean => now.getTime() - Date.parse(intent.sentAt ?? '') <= intentLifeMs;
/** Nothing was sent, and we know it. */
const tooLate: Sent = { kind: 'refused', failure: { code: 'provider_unavailable' }, again: true };

async function send(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const { p, connection, provider } = work;
  let intent: Publication | undefined;
  const next = await holdOnReconnect(deps, p, () =>
    withToken(deps, connection, async (token) => {
      intent = await intend(deps, work);
      const answer = isFresh(intent, deps.now()) ? await provider.send(token, p.memo ?? {}) : tooLate;
      return afterSend(intent, answer, { now: deps.now(), chance: chance(deps) });
    }),
  );
  const stored = intent ? await storeAnswer(deps, intent, next) : await store(deps, p, next);
  if (intent) await release(deps, p);
  return stored;
}

async function ask(deps: AdvanceDeps, { p, connection, provider, text }: Work): Promise<Found> {
  const sentAt = new Date(p.sentAt ?? p.createdAt);
  const since = new Date(p.firstSentAt ?? p.sentAt ?? p.createdAt);
  try {
    return await withToken(deps, connection, (token) =>
      provider.find(token, { memo: p.memo ?? {}, content: { text }, sentAt, since, now: deps.now() }),
    );
  } catch (error) {
    if (isAppError(error, 'reconnect')) return { kind: 'unclear' };
    throw error;
  }
}

const find = async (deps: AdvanceDeps, work: Work): Promise<Publication> =>
  store(deps, work.p, afterFind(work.p, await ask(deps, work), deps.now()));

/** After publishing, best effort: the remote id if it is not known yet, then the permalink. */
async function followUp(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const { p, connection, provider } = work;
  let found: { remoteId?: string; permalink?: string } = {};
  const { remoteId } = p;
  if (remoteId === undefined) {
    const answer = await ask(deps, work);
    if (answer.kind === 'published' && answer.remoteId !== undefined) found = { remoteId: answer.remoteId };
  } else {
    const permalink = await withToken(deps, connection, (token) => provider.permalink(token, remoteId)).catch((error: unknown) => {
      if (isAppError(error, 'reconnect')) return undefined;
      throw error;
    });
    if (permalink !== undefined) found = { permalink };
  }
  const nextMs = found.remoteId === undefined ? followUpMs[p.permalinkTries + 1] : 0;
  return store(deps, p, followedUp(p, deps.now(), found, found.permalink === undefined ? nextMs : undefined));
}

/** What may no longer be worked on: ended here, in plain words. */
async function stopReason(
  deps: AdvanceDeps,
  p: Publication,
  connection: Connection | undefined,
  hash: string | undefined,
): Promise<Publication | undefined> {
  const now = deps.now();
  const isStopped = connection?.state !== 'active' || connection.epoch !== p.connectionEpoch;
  if (p.state === 'published') return connection ? undefined : followedUp(p, now, {}, undefined);
  if (isStopped) return isInFlight(p) || p.isUnclear ? unknown(p, now) : canceled(p, now);
  if (hash !== p.hash && !isInFlight(p) && !p.isUnclear) return held(p, now, 'content_changed');
  return undefined;
}

const steps = { begin, look, send, find, follow_up: followUp } as const;

async function perform(deps: AdvanceDeps, p: Publication, kind: keyof typeof steps | 'doubt'): Promise<Publication> {
  if (kind === 'doubt') return store(deps, p, checking(p, deps.now(), 0));
  const connection = await deps.connections.get(p.userId, p.connectionId);
  const post = await deps.posts.get(p.userId, p.postId);
  const ended = await stopReason(deps, p, connection, post && contentHash(post));
  if (ended || !connection) return store(deps, p, ended ?? canceled(p, deps.now()));
  return steps[kind](deps, { p, connection, provider: deps.providers[p.provider], text: post?.text ?? '' });
}

/** What a failed condition means for this message: the stored state is the truth, so nothing is lost by letting go. */
async function afterConflict(deps: AdvanceDeps, p: Publication, error: unknown): Promise<Advanced> {
  if (isAppError(error, 'conflict', 'lease_busy')) {
    await sendPublishMessage(deps, p, leaseWaitMs);
    return { outcome: 'busy', state: p.state };
  }
  if (isAppError(error, 'conflict', 'not_approved')) {
    const now = deps.now();
    return moved(await store(deps, p, p.isUnclear ? unknown(p, now) : held(p, now, 'content_changed')));
  }
  if (isAppError(error, 'conflict', 'stopped'))
    return moved(await store(deps, p, p.isUnclear ? unknown(p, deps.now()) : canceled(p, deps.now())));
  if (isAppError(error, 'conflict', 'publication_moved')) return { outcome: 'stale' };
  throw error;
}

const moved = (p: Publication): Advanced => ({ outcome: 'moved', state: p.state });

/** Handles one message. Harmless to repeat, reorder or lose; `sending` that is seen again is doubted, never repeated. */
export async function advancePublication(deps: AdvanceDeps, message: PublishMessage): Promise<Advanced> {
  const p = await deps.publications.get(message.user_id, message.post_id, message.connection_id);
  if (!p) return { outcome: 'none' };
  const isForThisState = message.rev === p.rev || p.state === 'sending';
  if (message.rev !== undefined && !isForThisState) return { outcome: 'stale', state: p.state };
  const step = nextStep(p, deps.now());
  if (step.kind === 'rest') return { outcome: 'none', state: p.state };
  if (step.kind === 'wait') {
    if (message.rev !== undefined) await sendPublishMessage(deps, p);
    return { outcome: 'early', state: p.state };
  }
  try {
    return moved(await perform(deps, p, step.kind));
  } catch (error) {
    return afterConflict(deps, p, error);
  }
}
