/** The log of this function: JSON lines to standard output. */
import { jsonLog, type Log } from '../../lib/log.ts';
import type { DutyName } from '../duties.ts';

export const log = (duty: DutyName): Log => jsonLog((line) => process.stdout.write(line), { duty });
