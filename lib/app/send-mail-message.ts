/** What the mailer does with one message. It makes the one-time link itself, so that no queue ever holds one. */
import { isOver, parseExportKey, requireFetchable, told } from '../core/export.ts';
import type { MailMessage } from '../core/mail-messages.ts';
import { hashSecret, newSecret } from '../core/secret.ts';
import { linkLifeMs } from '../core/user.ts';
import { answerMail } from './answer-mail.ts';
import { sendDeletionLink } from './confirm-deletion.ts';
import type { Deps } from './deps.ts';
import { type ForwardDeps, forwardMail } from './forward-mail.ts';
import { inviteUrl } from './invite-user.ts';
import { exportMail, inviteMail, signInMail } from './mail-texts.ts';
import { remindOfCase, sendDigest } from './remind-operator.ts';
import { sendConnectionTrouble } from './send-connection-trouble.ts';

export type MailDeps = Pick<
  Deps,
  'now' | 'randomBytes' | 'users' | 'links' | 'connections' | 'health' | 'exports' | 'commit' | 'sendMail' | 'publicOrigin'
> &
  ForwardDeps;

export type MailOutcome = 'sent' | 'nobody' | 'too_old' | 'over' | 'told_before' | 'for_digest';

async function sendSignInLink(deps: MailDeps, message: Extract<MailMessage, { kind: 'sign_in_link' }>): Promise<MailOutcome> {
  const now = deps.now();
  const expiresAt = new Date(Date.parse(message.asked_at) + linkLifeMs);
  if (now >= expiresAt) return 'too_old';
  const userId = await deps.users.idByEmail(message.email_hash);
  const user = userId === undefined ? undefined : await deps.users.get(userId);
  if (!user || user.deletion !== undefined) return 'nobody';
  const token = newSecret(deps.randomBytes);
  const link = { userId: user.id, userEpoch: user.epoch, browserHash: message.browser_hash, expiresAt: expiresAt.toISOString() };
  await deps.commit(deps.links.createLink(link, hashSecret(token)));
  await deps.sendMail(signInMail(user.address, `${deps.publicOrigin}/sign-in#${token}`));
  return 'sent';
}

async function sendInvite(deps: MailDeps, message: Extract<MailMessage, { kind: 'invite' }>): Promise<MailOutcome> {
  const invite = await deps.links.getInvite(message.invite_hash);
  if (!invite || deps.now() >= new Date(invite.expiresAt)) return 'too_old';
  const token = newSecret(deps.randomBytes);
  await deps.commit(deps.links.createInvite(invite, hashSecret(token)));
  await deps.sendMail(inviteMail(invite.address, inviteUrl(deps.publicOrigin, token)));
  return 'sent';
}

/** An export lies there. Whoever takes it on first, mails; its file may be there a moment before its row says so. */
async function sendExportReady(deps: MailDeps, message: Extract<MailMessage, { kind: 'uploaded' }>): Promise<MailOutcome> {
  const { userId, exportId } = parseExportKey(message.key) ?? {};
  if (userId === undefined || exportId === undefined) return 'nobody';
  const made = await deps.exports.get(userId, exportId);
  const now = deps.now();
  if (!made || made.mailedAt !== undefined || isOver(made, now)) return 'nobody';
  requireFetchable(made, now);
  const user = await deps.users.get(userId);
  if (!user) return 'nobody';
  await deps.commit([deps.exports.replace(told(made, now))]);
  await deps.sendMail(exportMail(user.address, `${deps.publicOrigin}/settings`, made.expiresAt));
  return 'sent';
}

export function sendMailMessage(deps: MailDeps, message: MailMessage): Promise<MailOutcome> {
  switch (message.kind) {
    case 'invite':
      return sendInvite(deps, message);
    case 'sign_in_link':
      return sendSignInLink(deps, message);
    case 'connection_trouble':
      return sendConnectionTrouble(deps, message);
    case 'uploaded':
      return sendExportReady(deps, message);
    case 'deletion_link':
      return sendDeletionLink(deps, message);
    case 'neutral_answer':
      return answerMail(deps, { mailId: message.mail_id });
    case 'forward':
      return forwardMail(deps, { mailId: message.mail_id, note: message.note });
    case 'forward_digest':
      return sendDigest(deps, { day: message.day });
    case 'case_reminder':
      return remindOfCase(deps, { caseId: message.case_id });
  }
}
