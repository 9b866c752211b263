/** Every minute: what is due goes to its queue. */
import type { Deps } from '../../lib/app/deps.ts';
import { sweep } from '../../lib/app/sweep.ts';
import { Unexpected } from '../../lib/core/errors.ts';
import { describeError, type Log } from '../../lib/log.ts';

type SweeperDeps = Pick<Deps, 'now' | 'sweeps' | 'commit' | 'sendMessage'> & { log: Log };

export const sweeper = (deps: SweeperDeps) => async (): Promise<void> => {
  try {
    const { sent, unknown } = await sweep(deps);
    deps.log('info', 'sweep', { sent });
    if (unknown.length > 0) deps.log('error', 'sweep_unknown_kind', { kinds: unknown.join(' ') });
  } catch (error) {
    deps.log('error', 'sweep', describeError(error));
    // Lambda prints what is thrown, word for word.
    throw new Unexpected('The sweep failed; the log line before says why.');
  }
};
