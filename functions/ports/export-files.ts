/** Files of exports in this stage's media bucket. */
import { S3Client } from '@aws-sdk/client-s3';
import { s3ExportFiles } from '../../lib/aws/export-files.ts';
import type { ExportFiles } from '../../lib/core/export-files.ts';
import { env } from '../env.ts';
import type { DutyWith } from './given.ts';

export const exportFiles = (_: DutyWith<'media-bucket'>): ExportFiles => s3ExportFiles(new S3Client({}), env('MEDIA_BUCKET'));
