/** HMAC-SHA-256 with a key that never rotates: addresses and remote ids can be found again, but not read back. */
import { createHmac } from 'node:crypto';
import type { KeyedHash } from '../core/ports.ts';

export const hmacKeyedHash =
  (readKey: () => Promise<string>): KeyedHash =>
  async (purpose, value) =>
    createHmac('sha256', await readKey())
      .update(`${purpose}\n${value}`)
      .digest('hex');
