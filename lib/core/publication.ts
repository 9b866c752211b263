/** One approved post going to one connection: its shape and the moves it may make. All moves are pure; the engine stores each one. */
import * as z from 'zod/mini';
import { AppError } from './errors.ts';
import type { Failure } from './failures.ts';
import { idSchema } from './ids.ts';
import { type Memo, providerNames } from './provider.ts';

export const publicationStates = [
  'waiting',
  'preparing',
  'prepared',
  'sending',
  'checking',
  'published',
  'unknown',
  'held',
  'failed',
  'canceled',
] as const;
export type PublicationState = (typeof publicationStates)[number];
export const holdReasons = ['reconnect', 'content_changed'] as const;
export type HoldReason = (typeof holdReasons)[number];

const isoInstant = z.string();
const failureSchema = z.object({
  code: z.string(),
  provider: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
});
const count = z.number().check(z.nonnegative());

export const publicationSchema = z.object({
  id: idSchema('pub'),
  userId: idSchema('usr'),
  postId: idSchema('post'),
  connectionId: idSchema('con'),
  provider: z.enum(providerNames),
  approvalId: idSchema('apr'),
  /** The approved content hash: what is sent must hash to this. */
  hash: z.string(),
  userEpoch: count,
  connectionEpoch: count,
  rev: count,
  state: z.enum(publicationStates),
  holdReason: z.optional(z.enum(holdReasons)),
  failure: z.optional(failureSchema),
  /** When the engine looks next; absent once nothing more will happen by itself. */
  dueAt: z.optional(isoInstant),
  /** The provider's memory of what is prepared. */
  memo: z.optional(z.record(z.string(), z.string())),
  /** Looks at the present preparation, preparations begun, publish calls begun, explicit "not yet" answers to the present one. */
  polls: count,
  preparations: count,
  sends: count,
  notYets: count,
  /** Calls in a row that taught nothing (time-outs, throttling). */
  setbacks: count,
  /** A publish call of the present preparation had an unclear outcome: no new preparation while it may still be live. */
  isUnclear: z.boolean(),
  /** The one allowed repetition after a ten-minute-old unclear outcome was used. */
  isRepeated: z.boolean(),
  /** When the newest publish call began, and the first one of this preparation: a post of ours is not older than that. */
  sentAt: z.optional(isoInstant),
  firstSentAt: z.optional(isoInstant),
  remoteId: z.optional(z.string()),
  permalink: z.optional(z.string()),
  permalinkTries: count,
  publishedAt: z.optional(isoInstant),
  createdAt: isoInstant,
  updatedAt: isoInstant,
  /** What happened, newest last, at most `maxSteps`. */
  steps: z.array(z.object({ at: isoInstant, what: z.string() })),
});
export type Publication = z.infer<typeof publicationSchema>;

export const maxSteps = 40;

/** States in which a publish call may be under way or its outcome open: neither edit nor cancel can promise anything. */
export const isInFlight = (p: Publication): boolean => p.state === 'sending' || p.state === 'checking';
/** A publish call of the present preparation was answered unclearly, or "not yet": the platform may have taken it all the same. */
export const wasSent = (p: Publication): boolean => p.isUnclear || p.notYets > 0;
/** States that an edit or a cancel turns into `canceled` with nothing published. */
export const isCancelable = (p: Publication): boolean =>
  (p.state === 'waiting' || p.state === 'preparing' || p.state === 'prepared' || p.state === 'held') && !wasSent(p);
/** Nothing was published and nothing can be any more: a new approval may start over. */
export const isReplaceable = (p: Publication): boolean =>
  p.state === 'canceled' || p.state === 'failed' || (p.state === 'held' && !wasSent(p));

type NewPublication = Pick<
  Publication,
  'id' | 'userId' | 'postId' | 'connectionId' | 'provider' | 'approvalId' | 'hash' | 'userEpoch' | 'connectionEpoch'
>;

/** A publication that is due now. `rev` goes on from the one it replaces. */
export function newPublication(input: NewPublication, now: Date, previousRev: number): Publication {
  const at = now.toISOString();
  const counters = { polls: 0, preparations: 0, sends: 0, notYets: 0, setbacks: 0, permalinkTries: 0 };
  const flags = { isUnclear: false, isRepeated: false };
  const times = { dueAt: at, createdAt: at, updatedAt: at };
  return { ...input, ...counters, ...flags, ...times, rev: previousRev + 1, state: 'waiting', steps: [{ at, what: 'approved' }] };
}

type Change = Partial<Omit<Publication, 'rev' | 'steps' | 'updatedAt'>> & { drop?: readonly (keyof Publication)[] };

function move(p: Publication, now: Date, what: string, { drop = [], ...change }: Change): Publication {
  const at = now.toISOString();
  const next: Publication = {
    ...p,
    ...change,
    rev: p.rev + 1,
    updatedAt: at,
    steps: [...p.steps, { at, what }].slice(-maxSteps),
  };
  for (const key of drop) delete next[key];
  return next;
}

const inMs = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();
const withFailure = (failure: Failure): Pick<Publication, 'failure'> => ({
  failure: failure.provider ? { code: failure.code, provider: { ...failure.provider } } : { code: failure.code },
});

/** One worker takes the preparation on; if it dies, the next look is after `recheckMs`. */
export const claim = (p: Publication, now: Date, recheckMs: number): Publication =>
  move(p, now, 'claimed', { state: 'preparing', dueAt: inMs(now, recheckMs) });

