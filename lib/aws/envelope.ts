/**
 * Seals one secret under a data key: AES-256-GCM with a key of its own per message, key commitment, and the context as
 * additional data. Layout: version(1) · salt(32) · commitment(32) · tag(16) · ciphertext.
 */
import { createCipheriv, createDecipheriv, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { KeyContext, RandomBytes } from '../core/ports.ts';
import { envelope } from '../core/sealed-fields.ts';

const { version, saltBytes, commitmentBytes, tagBytes } = envelope;
const headerBytes = 1 + saltBytes + commitmentBytes + tagBytes;
/** A zero nonce is safe because every message has a key of its own, derived from a fresh salt. */
const nonce = Buffer.alloc(12);

/** One error for every way in which a seal can be wrong; it says nothing about which. */
export class SealBroken extends Error {
  constructor() {
    super('the seal does not hold');
    this.name = 'SealBroken';
  }
}

function derive(dataKey: Uint8Array, salt: Uint8Array): { key: Buffer; commitment: Buffer } {
  const bytes = Buffer.from(hkdfSync('sha256', dataKey, salt, 'postora/token/v1', 64));
  return { key: bytes.subarray(0, 32), commitment: bytes.subarray(32) };
}

/** Header and context, unambiguous: the context as sorted JSON entries. */
const additionalData = (salt: Uint8Array, commitment: Uint8Array, context: KeyContext): Buffer => {
  const entries = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([Buffer.from([version]), salt, commitment, Buffer.from(JSON.stringify(entries))]);
};

export function seal(plaintext: Uint8Array, dataKey: Uint8Array, context: KeyContext, randomBytes: RandomBytes): Buffer {
  const salt = randomBytes(saltBytes);
  const { key, commitment } = derive(dataKey, salt);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(additionalData(salt, commitment, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const sealed = Buffer.concat([Buffer.from([version]), salt, commitment, cipher.getAuthTag(), ciphertext]);
  key.fill(0);
  return sealed;
}

/** @throws {SealBroken} for anything but the very bytes, key and context that were sealed. */
export function open(sealed: Uint8Array, dataKey: Uint8Array, context: KeyContext): Buffer {
  if (sealed.length < headerBytes || sealed[0] !== version) throw new SealBroken();
  const salt = sealed.subarray(1, 1 + saltBytes);
  const commitment = sealed.subarray(1 + saltBytes, 1 + saltBytes + commitmentBytes);
  const tag = sealed.subarray(headerBytes - tagBytes, headerBytes);
  const derived = derive(dataKey, salt);
  try {
    if (!timingSafeEqual(derived.commitment, commitment)) throw new SealBroken();
    const decipher = createDecipheriv('aes-256-gcm', derived.key, nonce, { authTagLength: tagBytes });
    decipher.setAAD(additionalData(salt, commitment, context));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
  } catch {
    throw new SealBroken();
  } finally {
    derived.key.fill(0);
  }
}
