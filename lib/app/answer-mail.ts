/**
 * The one neutral answer to somebody who wrote from a proven address that is not on file. Its row is used up before the mail goes out, so
 * that a message which comes twice, or a mailer that dies in between, never makes two; a refused mail is given back.
 */
import { isAppError } from '../core/errors.ts';
import type { Deps } from './deps.ts';
import { neutralMail } from './help-texts.ts';

type Needs = Pick<Deps, 'now' | 'helpMail' | 'commit' | 'sendMail' | 'publicOrigin'>;

export async function answerMail(deps: Needs, { mailId }: { mailId: string }): Promise<'sent' | 'too_old' | 'told_before'> {
  const reply = await deps.helpMail.reply(mailId);
  if (!reply) return 'told_before';
  try {
    await deps.commit([deps.helpMail.takeReply(reply)]);
  } catch (error) {
    if (isAppError(error, 'conflict')) return 'told_before';
    throw error;
  }
  if (deps.now() >= new Date(reply.expiresAt)) return 'too_old';
  try {
    await deps.sendMail(neutralMail(reply.address, `${deps.publicOrigin}/data-deletion`, reply.inReplyTo));
  } catch (error) {
    await deps.commit([deps.helpMail.createReply(reply)]);
    throw error;
  }
  return 'sent';
}
