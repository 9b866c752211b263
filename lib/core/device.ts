/** Browsers in which somebody was signed in before. What is asked for from there counts apart from what strangers ask for. */
import * as z from 'zod/mini';
import { idSchema } from './ids.ts';
import { hashSecret } from './secret.ts';

/** For how long a browser counts as known after signing in there. */
export const deviceLifeMs = 90 * 24 * 3_600_000;

export const deviceSchema = z.object({ userId: idSchema('usr'), expiresAt: z.string() });
export type Device = z.infer<typeof deviceSchema>;

/** `browserHash` is the hash of the browser's mark, `emailHash` the keyed hash of the address. */
export type DeviceOf = { browserHash: string; emailHash: string };

/** One hash of both: the row tells neither the browser nor the person to whoever reads it. */
export const deviceHash = ({ browserHash, emailHash }: DeviceOf): string => hashSecret(`${browserHash} ${emailHash}`);
