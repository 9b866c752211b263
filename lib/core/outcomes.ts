/** What a provider's answer makes of a publication. Pure; every branch that could lead to a second post lives here. */
import type { Failure } from './failures.ts';
import type { Found, Prepared, Saw, Sent } from './provider.ts';
import { isDeniedByPerson, meantAt, type Publication, wasSent } from './publication.ts';
import {
  beginAgain,
  checking,
  failed,
  held,
  later,
  notYet,
  outAfterAll,
  prepared,
  preparing,
  published,
  sendAgain,
  setBack,
  startOver,
  stillDenied,
  unknown,
  verifying,
} from './publication-moves.ts';
import { backoffMs, giveUpMs, maxPreparations, nextCheckMs, nextSearchMs, notYetMs, ownerRecheckMs, throttledMs } from './reconcile.ts';

/** `chance` is in [0, 1): jitter. */
type At = { now: Date; chance: number };

const startOverMs = 2_000;
/** A platform that handled one request twice says "not yet" to the second; by then its list shows what the first one did. */
const verifyMs = 120_000;
const verifyAgainMs = 60_000;

/** Once a publish call was unclear, no explicit answer to another question may end the search for its outcome. */
function settle(p: Publication, now: Date, end: () => Publication): Publication {
  if (p.isUnclear) return checking(p, now, 0);
  return p.notYets > 0 && p.state !== 'checking' ? verifying(p, now, verifyMs) : end();
}

/**
 * A pause tells its owner that nothing is out. A network that delivers a publish call twice shows us the "not yet" of the second one, so
 * after such an answer the outcome is found out first.
 */
export const pauseUnlessOut = (p: Publication, now: Date, pause: () => Publication): Publication =>
  p.notYets > 0 ? settle(p, now, pause) : pause();

/** An explicit refusal of the publish call, which may be the answer to the second delivery of one that was taken. */
const maybeOut = (p: Publication): Publication => ({ ...p, notYets: p.notYets + 1 });

/** Counted from when it could first be tried: what an outage of ours took from it is given back. */
const triedForMs = (p: Publication, now: Date): number =>
  now.getTime() - Math.max(meantAt(p).getTime(), Date.parse(p.begunAt ?? p.createdAt));
const isTooOld = (p: Publication, now: Date): boolean => triedForMs(p, now) >= giveUpMs;

const sentAtOf = (p: Publication): Date => new Date(p.sentAt ?? p.createdAt);

/** Asks its owner what became of it, and goes on looking beside the question. */
export const askOwner = (p: Publication, now: Date, saw?: Saw): Publication =>
  unknown(p, now, { nextMs: nextSearchMs(sentAtOf(p), now), ...(saw === undefined ? {} : { saw }) });

/** Only a person at the platform can mend these, and then the same approval is good again. */
const ownerFirst: readonly Failure['code'][] = ['reconnect_needed', 'login_needed', 'permission_missing'];

/**
 * Waits for its owner, and looks now and then whether that has happened; after a day it rests. If it may be out it says so, and in the end
 * its owner is asked to look.
 */
export function holdForOwner(p: Publication, now: Date, failure: Failure): Publication {
  if (!isTooOld(p, now)) return held(p, now, 'reconnect', failure, ownerRecheckMs(triedForMs(p, now)));
  return wasSent(p) ? askOwner(p, now) : held(p, now, 'reconnect', failure);
}

const refuse = (p: Publication, now: Date, failure: Failure): Publication =>
  ownerFirst.includes(failure.code) && !p.isUnclear ? holdForOwner(p, now, failure) : settle(p, now, () => failed(p, now, failure));

/**
 * The publish call itself was refused. When the network delivers it twice and the token dies in between, that is the answer to the second
 * one: so what waits for its owner counts as maybe out.
 */
const refuseSend = (p: Publication, now: Date, failure: Failure): Publication =>
  refuse(ownerFirst.includes(failure.code) ? maybeOut(p) : p, now, failure);

/** A new preparation, but only if no publish call of the old one was ever unclear, and not for ever. What is lost before it began counts, too. */
function replace(p: Publication, now: Date, failure: Failure = { code: 'preparation_lost' }): Publication {
  const begun = p.memo === undefined ? { ...p, preparations: p.preparations + 1 } : p;
  return settle(p, now, () => (begun.preparations < maxPreparations ? startOver(begun, now, startOverMs) : failed(begun, now, failure)));
}

