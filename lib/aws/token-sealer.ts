/** Seals tokens: one data key per seal from the key service, cleared as soon as it was used. Nothing is cached. */
import { AppError } from '../core/errors.ts';
import type { KeyService, RandomBytes, TokenSealer } from '../core/ports.ts';
import { open, SealBroken, seal } from './envelope.ts';

const sealBroken = (cause: unknown): AppError =>
  new AppError('reconnect', 'token_not_readable', 'The stored connection cannot be used any more. Connect again.', { cause });

export function tokenSealer(keyService: KeyService, randomBytes: RandomBytes): TokenSealer {
  return {
    seal: async (token, context) => {
      const { plaintext, wrapped } = await keyService.generateDataKey(context);
      const bytes = Buffer.from(token, 'utf8');
      try {
        return { sealed: seal(bytes, plaintext, context, randomBytes).toString('base64'), wrapped };
      } finally {
        plaintext.fill(0);
        bytes.fill(0);
      }
    },

    open: async (sealed, wrapped, context) => {
      const bytes = Buffer.from(sealed, 'base64');
      // The decoder is lenient; what was stored is not: anything but the very text is a broken seal.
      if (bytes.toString('base64') !== sealed) throw sealBroken(new SealBroken());
      const dataKey = await keyService.decryptDataKey(wrapped, context);
      try {
        return open(bytes, dataKey, context);
      } catch (error) {
        throw error instanceof SealBroken ? sealBroken(error) : error;
      } finally {
        dataKey.fill(0);
      }
    },
  };
}
