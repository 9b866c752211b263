/** Somebody asks for a sign-in link. Same answer and same work whether the address is known or not: the mailer decides. */
import { AppError } from '../core/errors.ts';
import type { MailMessage } from '../core/mail-messages.ts';
import { maxLinksPerAddress, maxLinksPerClient } from '../core/user.ts';
import type { Deps, Sends } from './deps.ts';

type Input = { address: string; browserHash: string; clientIp: string };

/** @throws {AppError} `rate_limited` when this client asks too often; for an address it stays silent, so that nobody learns of it. */
export async function requestLink(deps: Pick<Deps, 'now' | 'keyedHash' | 'rates'> & Sends<'mail'>, input: Input): Promise<void> {
  await countClient(deps, input.clientIp);
  await sendLink(deps, input);
}

/** Counts one more question from this client. @throws {AppError} `rate_limited` */
export async function countClient(deps: Pick<Deps, 'now' | 'keyedHash' | 'rates'>, clientIp: string): Promise<void> {
  const client = await deps.keyedHash('client_ip', clientIp);
  if ((await deps.rates.count('link_client', client, deps.now())) <= maxLinksPerClient) return;
  throw new AppError('rate_limited', 'too_many_links', 'Too many links were asked for from here. Please wait an hour.', {
    retryAfterMs: 3_600_000,
  });
}

/** Asks the mailer for a link, unless this address was sent too many already. */
export async function sendLink(
  deps: Pick<Deps, 'now' | 'keyedHash' | 'rates'> & Sends<'mail'>,
  { address, browserHash }: Omit<Input, 'clientIp'>,
): Promise<void> {
  const now = deps.now();
  const emailHash = await deps.keyedHash('email', address);
  const asked = await deps.rates.count('link_address', emailHash, now);
  if (asked > maxLinksPerAddress) return;
  const message: MailMessage = { kind: 'sign_in_link', email_hash: emailHash, browser_hash: browserHash, asked_at: now.toISOString() };
  await deps.sendMessage('mail', message);
}
