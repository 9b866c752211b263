/** A key service that keeps KMS's promises: a wrapped key opens only under the very context it was made for. */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { AppError } from '../../../lib/core/errors.ts';
import type { KeyContext, KeyService, RandomBytes } from '../../../lib/core/ports.ts';

const masterKey = Buffer.from(hkdfSync('sha256', 'the key that never leaves', 'salt', 'master', 32));
const aadOf = (context: KeyContext): Buffer => Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

const refused = (cause: unknown): AppError =>
  new AppError('reconnect', 'token_not_readable', 'The stored connection cannot be used any more. Connect again.', { cause });

export type FakeKeyService = KeyService & {
  generated: number;
  opened: number;
  /** Every context it was ever asked with, as its audit log would show. */
  contexts: KeyContext[];
  /** Every plaintext key it ever handed out; the caller must clear them. */
  handedOut: Uint8Array[];
};

export function fakeKeyService(randomBytes: RandomBytes): FakeKeyService {
  const service: FakeKeyService = {
    generated: 0,
    opened: 0,
    contexts: [],
    handedOut: [],
    generateDataKey: async (context) => {
      service.generated += 1;
      service.contexts.push(context);
      const plaintext = Uint8Array.from(randomBytes(32));
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', masterKey, nonce).setAAD(aadOf(context));
      const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
      service.handedOut.push(plaintext);
      return { plaintext, wrapped: Buffer.concat([nonce, cipher.getAuthTag(), sealed]) };
    },
    decryptDataKey: async (wrapped, context) => {
      service.opened += 1;
      service.contexts.push(context);
      try {
        const decipher = createDecipheriv('aes-256-gcm', masterKey, wrapped.subarray(0, 12)).setAAD(aadOf(context));
        decipher.setAuthTag(wrapped.subarray(12, 28));
        const plaintext = Uint8Array.from(Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]));
        service.handedOut.push(plaintext);
        return plaintext;
      } catch (error) {
        throw refused(error);
      }
    },
  };
  return service;
}
