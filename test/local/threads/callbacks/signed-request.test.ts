/** The signed calls, in every shape an app must be able to read. */
import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signRequest } from '../../../../local/threads/callbacks/signed-request.ts';
import { defaultSettings, type Settings } from '../../../../local/threads/settings.ts';

const userId = '17841405793203057';
const at = Date.parse('2026-03-01T12:00:00.400Z');
const sign = (patch: Partial<Settings> = {}) => signRequest(userId, 'secret', at, { ...defaultSettings, ...patch });

function read(signed: string) {
  const [signature = '', payload = ''] = signed.split('.', 2);
  const good = createHmac('sha256', 'secret').update(payload).digest();
  return { text: Buffer.from(payload, 'base64url').toString(), isGood: good.equals(Buffer.from(signature, 'base64url')) };
}

describe(signRequest, () => {
  it('S14-38 signs the payload as it is sent, without padding', () => {
    const signed = sign();

    expect(signed).toMatch(/^[\w-]{43}\.[\w-]+$/);
    expect(read(signed)).toEqual({
      text: `{"algorithm":"HMAC-SHA256","expires":1772370000,"issued_at":1772366400,"user_id":"${userId}"}`,
      isGood: true,
    });
  });

  it('S14-38 pads both parts when set so, and signs what it sends', () => {
    const signed = sign({ callbackPadding: 'padded', callbackUserId: 'zero' });

    expect(signed.split('.').every((part) => part.length % 4 === 0)).toBe(true);
    expect(signed).toContain('=.');
    expect(read(signed).isGood).toBe(true);
  });

  it.each<[Partial<Settings>, string]>([
    [{ callbackUserId: 'number' }, `"user_id":${userId}}`],
    [{ callbackUserId: 'zero' }, '"user_id":0}'],
    [{ callbackExpires: 'past' }, '"expires":1772362800'],
    [{ callbackAlgorithm: 'hmac-sha256' }, '"algorithm":"hmac-sha256"'],
    [{ callbackAlgorithm: 'none' }, '"algorithm":"none"'],
  ])('S14-39 writes %j', (patch, part) => {
    expect(read(sign(patch)).text).toContain(part);
  });

  it('leaves expires out when set so', () => {
    expect(read(sign({ callbackExpires: 'missing' })).text).not.toContain('expires');
  });

  it('S14-40 uses another secret when set so', () => {
    expect(read(sign({ callbackSecret: 'wrong' })).isGood).toBe(false);
  });
});
