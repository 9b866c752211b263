/** One publication, and all around it that matters: its containers at the platform, what is public, and what may still go wrong. */
import type { Publication } from '../../lib/core/publication.ts';

export const minute = 60_000;
/** A publish call that was given up can still take effect for so long; what the list shows may be so old. */
export const lateMs = 10 * minute;
export const listLagMs = 60_000;

/** At the platform. One that is published stays so; each can be published once. */
export type Container = 'ready' | 'published' | 'dead';
export type Scene = {
  now: number;
  p: Publication;
  containers: readonly Container[];
  /** Posts that everybody can see. */
  live: number;
  liveAt: number;
  /** A publish call on its way: of which container, since when. */
  flying?: { container: number; since: number };
  isTokenGood: boolean;
  isConnected: boolean;
  isStopped: boolean;
  faults: number;
  acts: number;
};
/** `via`: the state that is stored on the way. */
export type Step = { what: string; to: Scene; via?: Publication['state'] };

export const containerOf = ({ p }: Scene): number => Number(p.memo?.['container'] ?? -1);
export const at = ({ now }: Scene) => ({ now: new Date(now), chance: 0.5 });
export const canLand = ({ flying, now, containers }: Scene): boolean =>
  flying !== undefined && now - flying.since < lateMs && containers[flying.container] === 'ready';
export const withContainer = (s: Scene, index: number, state: Container): Scene => ({
  ...s,
  containers: s.containers.map((c, i) => (i === index ? state : c)),
});
export const publish = (s: Scene, index: number): Scene =>
  s.containers[index] === 'ready' ? { ...withContainer(s, index, 'published'), live: s.live + 1, liveAt: s.now } : s;
export const spend = (s: Scene): Scene => ({ ...s, faults: s.faults - 1 });
