/** A mailed link is used up and becomes a session with a fresh proof of presence, in the browser that asked for it. */
import { deviceLifeMs } from '../core/device.ts';
import { newId } from '../core/ids.ts';
import { hashSecret, newSecret } from '../core/secret.ts';
import type { OpenSession, Session } from '../core/session.ts';
import { linkNotValid, type User } from '../core/user.ts';
import type { Deps } from './deps.ts';
import { eventWrite } from './record-event.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'keyedHash' | 'users' | 'sessions' | 'links' | 'devices' | 'events' | 'commit'>;
type Input = { token: string; browserHash: string; userAgent: string; present: OpenSession | undefined };

/** @returns the session and its cookie value, which is stored nowhere. @throws {AppError} `invalid` `link_not_valid`. */
export async function redeemLink(deps: Needs, input: Input): Promise<{ user: User; session: Session; cookie: string }> {
  const tokenHash = hashSecret(input.token);
  const link = await deps.links.getLink(tokenHash);
  const now = deps.now();
  if (!link || now >= new Date(link.expiresAt) || link.browserHash !== input.browserHash) throw linkNotValid();
  const user = await deps.users.get(link.userId);
  if (!user || user.epoch !== link.userEpoch) throw linkNotValid();
  const cookie = newSecret(deps.randomBytes);
  const at = now.toISOString();
  const times = { createdAt: at, lastSeenAt: at, provenAt: at };
  const session: Session = { id: newId('ses', deps), userId: user.id, userEpoch: user.epoch, userAgent: input.userAgent, ...times };
  const device = { userId: user.id, expiresAt: new Date(now.getTime() + deviceLifeMs).toISOString() };
  const emailHash = await deps.keyedHash('email', user.address);
  await deps.commit([
    ...deps.links.consumeLink(link, tokenHash),
    deps.users.checkEpoch(user.id, user.epoch, linkNotValid()),
    ...deps.sessions.create(session, hashSecret(cookie)),
    ...deps.devices.remember({ browserHash: input.browserHash, emailHash }, device),
    ...(input.present ? deps.sessions.end(input.present) : []),
    eventWrite(deps, user.id, 'signed_in', { session: session.id }),
  ]);
  return { user, session, cookie };
}
