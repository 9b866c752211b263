/** Seals and opens tokens with the stage's token key. */
import { KMSClient } from '@aws-sdk/client-kms';
import { kmsKeyService } from '../../lib/aws/kms.ts';
import { tokenSealer } from '../../lib/aws/token-sealer.ts';
import type { TokenSealer } from '../../lib/core/ports.ts';
import { env } from '../env.ts';
import type { DutyWith } from './given.ts';
import { randomBytes } from './random.ts';

export const sealer = (_: DutyWith<'token-key'>): TokenSealer =>
  tokenSealer(kmsKeyService(new KMSClient({}), env('TOKEN_KEY_ARN')), randomBytes);
