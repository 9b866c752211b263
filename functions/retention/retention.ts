/** Every hour: what is past its limit is erased. */
import type { Deps } from '../../lib/app/deps.ts';
import { type Erased, eraseExpired } from '../../lib/app/erase-expired.ts';
import { Unexpected } from '../../lib/core/errors.ts';
import { describeError, type Log } from '../../lib/log.ts';

type RetentionDeps = Pick<Deps, 'now' | 'retention' | 'commit'> & { log: Log };

async function eraseAll(deps: RetentionDeps): Promise<Erased> {
  try {
    return await eraseExpired(deps);
  } catch (error) {
    return { erased: 0, failures: [error] };
  }
}

export const retention = (deps: RetentionDeps) => async (): Promise<void> => {
  const { erased, failures } = await eraseAll(deps);
  deps.log('info', 'retention', { erased });
  if (failures.length === 0) return;
  deps.log('error', 'retention', { failures: failures.length, ...describeError(failures[0]) });
  // Lambda prints what is thrown, word for word.
  throw new Unexpected('Erasing what is over failed at least in part; the log line before says why.');
};
