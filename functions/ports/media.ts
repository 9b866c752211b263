/** Files of this stage's media bucket, for the function that handles them. The S3 client is large: sign uploads with upload-signer.ts. */
import { S3Client } from '@aws-sdk/client-s3';
import { s3MediaFiles } from '../../lib/aws/media.ts';
import type { MediaFiles } from '../../lib/core/media-files.ts';
import { env } from '../env.ts';
import type { DutyWith } from './given.ts';

export const mediaFiles = (_: DutyWith<'media-bucket'>): MediaFiles => s3MediaFiles(new S3Client({}), env('MEDIA_BUCKET'));
