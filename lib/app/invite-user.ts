/** The operator invites one address: a link for 24 hours and one use. The mailer sends a link of its own making. */
import type { MailMessage } from '../core/mail-messages.ts';
import { hashSecret, newSecret } from '../core/secret.ts';
import { inviteLifeMs } from '../core/user.ts';
import type { Deps, Sends } from './deps.ts';

export const inviteUrl = (publicOrigin: string, token: string): string => `${publicOrigin}/invite#${token}`;

/** @returns the link to hand over; it is shown once and stored only as a hash. */
export async function inviteUser(
  deps: Pick<Deps, 'now' | 'randomBytes' | 'keyedHash' | 'links' | 'commit' | 'publicOrigin'> & Sends<'mail'>,
  { address }: { address: string },
): Promise<{ inviteUrl: string; expiresAt: string }> {
  const token = newSecret(deps.randomBytes);
  const expiresAt = new Date(deps.now().getTime() + inviteLifeMs).toISOString();
  const emailHash = await deps.keyedHash('email', address);
  await deps.commit(deps.links.createInvite({ address, emailHash, expiresAt }, hashSecret(token)));
  const message: MailMessage = { kind: 'invite', invite_hash: hashSecret(token) };
  await deps.sendMessage('mail', message);
  return { inviteUrl: inviteUrl(deps.publicOrigin, token), expiresAt };
}