/** Begun now, if nothing was prepared before. */
const begun = (p: Publication): number => p.preparations + (p.memo ? 0 : 1);

/** The platform is working on it; look again later. */
export const preparing = (p: Publication, now: Date, memo: Memo, waitMs: number): Publication =>
  move(p, now, p.memo ? 'looked' : 'preparing', {
    state: 'preparing',
    memo: { ...memo },
    preparations: begun(p),
    polls: p.polls + 1,
    setbacks: 0,
    dueAt: inMs(now, waitMs),
  });

/** Ready to be sent, from `waitMs` on. */
export const prepared = (p: Publication, now: Date, memo: Memo, waitMs: number): Publication =>
  move(p, now, 'ready', { state: 'prepared', memo: { ...memo }, preparations: begun(p), setbacks: 0, dueAt: inMs(now, waitMs) });

/** A call taught nothing: same state, later. */
export const setBack = (p: Publication, now: Date, failure: Failure, waitMs: number): Publication =>
  move(p, now, `set_back:${failure.code}`, { ...withFailure(failure), setbacks: p.setbacks + 1, dueAt: inMs(now, waitMs) });

/** What was prepared is dead at the platform: begin again. */
export const startOver = (p: Publication, now: Date, waitMs: number): Publication =>
  move(p, now, 'start_over', {
    state: 'waiting',
    polls: 0,
    notYets: 0,
    isUnclear: false,
    dueAt: inMs(now, waitMs),
    drop: ['memo', 'firstSentAt'],
  });

/** The intent, stored before the irreversible call. */
export const sending = (p: Publication, now: Date, recheckMs: number): Publication =>
  move(p, now, 'sending', {
    state: 'sending',
    sends: p.sends + 1,
    sentAt: now.toISOString(),
    firstSentAt: p.firstSentAt ?? now.toISOString(),
    dueAt: inMs(now, recheckMs),
  });

/** An explicit "not yet": the same preparation is looked at and sent again. */
export const notYet = (p: Publication, now: Date, failure: Failure, waitMs: number): Publication =>
  move(p, now, 'not_yet', { ...withFailure(failure), state: 'preparing', notYets: p.notYets + 1, polls: 0, dueAt: inMs(now, waitMs) });

/** An explicit "later" (throttled, quota): the same preparation is sent again after a longer pause. */
export const later = (p: Publication, now: Date, failure: Failure, waitMs: number): Publication =>
  move(p, now, `later:${failure.code}`, { ...withFailure(failure), state: 'prepared', setbacks: p.setbacks + 1, dueAt: inMs(now, waitMs) });

/** The outcome has to be found out. `sentAt` stays what it was when the unclear call began. */
export const checking = (p: Publication, now: Date, waitMs: number): Publication =>
  move(p, now, p.state === 'checking' ? 'checked' : 'unclear', { state: 'checking', isUnclear: true, dueAt: inMs(now, waitMs) });

/** Only explicit refusals so far: the platform is asked once more whether the post is out before anything new is prepared. */
export const verifying = (p: Publication, now: Date, waitMs: number): Publication =>
  move(p, now, p.state === 'checking' ? 'checked' : 'verifying', { state: 'checking', dueAt: inMs(now, waitMs) });

/** Surely not published, the preparation still good: the one allowed repetition. */
export const repeat = (p: Publication, now: Date): Publication =>
  move(p, now, 'repeat', { state: 'prepared', isRepeated: true, dueAt: now.toISOString() });

/** It could not be found out: a person decides. */
export const unknown = (p: Publication, now: Date): Publication =>
  move(p, now, 'unknown', { state: 'unknown', failure: { code: 'outcome_unclear' }, drop: ['dueAt'] });

/** It is out. The remote id is stored before anything else is asked; `followUpMs` later the permalink is. */
export function published(p: Publication, now: Date, remoteId: string | undefined, followUpMs: number): Publication {
  const found = remoteId === undefined ? {} : { remoteId };
  return move(p, now, 'published', {
    ...found,
    state: 'published',
    publishedAt: now.toISOString(),
    dueAt: inMs(now, followUpMs),
    drop: ['failure', 'holdReason'],
  });
}

/** What the platform told after publishing; without `nextMs` nothing more happens by itself. */
export function followedUp(
  p: Publication,
  now: Date,
  found: { remoteId?: string; permalink?: string },
  nextMs: number | undefined,
): Publication {
  const due = nextMs === undefined ? { drop: ['dueAt'] as const } : { dueAt: inMs(now, nextMs) };
  return move(p, now, found.permalink ? 'permalink' : 'followed_up', { ...found, permalinkTries: p.permalinkTries + 1, ...due });
}

export const held = (p: Publication, now: Date, holdReason: HoldReason, failure?: Failure): Publication =>
  move(p, now, `held:${holdReason}`, { ...(failure ? withFailure(failure) : {}), state: 'held', holdReason, drop: ['dueAt'] });

export const failed = (p: Publication, now: Date, failure: Failure): Publication =>
  move(p, now, `failed:${failure.code}`, { ...withFailure(failure), state: 'failed', drop: ['dueAt'] });

export const canceled = (p: Publication, now: Date): Publication => move(p, now, 'canceled', { state: 'canceled', drop: ['dueAt'] });

/** Another worker or an edit was faster; the stored state is the truth. */
export const publicationMoved = (): AppError => new AppError('conflict', 'publication_moved', 'This publication has moved on meanwhile.');
