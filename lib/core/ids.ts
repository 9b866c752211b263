/** Ids: a prefix that says what it is, then a ULID (sortable by time, 80 random bits). */
import * as z from 'zod/mini';

export type IdPrefix = 'usr' | 'con' | 'post' | 'apr' | 'pub' | 'evt' | 'ses' | 'med' | 'exp' | 'req';

/**
 * A deletion is found by 256 bits in base64url, since its page is public. They are random; of a platform's request they are computed from it
 * with a key, so that its replay finds the same one.
 */
export const codeSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{43}$/));

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A schema that accepts exactly `<prefix>_` and 26 ULID characters. */
export const idSchema = (prefix: IdPrefix) => z.string().check(z.regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`)));

/** ULID of an instant and 16 random bytes, of which five bits each are used. */
export function ulid(at: Date, random: Uint8Array): string {
  let time = at.getTime();
  let head = '';
  for (let i = 0; i < 10; i += 1) {
    head = alphabet.charAt(time % 32) + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (let i = 0; i < 16; i += 1) tail += alphabet.charAt((random[i] ?? 0) % 32);
  return head + tail;
}

/** A new id of this instant. */
export const newId = (prefix: IdPrefix, deps: { now: () => Date; randomBytes: (count: number) => Uint8Array }): string =>
  `${prefix}_${ulid(deps.now(), deps.randomBytes(16))}`;
