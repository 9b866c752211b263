/** Outbound mail from the stage's own address. */
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { sesSendMail } from '../../lib/aws/mail.ts';
import type { SendMail } from '../../lib/core/ports.ts';
import { env } from '../env.ts';
import type { DutyWith } from './given.ts';

export const mail = (_: DutyWith<'mail'>): SendMail => sesSendMail(new SESv2Client({}), env('MAIL_FROM'), env('MAIL_CONFIGURATION_SET'));
