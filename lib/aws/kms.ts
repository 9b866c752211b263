/** The key service on AWS KMS. What KMS refuses about a wrapped key is final; everything else may pass later. */
import {
  DecryptCommand,
  GenerateDataKeyCommand,
  IncorrectKeyException,
  InvalidCiphertextException,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { AppError, Unexpected } from '../core/errors.ts';
import type { KeyService } from '../core/ports.ts';

const refused = (cause: unknown): AppError =>
  new AppError('reconnect', 'token_not_readable', 'The stored connection cannot be used any more. Connect again.', { cause });

export function kmsKeyService(client: KMSClient, keyArn: string): KeyService {
  return {
    generateDataKey: async (context) => {
      const out = await client.send(new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: 'AES_256', EncryptionContext: { ...context } }));
      if (!out.Plaintext || !out.CiphertextBlob) throw new Unexpected('KMS answered without a key');
      return { plaintext: out.Plaintext, wrapped: out.CiphertextBlob };
    },
    decryptDataKey: async (wrapped, context) => {
      try {
        const out = await client.send(new DecryptCommand({ KeyId: keyArn, CiphertextBlob: wrapped, EncryptionContext: { ...context } }));
        if (!out.Plaintext) throw new Unexpected('KMS answered without a key');
        return out.Plaintext;
      } catch (error) {
        if (error instanceof InvalidCiphertextException || error instanceof IncorrectKeyException) throw refused(error);
        throw error;
      }
    },
  };
}
