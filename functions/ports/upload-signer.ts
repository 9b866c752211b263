/** Signs addresses for uploads to this stage's media bucket, in the name of this function. */
import { uploadSigner } from '../../lib/aws/sign-upload.ts';
import type { SignUpload } from '../../lib/core/media-files.ts';
import { awsSettings, env } from '../env.ts';
import { wallClock } from './clock.ts';

export function signUpload(): SignUpload {
  const { region, endpoint, credentials } = awsSettings();
  const bucket = env('MEDIA_BUCKET');
  const bucketUrl = endpoint ? `${endpoint}/${bucket}` : `https://${bucket}.s3.${region}.amazonaws.com`;
  return uploadSigner({ bucketUrl, region, credentials, signingNow: wallClock });
}
