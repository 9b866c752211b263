/** T3.3 in the size that was promised. Salts are 256 random bits and the key follows from the salt alone, so keys repeat only with salts. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { seal } from '../../lib/aws/envelope.ts';
import { tokenContext } from '../../lib/core/connection.ts';
import { aConnection } from '../support/builders.ts';

it('T3.3 a million seals under one data key repeat no salt, and so no key', () => {
  const [token, dataKey, context] = [Buffer.from('a token'), randomBytes(32), tokenContext(aConnection())];
  const salts = new Set<string>();

  for (let i = 0; i < 1_000_000; i += 1) salts.add(seal(token, dataKey, context, randomBytes).toString('latin1', 1, 33));

  expect(salts.size).toBe(1_000_000);
});
