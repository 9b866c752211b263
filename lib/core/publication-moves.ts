/** The moves a publication may make. All are pure; the engine stores each one before anything else happens. */
import type { EndedBy } from './ending.ts';
import type { Failure } from './failures.ts';
import type { Memo, Saw } from './provider.ts';
import { type Difference, type HoldReason, isComplete, maxSteps, meantAt, type Publication, sentSince } from './publication.ts';
import { prepareAheadMs } from './reconcile.ts';
import { lateAfterMs } from './schedule.ts';

type NewPublication = Pick<
  Publication,
  | 'id'
  | 'userId'
  | 'postId'
  | 'connectionId'
  | 'provider'
  | 'approvalId'
  | 'hash'
  | 'userEpoch'
  | 'connectionEpoch'
  | 'partCount'
  | 'ifLate'
  | 'isRepeatMeant'
> & { publishAt: string | undefined; ifUnclear?: Publication['ifUnclear'] };

/** What each part begins with. */
const fresh = { polls: 0, preparations: 0, sends: 0, notYets: 0, setbacks: 0, isUnclear: false, isSentAgain: false } as const;

/** Most earlier preparations that are remembered. */
const maxEarlier = 3;
/** What was begun to be published of the present part, this preparation included. */
function sentBefore({ earlier, memo, firstSentAt, hash, publishedAt }: Publication): Publication['earlier'] {
  if (memo === undefined || firstSentAt === undefined || publishedAt !== undefined) return earlier;
  return [...earlier, { memo, since: firstSentAt, hash }].slice(-maxEarlier);
}

/** A publication that is due now, or shortly before its time, so that one call remains then. It goes on from the one it replaces: with its `rev`, and after the parts that are out already. */
export function newPublication(
  { publishAt, ifUnclear = 'ask', ...input }: NewPublication,
  now: Date,
  previous: Publication | undefined,
): Publication {
  const at = now.toISOString();
  const beginsAt = new Date(Math.max(now.getTime(), Date.parse(publishAt ?? at) - prepareAheadMs)).toISOString();
  const times = { dueAt: beginsAt, createdAt: at, updatedAt: at, ...(publishAt === undefined ? {} : { publishAt }) };
  const goingOn = { rev: (previous?.rev ?? 0) + 1, done: previous?.done ?? [], earlier: previous ? sentBefore(previous) : [] };
  return { ...input, ifUnclear, ...fresh, ...times, ...goingOn, state: 'waiting', steps: [{ at, what: 'approved' }] };
}

type Change = Partial<Omit<Publication, 'rev' | 'steps' | 'updatedAt'>> & { drop?: readonly (keyof Publication)[] };

function move(p: Publication, now: Date, what: string, { drop = [], ...change }: Change, saw?: Saw): Publication {
  const at = now.toISOString();
  const next: Publication = {
    ...p,
    ...change,
    rev: p.rev + 1,
    updatedAt: at,
    steps: [...p.steps, { at, what, ...(saw === undefined ? {} : { saw }) }].slice(-maxSteps),
  };
  for (const key of drop) delete next[key];
  return next;
}

const latest = (a: string, b: string | undefined): string => (b !== undefined && Date.parse(b) > Date.parse(a) ? b : a);
const inMs = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();
const withFailure = (failure: Failure): Pick<Publication, 'failure'> => ({
  failure: failure.provider ? { code: failure.code, provider: { ...failure.provider } } : { code: failure.code },
});

const isFirstTry = (p: Publication): boolean => p.state === 'waiting' && p.preparations === 0 && p.done.length === 0;

/** One worker takes the preparation on; if it dies, the next look is after `recheckMs`. */
export const claim = (p: Publication, now: Date, recheckMs: number): Publication =>
  move(p, now, 'claimed', {
    state: 'preparing',
    ...(isFirstTry(p) && now.getTime() - meantAt(p).getTime() > lateAfterMs ? { begunAt: now.toISOString() } : {}),
    dueAt: inMs(now, recheckMs),
    drop: ['holdReason'],
  });

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
    drop: ['holdReason'],
  });

/** Ready to be sent, from `waitMs` on, but not before its time. */
export const prepared = (p: Publication, now: Date, memo: Memo, waitMs: number): Publication =>
  move(p, now, 'ready', {
    state: 'prepared',
    memo: { ...memo },
    preparations: begun(p),
    setbacks: 0,
    dueAt: latest(inMs(now, waitMs), p.publishAt),
    drop: ['holdReason'],
  });

/** A call taught nothing: same state, later. */
export const setBack = (p: Publication, now: Date, failure: Failure, waitMs: number): Publication =>
  move(p, now, `set_back:${failure.code}`, { ...withFailure(failure), setbacks: p.setbacks + 1, dueAt: inMs(now, waitMs) });

