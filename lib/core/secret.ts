/** One-time and session secrets: 256 random bits for the holder, their SHA-256 for the table. */
import { createHash } from 'node:crypto';
import type { RandomBytes } from './ports.ts';

/** 43 characters of base64url. */
export const newSecret = (randomBytes: RandomBytes): string => Buffer.from(randomBytes(32)).toString('base64url');

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
