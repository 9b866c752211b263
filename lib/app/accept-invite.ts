/** An invited person says yes: the account exists from here, and a sign-in link goes to the invited address. */
import { newId } from '../core/ids.ts';
import { hashSecret } from '../core/secret.ts';
import { inviteNotValid } from '../core/user.ts';
import type { Deps, Sends } from './deps.ts';
import { countInvite, sendLink } from './request-link.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'keyedHash' | 'users' | 'links' | 'rates' | 'commit'> & Sends<'mail'>;

/** @throws {AppError} `invalid` `invite_not_valid` for a used, expired or unknown invite alike; `rate_limited`, with the invite still good. */
export async function acceptInvite(
  deps: Needs,
  input: { token: string; browserHash: string; clientIp: string },
): Promise<{ address: string }> {
  await countInvite(deps, input.clientIp);
  const tokenHash = hashSecret(input.token);
  const invite = await deps.links.getInvite(tokenHash);
  const now = deps.now();
  if (!invite || now >= new Date(invite.expiresAt)) throw inviteNotValid();
  const emailHash = await deps.keyedHash('email', invite.address);
  const used = deps.links.consumeInvite(invite, tokenHash);
  const known = await deps.users.idByEmail(emailHash);
  const user = { id: newId('usr', deps), address: invite.address, epoch: 1, createdAt: now.toISOString() };
  await deps.commit(known === undefined ? [...used, ...deps.users.create(user, emailHash)] : used);
  await sendLink(deps, { emailHash, browserHash: input.browserHash });
  return { address: invite.address };
}
