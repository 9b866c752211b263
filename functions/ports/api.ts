/** What every API function needs besides its own ports: who calls, and whether the call came through the front door. */
import type { DutyName } from '../duties.ts';
import { env } from '../env.ts';
import type { ApiDeps } from '../middleware/http.ts';
import { clock } from './clock.ts';
import { log } from './log.ts';
import { randomBytes } from './random.ts';

export const api = (duty: DutyName, originSecrets: () => Promise<string[]>): Omit<ApiDeps, 'users' | 'sessions' | 'rates'> => ({
  now: clock(),
  randomBytes,
  publicOrigin: env('PUBLIC_ORIGIN'),
  originSecrets,
  log: log(duty),
});
