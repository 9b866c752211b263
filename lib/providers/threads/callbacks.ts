/**
 * The `signed_request` with which Threads says that somebody removed the app or wants their data deleted. Pure.
 * @see https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback/ (read 2026-11-23)
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { parseJson } from '../json.ts';
import { remoteId } from './graph.ts';

/** `userId` is the account as `/me` names it. Age is no reason to refuse: calls are repeated for hours, and a replay must be harmless anyway. */
export type SignedRequest = { userId: string; issuedAt?: Date };

const second = z.catch(z.optional(z.int().check(z.nonnegative(), z.maximum(8.64e12))), undefined);
const payloadSchema = z.object({ algorithm: z.string().check(z.regex(/^hmac-sha256$/i)), user_id: remoteId, issued_at: second });

const maxLength = 10_000;

/** With or without padding, in the one spelling that these bytes have. */
function decode(part: string): Buffer | undefined {
  const bare = part.replace(/={1,2}$/, '');
  const bytes = Buffer.from(bare, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === bare ? bytes : undefined;
}

/** Compares with every secret, whichever fits, in constant time. An empty secret would be one that everybody knows. */
function isSigned(payload: string, signature: Buffer, secrets: readonly string[]): boolean {
  const fitting = secrets.filter((secret) => {
    const expected = createHmac('sha256', secret).update(payload).digest();
    return secret !== '' && expected.length === signature.length && timingSafeEqual(expected, signature);
  });
  return fitting.length > 0;
}

/**
 * Undefined unless one of the secrets signed it and it names an account. Give the Threads app's secret, then the Meta app's: the first
 * one is said to sign, the documentation does not settle it.
 */
export function verifySignedRequest(signedRequest: string, secrets: readonly string[]): SignedRequest | undefined {
  const [encodedSignature = '', payload = '', ...rest] = signedRequest.length > maxLength ? [] : signedRequest.split('.');
  const [signature, bytes] = [decode(encodedSignature), decode(payload)];
  if (rest.length > 0 || !signature || !bytes || !isSigned(payload, signature, secrets)) return undefined;
  const read = payloadSchema.safeParse(parseJson(bytes.toString('utf8')));
  if (!read.success) return undefined;
  const { user_id: userId, issued_at: issuedAt } = read.data;
  return { userId, ...(issuedAt === undefined ? {} : { issuedAt: new Date(issuedAt * 1000) }) };
}
