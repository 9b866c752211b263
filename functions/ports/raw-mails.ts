/** Mails that came in, from this stage's own bucket, read in the name of this function. */
import { rawMails as signedRawMails } from '../../lib/aws/raw-mails.ts';
import type { RawMails } from '../../lib/core/ports.ts';
import { awsSettings, env } from '../env.ts';
import { wallClock } from './clock.ts';
import type { DutyWith } from './given.ts';

const timeoutMs = 15_000;

export function rawMails(_: DutyWith<'raw-mail'>): RawMails {
  const { region, endpoint, credentials } = awsSettings();
  const bucket = env('RAW_MAIL_BUCKET');
  const bucketUrl = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  return signedRawMails({ bucketUrl, region, credentials, signingNow: wallClock, fetch: globalThis.fetch, timeoutMs });
}
