/** A sealer without ciphers, which this simulator is not about: it only checks that a token is opened under what it was sealed under. */
import { AppError } from '../../../lib/core/errors.ts';
import type { KeyContext, TokenSealer } from '../../../lib/core/ports.ts';

const wordsOf = (context: KeyContext): string => Object.values(context).join(' ');

export function plainSealer(): TokenSealer {
  let seals = 0;
  return {
    seal: async (token, context) => {
      seals += 1;
      return { sealed: `${seals} ${token}`, wrapped: Buffer.from(`${seals} ${wordsOf(context)}`) };
    },
    open: async (sealed, wrapped, context) => {
      const [seal, token = ''] = sealed.split(' ');
      if (Buffer.from(wrapped).toString() === `${seal} ${wordsOf(context)}`) return Buffer.from(token);
      throw new AppError('reconnect', 'token_not_readable', 'The stored connection cannot be used any more. Connect again.');
    },
  };
}
