/** Somebody asks for a sign-in link. Same answer and same work whether the address is known or not: the mailer decides. */
import { AppError } from '../core/errors.ts';
import type { MailMessage } from '../core/messages.ts';
import { maxLinksPerAddress, maxLinksPerClient } from '../core/user.ts';
import type { Deps } from './deps.ts';

type Input = { address: string; browserHash: string; clientIp: string };

/** @throws {AppError} `rate_limited` when this client asks too often; for an address it stays silent, so that nobody learns of it. */
export async function requestLink(deps: Pick<Deps, 'now' | 'keyedHash' | 'rates' | 'sendMessage'>, input: Input): Promise<void> {
  const now = deps.now();
  const client = await deps.keyedHash('client_ip', input.clientIp);
  if ((await deps.rates.count('link_client', client, now)) > maxLinksPerClient) {
    throw new AppError('rate_limited', 'too_many_links', 'Too many links were asked for from here. Please wait an hour.', {
      retryAfterMs: 3_600_000,
    });
  }
  const emailHash = await deps.keyedHash('email', input.address);
  const asked = await deps.rates.count('link_address', emailHash, now);
  if (asked > maxLinksPerAddress) return;
  const message: MailMessage = {
    kind: 'sign_in_link',
    email_hash: emailHash,
    browser_hash: input.browserHash,
    asked_at: now.toISOString(),
  };
  await deps.sendMessage('mail', message);
}
