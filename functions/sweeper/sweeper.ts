/** Every minute: what is due goes to its queue. */
import type { Deps, Sends } from '../../lib/app/deps.ts';
import { sweep } from '../../lib/app/sweep.ts';
import type { DueQueue } from '../../lib/core/due-work.ts';
import { Unexpected } from '../../lib/core/errors.ts';
import { describeError, type Log } from '../../lib/log.ts';

type SweeperDeps = Pick<Deps, 'now' | 'sweeps' | 'commit'> & Sends<DueQueue> & { log: Log };

/** One line for all of them, and one alarm for as long as it comes (infra/constructs/service-alarms.ts). */
function tellOfRows({ log }: SweeperDeps, { unsent, unknown }: Awaited<ReturnType<typeof sweep>>): void {
  const kinds = [...new Set(unsent.map(({ kind }) => kind))].sort().join(' ');
  if (unsent.length > 0) log('error', 'sweep_unsent', { rows: unsent.length, kinds, ...describeError(unsent[0]?.error) });
  if (unknown.length > 0) log('error', 'sweep_unknown_kind', { kinds: unknown.join(' ') });
}

export const sweeper = (deps: SweeperDeps) => async (): Promise<void> => {
  const swept = await sweep(deps);
  deps.log('info', 'sweep', { sent: swept.sent });
  tellOfRows(deps, swept);
  if (swept.failures.length === 0) return;
  deps.log('error', 'sweep', { failures: swept.failures.length, ...describeError(swept.failures[0]) });
  // Lambda prints what is thrown, word for word.
  throw new Unexpected('Part of the sweep failed; the log line before says why.');
};
