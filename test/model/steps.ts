/** What may happen next: the engine's own pure decisions, over every answer that the platform may give. */
import { nextStep } from '../../lib/core/next-step.ts';
import { afterFind, afterPrepare, afterSend, holdForOwner, pauseUnlessOut } from '../../lib/core/outcomes.ts';
import type { Found, Prepared, Sent } from '../../lib/core/provider.ts';
import { isAsked, isCancelable, isInFlight, isReplaceable, type Publication, wasSent } from '../../lib/core/publication.ts';
import * as moves from '../../lib/core/publication-moves.ts';
import { claimRecheckMs, nextSearchMs, sendRecheckMs, stopRecheckMs } from '../../lib/core/reconcile.ts';
import { at, canLand, containerOf, lateMs, listLagMs, minute, publish, type Scene, type Step, spend, withContainer } from './scene.ts';

function looks(s: Scene): Step[] {
  const { p } = s;
  const answer = (what: string, given: Prepared, scene = s): Step => ({ what, to: { ...scene, p: afterPrepare(p, given, at(s)) } });
  if (!s.isTokenGood) {
    const next = p.isUnclear ? moves.checking(p, at(s).now, 0) : holdForOwner(p, at(s).now, { code: 'reconnect_needed' });
    return [{ what: 'look: the token is refused', to: { ...s, p: next } }];
  }
  const index = containerOf(s);
  const memo = { container: String(index < 0 ? s.containers.length : index) };
  const made: Scene = index < 0 ? { ...s, containers: [...s.containers, 'ready'] } : s;
  const state = made.containers[Number(memo.container)];
  const faulty = s.faults > 0;
  const unreachable: Prepared = { kind: 'unreachable', failure: { code: 'provider_unavailable' } };
  const steps = faulty ? [answer('look: not reached', unreachable, spend(s))] : [];
  if (index < 0) steps.push(answer('look: begun', { kind: 'waiting', memo, waitMs: 2_000 }, made));
  else if (state === 'ready') steps.push(answer('look: ready', { kind: 'ready', memo, waitMs: 0 }));
  else if (state === 'dead') steps.push(answer('look: gone', { kind: 'gone' }));
  else steps.push(answer('look: published', { kind: 'published' }));
  if (faulty && state === 'published' && index >= 0)
    steps.push(answer('look: still shown as ready', { kind: 'ready', memo, waitMs: 0 }, spend(s)));
  if (faulty && state === 'ready' && index >= 0) steps.push(answer('look: died', { kind: 'gone' }, withContainer(spend(s), index, 'dead')));
  return steps;
}

const refused = (code: 'not_ready' | 'rate_limited' | 'reconnect_needed' | 'content_refused'): Sent => ({
  kind: 'refused',
  failure: { code },
  again: code === 'not_ready' || code === 'rate_limited',
});
const noAnswer: Sent = { kind: 'unknown', failure: { code: 'outcome_unclear' } };

function sends(s: Scene): Step[] {
  const stop = () => moves.held(s.p, at(s).now, 'operator_stop', { code: 'operator_stop' }, stopRecheckMs);
  if (s.isStopped) return [{ what: 'send: the operator has stopped', to: { ...s, p: pauseUnlessOut(s.p, at(s).now, stop) } }];
  const intent = moves.sending(s.p, at(s).now, sendRecheckMs);
  const index = containerOf(s);
  const out = publish(s, index);
  const answer = (what: string, given: Sent, scene: Scene): Step => ({
    what: `send: ${what}`,
    via: 'sending',
    to: { ...scene, p: afterSend(intent, given, at(s)) },
  });
  const steps: Step[] = [];
  if (!s.isTokenGood) steps.push(answer('the token is refused', refused('reconnect_needed'), s));
  else if (s.containers[index] === 'ready') steps.push(answer('published', { kind: 'sent', remoteId: 'r' }, out));
  else steps.push(answer('not this container', s.containers[index] === 'published' ? noAnswer : refused('not_ready'), s));
  if (s.faults === 0) return steps;
  const [here, there] = [spend(s), spend(out)];
  steps.push({ what: 'send: dies before the call', to: { ...here, p: intent } });
  steps.push(answer('never arrives', noAnswer, here));
  steps.push(answer('the platform says later', refused('rate_limited'), here));
  if (!s.isTokenGood || s.containers[index] !== 'ready') return steps;
  steps.push({ what: 'send: dies after the call', to: { ...there, p: intent } });
  steps.push(answer('published, the answer is lost', noAnswer, there));
  steps.push(answer('arrives late', noAnswer, { ...here, flying: { container: index, since: s.now } }));
  steps.push(answer('not yet', refused('not_ready'), here));
  steps.push(answer('refused for good', refused('content_refused'), here));
  steps.push(answer('the token dies', refused('reconnect_needed'), { ...here, isTokenGood: false }));
  steps.push(answer('arrives twice, answered “not yet”', refused('not_ready'), there));
  steps.push(answer('arrives twice, answered “later”', refused('rate_limited'), there));
  steps.push(answer('arrives twice, the token dies in between', refused('reconnect_needed'), { ...there, isTokenGood: false }));
  return steps;
}

type Answer = (what: string, given: Found, scene?: Scene) => Step;

/** Status and list are both stale for longer than anybody can wait. An owner who allows that it is sent again takes that risk. */
function stale(s: Scene, answer: Answer): Step[] {
  const isLate = s.now - Date.parse(s.p.sentAt ?? s.p.createdAt) >= lateMs;
  if (s.faults === 0 || !isLate || !s.p.isUnclear || s.p.ifUnclear === 'send_again') return [];
  return [true, false].map((usable) => answer(`shown as not there, ${usable ? 'ready' : 'dead'}`, { kind: 'absent', usable }, spend(s)));
}

