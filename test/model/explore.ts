/**
 * Every path of one publication, not a sample: all answers of the platform, crashes, outages and acts of its owner and of the operator, in
 * every order, as far as the budgets reach. What is promised is written down here once more.
 */
import { wasSent } from '../../lib/core/publication.ts';
import type { UnclearPolicy } from '../../lib/core/schedule.ts';
import { aPublication, startAt } from '../support/builders.ts';
import { canLand, listLagMs, type Scene } from './scene.ts';
import { happens, works } from './steps.ts';

/** `faults` of the platform, the network and our machines; `acts` of people. */
export type Budget = { faults: number; acts: number; ifUnclear?: UnclearPolicy };

const approved = ({ ifUnclear = 'ask', ...budget }: Budget): Scene => ({
  now: startAt.getTime(),
  p: aPublication({ ifUnclear }),
  containers: [],
  live: 0,
  liveAt: 0,
  isTokenGood: true,
  isConnected: true,
  isStopped: false,
  ...budget,
});

/** What is promised of every scene. */
function brokenBy(s: Scene): string | undefined {
  const { p } = s;
  if (s.live > 1) return 'out twice';
  const saysNotOut = p.state === 'failed' || p.state === 'canceled' || (p.state === 'held' && !wasSent(p));
  if (saysNotOut && s.live > 0) return `shown as ${p.state}, but out`;
  if (saysNotOut && canLand(s)) return `shown as ${p.state}, but a call is on its way`;
  if (p.state === 'waiting' && (s.live > 0 || canLand(s))) return 'begins anew, but may be out';
  if (p.state === 'published' && s.live === 0) return 'shown as published, but not out';
  const rests = ['published', 'failed', 'canceled', 'held', 'unknown'].includes(p.state);
  return p.dueAt === undefined && !rests ? `${p.state}, and nothing is due` : undefined;
}

/** Equal futures are one scene: times count from now, and history does not count. */
function keyOf({ now, p, ...rest }: Scene): string {
  const { steps: _, rev: __, updatedAt: ___, ...future } = p;
  const ago = (text: unknown) => (typeof text === 'string' && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) - now : text);
  const times = Object.fromEntries(Object.entries(future).map(([name, value]) => [name, ago(value)]));
  const { liveAt, flying, ...others } = rest;
  const lands = flying ? { ...flying, since: flying.since - now } : 0;
  return JSON.stringify([times, others, Math.min(listLagMs, now - liveAt), canLand({ now, p, ...rest }) ? lands : 0]);
}

export type Explored = { scenes: number; steps: number; transitions: Set<string>; broken: string[]; stuck: string[] };

/** From an approved publication through everything. `broken` and `stuck` are stories, shortest first. */
export function explore(budget: Budget): Explored {
  const first = approved(budget);
  const seen = new Map<string, { scene: Scene; from?: string; what: string }>();
  const transitions = new Set<string>();
  const broken: string[] = [];
  const keys = [keyOf(first)];
  seen.set(keys[0] ?? '', { scene: first, what: 'approved' });
  let steps = 0;
  const storyOf = (key: string): string => {
    const entry = seen.get(key);
    if (!entry) return '';
    return `${entry.from === undefined ? '' : `${storyOf(entry.from)} → `}${entry.what} [${entry.scene.p.state}]`;
  };
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] ?? '';
    const scene = seen.get(key)?.scene ?? first;
    for (const { what, to, via } of [...works(scene), ...happens(scene)]) {
      steps += 1;
      if (via) transitions.add(`${scene.p.state} → ${via}`);
      if (to.p !== scene.p) transitions.add(`${via ?? scene.p.state} → ${to.p.state}`);
      const next = keyOf(to);
      if (seen.has(next)) continue;
      seen.set(next, { scene: to, from: key, what });
      const fault = brokenBy(to);
      if (fault === undefined) keys.push(next);
      else broken.push(`${fault}: ${storyOf(next)}`);
    }
  }
  return { scenes: keys.length, steps, transitions, broken, stuck: [...seen.values()].flatMap(({ scene }) => stuckFrom(scene)) };
}

/** Without any further fault, and with nobody stopping it, it comes to an end by itself. */
function stuckFrom(scene: Scene): string[] {
  let s: Scene | undefined = { ...scene, faults: 0, acts: 0, isStopped: false };
  for (let i = 0; i < 400 && s; i += 1) {
    if (s.p.dueAt === undefined || s.p.state === 'published') return [];
    s = works(s)[0]?.to;
  }
  return [`never left ${scene.p.state}`];
}
