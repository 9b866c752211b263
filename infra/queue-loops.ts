/** Which duties a chain of messages can come back to, computed from the queues that each consumes and sends to. */
import { type Duty, duties } from '../functions/duties.ts';

type Queued = Pick<Duty, 'queue' | 'rights'>;

/** Names of duties that can be called again by a message that they sent, directly or through others. */
export function loopingDuties(table: Readonly<Record<string, Queued>> = duties): string[] {
  const consumersOf = (queue: string) => Object.keys(table).filter((name) => `${table[name]?.queue}-queue` === queue);
  const next = (name: string) => (table[name]?.rights ?? []).flatMap(({ on }) => (on.endsWith('-queue') ? consumersOf(on) : []));
  const reachable = (from: string) => {
    const seen = new Set<string>();
    const open = next(from);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (seen.has(name)) continue;
      seen.add(name);
      open.push(...next(name));
    }
    return seen;
  };
  return Object.keys(table)
    .filter((name) => reachable(name).has(name))
    .sort();
}
