/** The mark of the present browser, made now if it has none. */

import type { RandomBytes } from '../../lib/core/ports.ts';
import { hashSecret, newSecret } from '../../lib/core/secret.ts';
import { setBrowserCookie } from './cookies.ts';

/** @returns its hash, and the cookies to set. */
export function browserMark(randomBytes: RandomBytes, present: string | undefined): { browserHash: string; cookies: string[] } {
  if (present !== undefined) return { browserHash: present, cookies: [] };
  const mark = newSecret(randomBytes);
  return { browserHash: hashSecret(mark), cookies: [setBrowserCookie(mark)] };
}
