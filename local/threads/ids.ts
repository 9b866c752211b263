/** Ids, short codes, tokens and the time format as Threads writes them. */
import { randomBytes } from 'node:crypto';

// Odd and above 2^53, so that a client that reads an id as a number gets another id.
const firstId = 17_841_405_793_187_219n;
const idStep = 15_838n;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The n-th id this store gives out: decimal digits, never safe as a JSON number. */
export const idNumber = (n: number): string => String(firstId + BigInt(n) * idStep);

/** The short code in a permalink: the same number, written with 64 letters. */
export function shortcodeOf(id: string): string {
  let rest = BigInt(id);
  let code = '';
  while (rest > 0n) {
    code = alphabet.charAt(Number(rest % 64n)) + code;
    rest /= 64n;
  }
  return code;
}

export const newToken = (prefix: string): string => prefix + randomBytes(96).toString('base64url');
export const newTraceId = (): string => `A${randomBytes(16).toString('base64url')}`;

/** `2023-10-17T05:42:03+0000`: no milliseconds, no colon in the offset. doc [retrieve] */
export const graphTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+0000`;