function finds(s: Scene): Step[] {
  const elapsedMs = s.now - Date.parse(s.p.sentAt ?? s.p.createdAt);
  const answer: Answer = (what, given, scene = s) => ({
    what: `find: ${what}`,
    to: { ...scene, p: afterFind(s.p, given, at(s).now) },
  });
  if (!s.isTokenGood) return [answer('the token is refused', { kind: 'unclear' })];
  const steps = s.faults > 0 ? [answer('nothing learned', { kind: 'unclear' }, spend(s))] : [];
  if (s.live > 0) {
    const lags = s.faults > 0 && s.now - s.liveAt < listLagMs && elapsedMs < lateMs;
    return [
      ...steps,
      answer('published', { kind: 'published', remoteId: 'r' }),
      ...(lags ? [answer('not listed yet', { kind: 'unclear' }, spend(s))] : []),
      ...stale(s, answer),
    ];
  }
  if (elapsedMs < lateMs) return [...steps, answer('not listed', { kind: 'unclear' })];
  return [...steps, answer('absent', { kind: 'absent', usable: s.containers[containerOf(s)] === 'ready' })];
}

/** What the engine does when it is next its turn. */
export function works(scene: Scene): Step[] {
  const { p } = scene;
  if (p.dueAt === undefined || p.state === 'published') return [];
  const s: Scene = { ...scene, now: Math.max(scene.now, Date.parse(p.dueAt)) };
  const { now } = at(s);
  const { kind } = nextStep(p, now);
  const store = (what: string, next: Publication): Step[] => [{ what, to: { ...s, p: next } }];
  if (kind === 'doubt') return store('doubt', moves.checking(p, now, 0));
  if (kind === 'verify') return store('verify', p.isUnclear ? moves.checking(p, now, 0) : moves.verifying(p, now, 0));
  if (kind === 'hold_late') return store('late', moves.held(p, now, 'late', { code: 'late' }));
  if (!s.isConnected && p.state === 'failed') return store('not connected any more', moves.stillDenied(p, now, undefined));
  if (!s.isConnected)
    return store('not connected any more', isInFlight(p) || wasSent(p) ? moves.unknown(p, now) : moves.canceled(p, now, 'connection_gone'));
  if (kind === 'look') return looks(s);
  if (kind === 'send') return sends(s);
  if (kind === 'find') return finds(s);
  if (kind !== 'begin') throw new Error(`no step ${kind}`);
  const claimed = { ...s, p: moves.claim(p, now, claimRecheckMs) };
  const begun = looks(claimed).map((step) => ({ ...step, via: 'preparing' as const }));
  return [...begun, ...(s.faults > 0 ? [{ what: 'dies after the claim', to: spend(claimed) }] : [])];
}

const sentAtOf = ({ sentAt, createdAt }: Publication): Date => new Date(sentAt ?? createdAt);

/** What an approval binds; nothing of what was prepared. */
const identityOf = ({
  id,
  userId,
  postId,
  connectionId,
  provider,
  approvalId,
  hash,
  userEpoch,
  connectionEpoch,
  partCount,
  ifLate,
  ifUnclear,
  isRepeatMeant,
}: Publication) => ({
  id,
  userId,
  postId,
  connectionId,
  provider,
  approvalId,
  hash,
  userEpoch,
  connectionEpoch,
  partCount,
  ifLate,
  ifUnclear,
  isRepeatMeant,
});

/** What else may happen at any moment. */
export function happens(s: Scene): Step[] {
  const steps: Step[] = [];
  const { p } = s;
  const { now } = at(s);
  if (s.flying && canLand(s)) {
    const {
      flying: { container },
      ...landed
    } = publish(s, s.flying.container) as Scene & Required<Pick<Scene, 'flying'>>;
    steps.push({ what: `the late call takes effect on ${container}`, to: landed });
  }
  if (s.faults > 0 && p.dueAt !== undefined)
    steps.push({ what: 'an outage of three hours', to: { ...spend(s), now: Math.max(s.now, Date.parse(p.dueAt)) + 180 * minute } });
  if (s.acts === 0) return steps;
  const acted = { ...s, acts: s.acts - 1 };
  const act = (what: string, change: Partial<Scene>) => steps.push({ what, to: { ...acted, ...change } });
  if (isCancelable(p)) act('canceled', { p: moves.canceled(p, now, 'you') });
  if (isReplaceable(p) && s.isConnected)
    act('approved again', { p: moves.newPublication({ ...identityOf(p), publishAt: undefined }, now, p) });
  act(s.isTokenGood ? 'the access is revoked' : 'connected again', { isTokenGood: !s.isTokenGood });
  if (s.isConnected && p.state !== 'sending') {
    const isOpen = p.dueAt !== undefined || p.state === 'held';
    const ended = isCancelable(p) ? moves.canceled(p, now, 'disconnected') : moves.unknown(p, now);
    const next = p.state === 'failed' ? moves.stillDenied(p, now, undefined) : ended;
    act('disconnected', { isConnected: false, p: isOpen && p.state !== 'published' ? next : p });
  }
  act(s.isStopped ? 'the operator resumes' : 'the operator stops', { isStopped: !s.isStopped });
  if (isAsked(p) && s.live > 0) act('found by its owner', { p: moves.resolvedPublished(p, now) });
  const isSettled = s.now - Date.parse(p.sentAt ?? p.createdAt) >= lateMs;
  if (isAsked(p) && s.live === 0 && isSettled)
    act('not found by its owner', { p: moves.resolvedAbsent(p, now, nextSearchMs(sentAtOf(p), now)) });
  return steps;
}
