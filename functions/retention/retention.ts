/** Every hour: what is past its limit is erased. */
import type { Deps } from '../../lib/app/deps.ts';
import { eraseExpired } from '../../lib/app/erase-expired.ts';
import { describeError, type Log } from '../../lib/log.ts';

type RetentionDeps = Pick<Deps, 'now' | 'retention' | 'commit'> & { log: Log };

export const retention = (deps: RetentionDeps) => async (): Promise<void> => {
  try {
    deps.log('info', 'retention', await eraseExpired(deps));
  } catch (error) {
    deps.log('error', 'retention', describeError(error));
    throw error;
  }
};
