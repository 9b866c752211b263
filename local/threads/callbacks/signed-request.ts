/** The `signed_request` of a deauthorize or data-deletion call: signature and payload, both base64url. doc [deletion] */
import { createHmac } from 'node:crypto';
import type { Settings } from '../settings.ts';

type Variants = Pick<Settings, 'callbackPadding' | 'callbackUserId' | 'callbackSecret' | 'callbackAlgorithm' | 'callbackExpires'>;

const hourSeconds = 3600;

const userIds = {
  string: (id) => JSON.stringify(id),
  // Written as it is: above 2^53, so that reading it as a number gives another id.
  number: (id) => id,
  // What a Page removal sends on Facebook. seen idx:71079185157
  zero: () => '0',
} as const satisfies Record<Settings['callbackUserId'], (id: string) => string>;

const expiresAfter = { present: hourSeconds, past: -hourSeconds, missing: null } as const satisfies Record<
  Settings['callbackExpires'],
  number | null
>;

function payloadOf(userId: string, issuedAt: number, { callbackAlgorithm, callbackUserId, callbackExpires }: Variants): string {
  const after = expiresAfter[callbackExpires];
  const members = [
    `"algorithm":${JSON.stringify(callbackAlgorithm)}`,
    ...(after === null ? [] : [`"expires":${issuedAt + after}`]),
    `"issued_at":${issuedAt}`,
    `"user_id":${userIds[callbackUserId](userId)}`,
  ];
  return `{${members.join(',')}}`;
}

/** The signature covers the payload as it is sent, padding included. */
export function signRequest(userId: string, secret: string, nowMs: number, variants: Variants): string {
  const pad = (text: string) => (variants.callbackPadding === 'padded' ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text);
  const payload = pad(Buffer.from(payloadOf(userId, Math.floor(nowMs / 1000), variants)).toString('base64url'));
  const key = variants.callbackSecret === 'wrong' ? `${secret}-of-another-app` : secret;
  return `${pad(createHmac('sha256', key).update(payload).digest('base64url'))}.${payload}`;
}
