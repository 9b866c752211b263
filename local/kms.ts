/** KMS as far as Postora uses it. Key material comes from one seed and the key's id, so what was encrypted survives a restart. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import * as z from 'zod';

export type KmsKey = { id: string; arn: string; isEnabled: boolean; aliases: string[] };
export type Kms = {
  call(operation: string, input: Record<string, unknown>): Record<string, unknown>;
  /** The key an id, ARN, alias or ciphertext means. @throws {KmsError} `NotFoundException`, `InvalidCiphertextException` */
  keyOf(keyId: string | undefined, ciphertext: string | undefined): KmsKey;
};

/** `code` is AWS's name of the error. */
export class KmsError extends Error {
  readonly code: string;
  constructor(code: string, message = '') {
    super(message);
    this.code = code;
  }
}

const base64 = z.string().transform((text) => Buffer.from(text, 'base64'));
const inputSchema = z.looseObject({
  KeyId: z.string().optional(),
  EncryptionContext: z.record(z.string(), z.string()).default({}),
  KeySpec: z.enum(['AES_128', 'AES_256']).optional(),
  NumberOfBytes: z.int().min(1).max(1024).optional(),
  Plaintext: base64.optional(),
  CiphertextBlob: base64.optional(),
});
type Input = z.infer<typeof inputSchema>;
type KeyRing = { keys: KmsKey[]; seed: Buffer };
type Operation = (ring: KeyRing, input: Input) => Record<string, unknown>;

const version = 1;
const idBytes = 36;
const ivBytes = 12;
const tagBytes = 16;
const algorithm = { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' };

/** The context as KMS binds it: the order of its entries does not matter. */
const canonical = (context: Record<string, string>) =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))));

const material = ({ seed }: KeyRing, { id }: KmsKey) => Buffer.from(hkdfSync('sha256', seed, id, 'postora/local-kms', 32));

function seal(ring: KeyRing, key: KmsKey, plaintext: Buffer, context: Record<string, string>): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', material(ring, key), iv).setAAD(canonical(context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([Buffer.from([version]), Buffer.from(key.id), iv, cipher.getAuthTag(), sealed]).toString('base64');
}

function open(ring: KeyRing, key: KmsKey, blob: Buffer, context: Record<string, string>): Buffer {
  const body = blob.subarray(1 + idBytes);
  const iv = body.subarray(0, ivBytes);
  const tag = body.subarray(ivBytes, ivBytes + tagBytes);
  try {
    const decipher = createDecipheriv('aes-256-gcm', material(ring, key), iv, { authTagLength: tagBytes });
    decipher.setAAD(canonical(context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(body.subarray(ivBytes + tagBytes)), decipher.final()]);
  } catch {
    throw new KmsError('InvalidCiphertextException');
  }
}

function named({ keys }: KeyRing, keyId = ''): KmsKey {
  const key = keys.find(({ id, arn, aliases }) => [id, arn, ...aliases].includes(keyId));
  if (!key) throw new KmsError('NotFoundException', `Key '${keyId}' does not exist`);
  return key;
}

function sealedBy({ keys }: KeyRing, blob: Buffer): KmsKey {
  const key = blob[0] === version ? keys.find(({ id }) => id === blob.subarray(1, 1 + idBytes).toString('latin1')) : undefined;
  if (!key) throw new KmsError('InvalidCiphertextException');
  return key;
}

function enabled(key: KmsKey): KmsKey {
  if (!key.isEnabled) throw new KmsError('DisabledException', `${key.arn} is disabled.`);
  return key;
}

function newDataKey(ring: KeyRing, { KeyId, KeySpec, NumberOfBytes, EncryptionContext }: Input) {
  const key = enabled(named(ring, KeyId));
  const isOneGiven = (KeySpec === undefined) !== (NumberOfBytes === undefined);
  if (!isOneGiven) throw new KmsError('ValidationException', 'Please specify either number of bytes or key spec.');
  const plaintext = randomBytes(NumberOfBytes ?? (KeySpec === 'AES_128' ? 16 : 32));
  return { key, plaintext, wrapped: seal(ring, key, plaintext, EncryptionContext) };
}

const generateDataKey: Operation = (ring, input) => {
  const { key, plaintext, wrapped } = newDataKey(ring, input);
  return { KeyId: key.arn, CiphertextBlob: wrapped, Plaintext: plaintext.toString('base64') };
};

const generateWithoutPlaintext: Operation = (ring, input) => {
  const { key, wrapped } = newDataKey(ring, input);
  return { KeyId: key.arn, CiphertextBlob: wrapped };
};

const encrypt: Operation = (ring, { KeyId, Plaintext = Buffer.alloc(0), EncryptionContext }) => {
  const key = enabled(named(ring, KeyId));
  return { KeyId: key.arn, CiphertextBlob: seal(ring, key, Plaintext, EncryptionContext), ...algorithm };
};

const decrypt: Operation = (ring, { KeyId, CiphertextBlob = Buffer.alloc(0), EncryptionContext }) => {
  const key = sealedBy(ring, CiphertextBlob);
  if (KeyId && named(ring, KeyId).id !== key.id) {
    throw new KmsError('IncorrectKeyException', 'The key ID in the request does not identify a CMK that can perform this operation.');
  }
  const plaintext = open(ring, enabled(key), CiphertextBlob, EncryptionContext);
  return { KeyId: key.arn, Plaintext: plaintext.toString('base64'), ...algorithm };
};

const describeKey: Operation = (ring, { KeyId }) => {
  const { id, arn, isEnabled } = named(ring, KeyId);
  const kind = { KeyUsage: 'ENCRYPT_DECRYPT', KeySpec: 'SYMMETRIC_DEFAULT' };
  return { KeyMetadata: { KeyId: id, Arn: arn, Enabled: isEnabled, KeyState: isEnabled ? 'Enabled' : 'Disabled', ...kind } };
};

const operations = new Map<string, Operation>([
  ['GenerateDataKey', generateDataKey],
  ['GenerateDataKeyWithoutPlaintext', generateWithoutPlaintext],
  ['Encrypt', encrypt],
  ['Decrypt', decrypt],
  ['DescribeKey', describeKey],
]);

export function openKms(keys: KmsKey[], seed: Buffer): Kms {
  const ring = { keys, seed };
  return {
    call(operation, input) {
      const run = operations.get(operation);
      if (!run) throw new KmsError('UnsupportedOperationException', `The laptop cloud does not model kms:${operation}`);
      return run(ring, inputSchema.parse(input));
    },
    keyOf: (keyId, ciphertext) => (keyId ? named(ring, keyId) : sealedBy(ring, Buffer.from(ciphertext ?? '', 'base64'))),
  };
}
