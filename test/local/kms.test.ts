import { describe, expect, it } from 'vitest';
import { openKms } from '../../local/kms.ts';

const key = (id: string, isEnabled = true) => ({
  id: id.padEnd(36, '0'),
  arn: `arn:aws:kms:r:1:key/${id.padEnd(36, '0')}`,
  isEnabled,
  aliases: [`alias/${id}`],
});
const keys = [key('a'), key('b'), key('off', false)];
const [a, b, off] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
const seed = Buffer.alloc(32, 7);
const kms = openKms(keys, seed);
const context = { user: 'u', purpose: 'token' };

describe(openKms, () => {
  it('makes a data key that only the same context opens, in any order, also after a restart', () => {
    const { Plaintext, CiphertextBlob, KeyId } = kms.call('GenerateDataKey', {
      KeyId: 'alias/a',
      KeySpec: 'AES_256',
      EncryptionContext: context,
    });

    const opened = openKms(keys, seed).call('Decrypt', { CiphertextBlob, EncryptionContext: { purpose: 'token', user: 'u' } });

    expect(KeyId).toBe(a.arn);
    expect(Buffer.from(String(Plaintext), 'base64')).toHaveLength(32);
    expect(opened).toMatchObject({ Plaintext, KeyId: a.arn });
  });

  it.each([
    ['another context', { EncryptionContext: { ...context, user: 'v' } }],
    ['no context', {}],
    ['one more name', { EncryptionContext: { ...context, more: 'x' } }],
  ])('refuses %s', (_what, input) => {
    const { CiphertextBlob } = kms.call('GenerateDataKey', { KeyId: a.id, KeySpec: 'AES_256', EncryptionContext: context });

    expect(() => kms.call('Decrypt', { CiphertextBlob, ...input })).toThrow(
      expect.objectContaining({ code: 'InvalidCiphertextException' }),
    );
  });

  it('refuses a flipped bit, noise and another seed', () => {
    const { CiphertextBlob } = kms.call('Encrypt', { KeyId: a.id, Plaintext: 'aGk=' });
    const flipped = Buffer.from(String(CiphertextBlob), 'base64');
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    const refused = expect.objectContaining({ code: 'InvalidCiphertextException' });

    expect(() => kms.call('Decrypt', { CiphertextBlob: flipped.toString('base64') })).toThrow(refused);
    expect(() => kms.call('Decrypt', { CiphertextBlob: 'AQID' })).toThrow(refused);
    expect(() => openKms(keys, Buffer.alloc(32)).call('Decrypt', { CiphertextBlob })).toThrow(refused);
  });

  it.each([
    ['an unknown key', 'GenerateDataKey', { KeyId: 'x', KeySpec: 'AES_256' }, 'NotFoundException'],
    ['a disabled key', 'GenerateDataKey', { KeyId: off.id, KeySpec: 'AES_256' }, 'DisabledException'],
    ['no size', 'GenerateDataKey', { KeyId: a.id }, 'ValidationException'],
  ])('answers %s with its error', (_what, operation, input, code) => {
    expect(() => kms.call(operation, input)).toThrow(expect.objectContaining({ code }));
  });

  it('refuses to decrypt with another key than the one that encrypted', () => {
    const { CiphertextBlob } = kms.call('Encrypt', { KeyId: a.id, Plaintext: 'aGk=' });

    expect(() => kms.call('Decrypt', { KeyId: b.id, CiphertextBlob })).toThrow(expect.objectContaining({ code: 'IncorrectKeyException' }));
  });

  it('gives no plaintext when asked not to', () => {
    expect(kms.call('GenerateDataKeyWithoutPlaintext', { KeyId: a.id, NumberOfBytes: 16 })).not.toHaveProperty('Plaintext');
  });
});
