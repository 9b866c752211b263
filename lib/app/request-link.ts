/**
 * Somebody asks for a sign-in link. Same answer and same work whether the address is known or not: the mailer decides. Limits cost whoever
 * asks: a session of that very person and a browser in which they were signed in have counters that nobody else can fill.
 */
import { clientOf } from '../core/client-address.ts';
import { deviceHash } from '../core/device.ts';
import { AppError } from '../core/errors.ts';
import type { MailMessage } from '../core/mail-messages.ts';
import { inWindow, waitMs } from '../core/rate.ts';
import { linkLimits, maxInvitesPerClient, type User, unusualLinksPerDay } from '../core/user.ts';
import type { Deps, Sends } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'keyedHash' | 'rates' | 'devices'> & Sends<'mail'>;
type Asked = { emailHash: string; browserHash: string };
type Input = { address: string; browserHash: string; clientIp: string; caller: User | undefined };
/** `isUnusual`: so many were asked for today that the operator should look. */
export type LinkRequest = { isUnusual: boolean };

const tooMany = (retryAfterMs: number): AppError =>
  new AppError('rate_limited', 'too_many_links', 'Too many links were asked for from here. Please wait.', { retryAfterMs });

type Limited = { what: string; who: string; limit: number };

/** Counts one more. @throws {AppError} `rate_limited` `too_many_links`, with the time at which one more would do. */
async function count({ rates, now }: Pick<Deps, 'rates' | 'now'>, { what, who, limit }: Limited): Promise<void> {
  const counted = await rates.countSliding(what, who, now());
  const isWithin = inWindow(counted, now()) <= limit;
  // What was refused counts as well: whoever keeps asking waits longer.
  if (!isWithin) throw tooMany(Math.max(waitMs(counted, limit, now()), 1_000));
}

const clientHash = ({ keyedHash }: Pick<Deps, 'keyedHash'>, clientIp: string): Promise<string> =>
  keyedHash('client_ip', clientOf(clientIp));

/** @throws {AppError} `rate_limited` when too many invitations are accepted from one network. */
export const countInvite = async (deps: Pick<Deps, 'now' | 'keyedHash' | 'rates'>, clientIp: string): Promise<void> =>
  count(deps, { what: 'invite_client', who: await clientHash(deps, clientIp), limit: maxInvitesPerClient });

/** @returns whether the mailbox may have one more from browsers that nobody knows. Asked of every address alike. */
async function passesUnknown(deps: Needs, { browserHash, clientIp }: Input, emailHash: string): Promise<boolean> {
  await count(deps, { what: 'link_client', who: await clientHash(deps, clientIp), limit: linkLimits.client });
  await count(deps, { what: 'link_browser', who: deviceHash({ emailHash, browserHash }), limit: linkLimits.unknown });
  return (await deps.rates.countDay('link_mailbox', emailHash, deps.now())) <= linkLimits.mailbox;
}

/** By whose counter this request goes, and whether a mail goes out. @throws {AppError} `rate_limited` */
async function passes(deps: Needs, input: Input, emailHash: string): Promise<boolean> {
  const { address, browserHash, caller } = input;
  if (caller?.address === address) {
    await count(deps, { what: 'link_own', who: caller.id, limit: linkLimits.own });
    return true;
  }
  const device = await deps.devices.get({ browserHash, emailHash });
  if (!device || deps.now() >= new Date(device.expiresAt)) return passesUnknown(deps, input, emailHash);
  await count(deps, { what: 'link_known', who: deviceHash({ browserHash, emailHash }), limit: linkLimits.known });
  return true;
}

/** @throws {AppError} `rate_limited`: whoever asked is told when to come back. What floods a mailbox is dropped in silence, whosever it is. */
export async function requestLink(deps: Needs, input: Input): Promise<LinkRequest> {
  const emailHash = await deps.keyedHash('email', input.address);
  if (!(await passes(deps, input, emailHash))) return { isUnusual: false };
  await sendLink(deps, { emailHash, browserHash: input.browserHash });
  const today = await deps.rates.countDay('links', 'all', deps.now());
  return { isUnusual: today % unusualLinksPerDay === 0 };
}

/** Asks the mailer for a link. No limit: an accepted invitation always gets its mail. */
export async function sendLink(deps: Pick<Deps, 'now'> & Sends<'mail'>, { emailHash, browserHash }: Asked): Promise<void> {
  const message: MailMessage = {
    kind: 'sign_in_link',
    email_hash: emailHash,
    browser_hash: browserHash,
    asked_at: deps.now().toISOString(),
  };
  await deps.sendMessage('mail', message);
}
