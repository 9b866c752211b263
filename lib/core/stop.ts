/** The operator's switch: while it is there, nothing is published. */
import * as z from 'zod/mini';
import { AppError } from './errors.ts';

export const stopSchema = z.object({ since: z.string(), reason: z.string() });
export type Stop = z.infer<typeof stopSchema>;

export const publishingStopped = (): AppError =>
  new AppError('conflict', 'operator_stop', 'The operator has stopped all publishing for now.', {
    remediation: 'It goes on by itself when that is over.',
  });
