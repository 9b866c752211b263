/** Deleting by mail: a link goes to the address on file, and whoever opens it there and presses its button is believed. A mail alone deletes nothing. */
import { deletionLinkLifeMs, deletionLinkNotValid } from '../core/deletion.ts';
import type { MailMessage } from '../core/mail-messages.ts';
import { hashSecret, newSecret } from '../core/secret.ts';
import type { Deps } from './deps.ts';
import { deletionMail } from './mail-texts.ts';
import { requestDeletion } from './request-deletion.ts';

type Message = Extract<MailMessage, { kind: 'deletion_link' }>;
type MailNeeds = Pick<Deps, 'now' | 'randomBytes' | 'users' | 'links' | 'commit' | 'sendMail' | 'publicOrigin'>;

/** What the mailer does when a mail of the person came in (lib/app/receive-mail.ts asks it): the link is made here, so that no queue ever holds one. */
export async function sendDeletionLink(deps: MailNeeds, message: Message): Promise<'sent' | 'nobody' | 'too_old'> {
  const expiresAt = new Date(Date.parse(message.asked_at) + deletionLinkLifeMs);
  if (deps.now() >= expiresAt) return 'too_old';
  const user = await deps.users.get(message.user_id);
  if (!user || user.deletion !== undefined) return 'nobody';
  const token = newSecret(deps.randomBytes);
  const link = { userId: user.id, userEpoch: user.epoch, expiresAt: expiresAt.toISOString() };
  await deps.commit(deps.links.createDeletionLink(link, hashSecret(token)));
  await deps.sendMail(deletionMail(user.address, `${deps.publicOrigin}/delete#${token}`));
  return 'sent';
}

type Needs = Parameters<typeof requestDeletion>[0] & Pick<Deps, 'links'>;

/** The button. @returns the code of the deletion. @throws {AppError} `invalid` `deletion_link_not_valid` */
export async function confirmDeletion(deps: Needs, { token }: { token: string }): Promise<{ code: string }> {
  const tokenHash = hashSecret(token);
  const link = await deps.links.getDeletionLink(tokenHash);
  if (!link || deps.now() >= new Date(link.expiresAt)) throw deletionLinkNotValid();
  const user = await deps.users.get(link.userId);
  if (!user || user.epoch !== link.userEpoch) throw deletionLinkNotValid();
  return requestDeletion(deps, { user, door: 'mail', extra: deps.links.consumeDeletionLink(link, tokenHash) });
}
