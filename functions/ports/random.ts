/** Cryptographically strong random bytes. */
import { randomBytes as nodeRandomBytes } from 'node:crypto';
import type { RandomBytes } from '../../lib/core/ports.ts';

export const randomBytes: RandomBytes = (count) => nodeRandomBytes(count);
