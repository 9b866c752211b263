/** Signs addresses of single files in this stage's media bucket, in the name of this function. */
import { downloadSigner, type SignerSettings, uploadSigner } from '../../lib/aws/sign-file.ts';
import type { SignDownload } from '../../lib/core/export-files.ts';
import type { SignUpload } from '../../lib/core/media-files.ts';
import { awsSettings, env } from '../env.ts';
import { wallClock } from './clock.ts';
import type { DutyWith } from './given.ts';

function settings(): SignerSettings {
  const { region, endpoint, credentials } = awsSettings();
  const bucket = env('MEDIA_BUCKET');
  const bucketUrl = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  return { bucketUrl, region, credentials, signingNow: wallClock };
}

export const signUpload = (_: DutyWith<'media-bucket'>): SignUpload => uploadSigner(settings());
export const signDownload = (_: DutyWith<'media-bucket'>): SignDownload => downloadSigner(settings());