const tryLater = (p: Publication, { now, chance }: At, failure: Failure, waitMs?: number): Publication =>
  isTooOld(p, now) ? refuse(p, now, failure) : setBack(p, now, failure, waitMs ?? backoffMs(p.setbacks, chance));

export function afterPrepare(p: Publication, answer: Prepared, at: At): Publication {
  const { now } = at;
  switch (answer.kind) {
    case 'waiting':
      return isTooOld(p, now) ? refuse(p, now, { code: 'not_ready' }) : preparing(p, now, answer.memo, answer.waitMs);
    case 'ready':
      return prepared(p, now, answer.memo, answer.waitMs);
    case 'published':
      return published(p, now, undefined);
    case 'gone':
      return replace(p, now, answer.failure);
    case 'unreachable':
      return tryLater(p, at, answer.failure, answer.waitMs);
    case 'rejected':
      return refuse(p, now, answer.failure);
  }
}

const isThrottled = ({ code }: Failure): boolean => code === 'rate_limited' || code === 'quota_reached';

function afterRefusal(p: Publication, failure: Failure, { now, chance }: At): Publication {
  // It never left us.
  if (failure.code === 'provider_unavailable')
    return isTooOld(p, now) ? refuse(p, now, failure) : later(p, now, failure, backoffMs(p.setbacks, chance));
  if (isTooOld(p, now)) return p.isUnclear ? checking(p, now, 0) : verifying(maybeOut(p), now, verifyMs);
  if (isThrottled(failure)) return later(maybeOut(p), now, failure, throttledMs);
  const waitMs = notYetMs[p.notYets];
  return waitMs === undefined ? replace(p, now) : notYet(p, now, failure, waitMs);
}

/** `p` is the stored intent (`sending`). */
export function afterSend(p: Publication, answer: Sent, at: At): Publication {
  switch (answer.kind) {
    case 'sent':
      return published(p, at.now, answer.remoteId);
    case 'unknown':
      return checking(p, at.now, 0);
    case 'refused':
      return answer.again ? afterRefusal(p, answer.failure, at) : refuseSend(p, at.now, answer.failure);
  }
}

/** Why it was refused; stored codes are of the catalogue. */
const lastFailure = ({ failure }: Publication): Failure => (failure as Failure | undefined) ?? { code: 'not_ready' };

/** Every answer was an explicit refusal, and what the platform shows agrees: something new may be prepared. */
function afterVerify(p: Publication, answer: Found, now: Date): Publication {
  const isAbsent = answer.kind === 'absent' || (answer.kind === 'unclear' && answer.isListedAbsent === true);
  if (isAbsent) return isTooOld(p, now) ? failed(p, now, lastFailure(p)) : replace(p, now);
  return nextCheckMs(sentAtOf(p), now) === undefined ? askOwner(p, now, answer.saw) : verifying(p, now, verifyAgainMs, answer.saw);
}

/** Its owner has said in the approval that it may then be sent once more. */
function afterAbsence(p: Publication, usable: boolean, now: Date, saw: Saw | undefined): Publication | undefined {
  if (p.ifUnclear !== 'send_again' || p.isSentAgain) return undefined;
  if (usable) return sendAgain(p, now, saw);
  return p.preparations < maxPreparations ? beginAgain(p, now, startOverMs) : undefined;
}

/**
 * `p` is being looked for. The schedule counts from the unclear call; at its end its owner is asked. What the platform shows never proves
 * that it is not out: status and list were both seen to be stale for longer than any time that one could wait. `isAsApproved`: the post
 * still says what was sent.
 */
export function afterFind(p: Publication, answer: Found, now: Date, { isAsApproved = true } = {}): Publication {
  const { saw } = answer;
  if (answer.kind === 'published') {
    return isAsApproved || p.state !== 'failed' ? published(p, now, answer.remoteId) : outAfterAll(p, now, answer.remoteId);
  }
  if (isDeniedByPerson(p)) return stillDenied(p, now, nextSearchMs(sentAtOf(p), now), saw);
  if (p.state === 'unknown') return askOwner(p, now, saw);
  if (!p.isUnclear) return afterVerify(p, answer, now);
  const again = answer.kind === 'absent' ? afterAbsence(p, answer.usable, now, saw) : undefined;
  if (again) return again;
  const waitMs = nextCheckMs(sentAtOf(p), now);
  return waitMs === undefined ? askOwner(p, now, saw) : checking(p, now, waitMs, saw);
}
