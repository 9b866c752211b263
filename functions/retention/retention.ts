/** Every hour: what is past its limit is erased. */
import type { Deps } from '../../lib/app/deps.ts';
import { eraseExpired } from '../../lib/app/erase-expired.ts';
import { Unexpected } from '../../lib/core/errors.ts';
import { describeError, type Log } from '../../lib/log.ts';

type RetentionDeps = Pick<Deps, 'now' | 'retention' | 'commit'> & { log: Log };

export const retention = (deps: RetentionDeps) => async (): Promise<void> => {
  try {
    deps.log('info', 'retention', await eraseExpired(deps));
  } catch (error) {
    deps.log('error', 'retention', describeError(error));
    // Lambda prints what is thrown, word for word.
    throw new Unexpected('Erasing what is over failed; the log line before says why.');
  }
};