/** The connection was asked to slow down: nothing is asked of the platform until then. */
export const cooling = (p: Publication, now: Date, until: Date): Publication =>
  move(p, now, 'cooling', { failure: { code: 'rate_limited' }, dueAt: until.toISOString() });

/** What was prepared is dead at the platform: begin again. */
export const startOver = (p: Publication, now: Date, waitMs: number): Publication =>
  move(p, now, 'start_over', {
    state: 'waiting',
    polls: 0,
    notYets: 0,
    isUnclear: false,
    earlier: sentBefore(p),
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
export const checking = (p: Publication, now: Date, waitMs: number, saw?: Saw): Publication =>
  move(p, now, p.state === 'checking' ? 'checked' : 'unclear', { state: 'checking', isUnclear: true, dueAt: inMs(now, waitMs) }, saw);

/** Only explicit refusals so far: the platform is asked once more whether the post is out before anything new is prepared. */
export const verifying = (p: Publication, now: Date, waitMs: number, saw?: Saw): Publication =>
  move(
    p,
    now,
    p.state === 'checking' ? 'checked' : 'verifying',
    { state: 'checking', dueAt: inMs(now, waitMs), drop: ['holdReason'] },
    saw,
  );

/** Not found for ten minutes, the preparation still good, and its owner has allowed in the approval that it is sent again then: once. */
export const sendAgain = (p: Publication, now: Date, saw?: Saw): Publication =>
  move(p, now, 'send_again', { state: 'prepared', isSentAgain: true, dueAt: now.toISOString() }, saw);

/** As `sendAgain`, of which the platform says that its preparation is dead: a new one is made. */
export const beginAgain = (p: Publication, now: Date, waitMs: number): Publication => ({ ...startOver(p, now, waitMs), isSentAgain: true });

type Open = { nextMs?: number | undefined; saw?: Saw; endedBy?: EndedBy };

/** It could not be found out, or nobody may look any more because of `endedBy`: a person decides. With `nextMs` the search goes on beside the question, and ends it when the post is found. */
export const unknown = (p: Publication, now: Date, { nextMs, saw, endedBy }: Open = {}): Publication =>
  move(
    p,
    now,
    p.state === 'unknown' ? 'checked' : 'unknown',
    {
      state: 'unknown',
      failure: { code: 'outcome_unclear' },
      ...(endedBy === undefined ? {} : { endedBy }),
      ...(nextMs === undefined ? { drop: ['dueAt', 'holdReason'] } : { dueAt: inMs(now, nextMs), drop: ['holdReason'] }),
    },
    saw,
  );

/** Its owner did not find it, and neither did this look: without `nextMs` it was the last. */
export const stillDenied = (p: Publication, now: Date, nextMs: number | undefined, saw?: Saw): Publication =>
  move(p, now, 'checked', nextMs === undefined ? { drop: ['dueAt'] } : { dueAt: inMs(now, nextMs) }, saw);

/** Its owner did not find it and has changed the post since; the words of before are out after all. */
export const outAfterAll = (p: Publication, now: Date, remoteId: string | undefined): Publication =>
  move(p, now, 'out_after_all', {
    ...withFailure({ code: 'out_after_all' }),
    ...(remoteId === undefined ? {} : { remoteId }),
    publishedAt: p.sentAt ?? now.toISOString(),
    drop: ['dueAt'],
  });

/** A part is out and known: the next one replies to it. */
function nextPart(p: Publication, now: Date, remoteId: string, publishedAt: string): Publication {
  const since = sentSince(p);
  return move(p, now, 'part_out', {
    ...fresh,
    earlier: [],
    state: 'waiting',
    done: [...p.done, { remoteId, publishedAt, ...(since === undefined ? {} : { sentSince: since }) }],
    dueAt: now.toISOString(),
    drop: ['memo', 'sentAt', 'firstSentAt', 'remoteId', 'publishedAt', 'failure', 'holdReason'],
  });
}

/**
 * The present part is out. The remote id is stored before anything else is asked. A part that others reply to is followed up until its id
 * is known.
 */
export function published(p: Publication, now: Date, remoteId: string | undefined): Publication {
  const known = remoteId ?? p.remoteId;
  if (known !== undefined && p.done.length + 1 < p.partCount) return nextPart(p, now, known, now.toISOString());
  return move(p, now, 'published', {
    ...(remoteId === undefined ? {} : { remoteId }),
    state: 'published',
    publishedAt: now.toISOString(),
    // Whoever sent it looks at it at once, and if it dies meanwhile, the time of its intent will do: the row need not move in the index.
    dueAt: p.state === 'sending' ? latest(now.toISOString(), p.dueAt) : now.toISOString(),
    drop: ['failure', 'holdReason'],
  });
}

/** What became known of a part that is out. Without `nextMs` nothing more happens by itself. */
export type FollowUp = {
  remoteId?: string;
  permalinks?: readonly (string | undefined)[];
  difference?: Difference | 'none';
  twin?: NonNullable<Publication['twin']>;
  nextMs?: number;
};

/** `permalinks` are of all parts, in order; what is not known (yet) stays as it was. */
export function followedUp(
  p: Publication,
  now: Date,
  { remoteId, permalinks = [], difference: seen, twin, nextMs }: FollowUp,
): Publication {
  // That there are two is the worst that can be said of it, and stays said.
  const difference = twin || p.twin ? (p.twin ? undefined : 'twice') : seen;
  if (remoteId !== undefined && !isComplete(p)) return nextPart(p, now, remoteId, p.publishedAt ?? now.toISOString());
  const own = permalinks[p.done.length] ?? p.permalink;
  const done = p.done.map((part, i) => {
    const permalink = permalinks[i] ?? part.permalink;
    return permalink === undefined ? part : { ...part, permalink };
  });
  const drop = [...(nextMs === undefined ? (['dueAt'] as const) : []), ...(difference === 'none' ? (['difference'] as const) : [])];
  return move(p, now, difference === undefined || difference === 'none' ? 'followed_up' : `differs:${difference}`, {
    ...(remoteId === undefined ? {} : { remoteId }),
    ...(own === undefined ? {} : { permalink: own }),
    ...(difference === undefined || difference === 'none' ? {} : { difference }),
    ...(twin === undefined || p.twin ? {} : { twin }),
    ...(nextMs === undefined ? {} : { dueAt: inMs(now, nextMs) }),
    done,
    drop,
  });
}

/** With `recheckMs` it goes on by itself when the reason is gone. Held again for the same reason it says nothing new. */
export function held(p: Publication, now: Date, holdReason: HoldReason, failure?: Failure, recheckMs?: number): Publication {
  const due = recheckMs === undefined ? { drop: ['dueAt'] as const } : { dueAt: inMs(now, recheckMs) };
  const next = move(p, now, `held:${holdReason}`, { ...(failure ? withFailure(failure) : {}), state: 'held', holdReason, ...due });
  return p.state === 'held' && p.holdReason === holdReason ? { ...next, steps: p.steps } : next;
}

/** A person looked where we could not: it is there. Parts after it have nothing that they could be attached to. */
export function resolvedPublished(p: Publication, now: Date): Publication {
  const out = { publishedAt: p.sentAt ?? now.toISOString(), drop: ['dueAt', 'failure', 'holdReason'] } as const;
  const isWhole = p.done.length + 1 >= p.partCount;
  if (isWhole) return move(p, now, 'resolved:published', { ...out, state: 'published' });
  return move(p, now, 'resolved:published', {
    ...withFailure({ code: 'part_unidentified' }),
    publishedAt: out.publishedAt,
    state: 'failed',
    drop: ['dueAt', 'holdReason'],
  });
}

const notOut = { isUnclear: false, notYets: 0, drop: ['dueAt', 'holdReason'] } as const;

/** A person looked where we could not: it is not there. Another approval may send it again; until then the search goes on, because a profile can be stale. */
export const resolvedAbsent = (p: Publication, now: Date, nextMs?: number): Publication =>
  move(p, now, 'resolved:not_published', {
    ...withFailure({ code: 'not_found_by_you' }),
    ...notOut,
    state: 'failed',
    ...(nextMs === undefined ? {} : { dueAt: inMs(now, nextMs), drop: ['holdReason'] }),
  });

/** The present part is not out: that is what this state says, so the post may be changed again. */
export const failed = (p: Publication, now: Date, failure: Failure): Publication =>
  move(p, now, `failed:${failure.code}`, { ...withFailure(failure), ...notOut, state: 'failed' });

/** What the platform had said goes, because it asked for that; what its owner approved, and what became of it, stays. */
export const scrubbed = (p: Publication, now: Date): Publication =>
  move(p, now, 'scrubbed', {
    done: p.done.map(({ publishedAt }) => ({ publishedAt })),
    ...(p.failure ? { failure: { code: p.failure.code } } : {}),
    earlier: [],
    drop: ['remoteId', 'permalink', 'memo', 'twin', 'dueAt'],
  });

/** Nothing more of it goes out, and it says who ended it. */
export const canceled = (p: Publication, now: Date, endedBy: EndedBy): Publication =>
  move(p, now, 'canceled', { state: 'canceled', endedBy, drop: ['dueAt'] });
