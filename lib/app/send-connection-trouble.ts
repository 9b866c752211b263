/**
 * The mail that a connection will end. A threshold is taken on before the mail goes out: a message that comes twice, or a mailer that
 * dies in between, never makes two of it. A refused mail is given back, so that the message's next delivery sends it.
 */
import { AppError, isAppError } from '../core/errors.ts';
import type { MailMessage } from '../core/mail-messages.ts';
import { providerFacts } from '../core/provider.ts';
import type { Deps } from './deps.ts';
import { connectionTroubleMail } from './mail-texts.ts';

type Needs = Pick<Deps, 'now' | 'users' | 'connections' | 'health' | 'commit' | 'sendMail' | 'publicOrigin'>;
type Message = Extract<MailMessage, { kind: 'connection_trouble' }>;

const stopped = (): AppError => new AppError('conflict', 'stopped', 'This connection was told to stop.');

/** `over`: a newer token is there, or the connection is gone. */
export async function sendConnectionTrouble(deps: Needs, message: Message): Promise<'sent' | 'over' | 'told_before'> {
  const { user_id: userId, connection_id: id, key_version: keyVersion, days_left: daysLeft } = message;
  const user = await deps.users.get(userId);
  const connection = await deps.connections.get(userId, id);
  if (!user || connection?.state !== 'active' || connection.keyVersion !== keyVersion) return 'over';
  const told = await deps.health.told(userId, id);
  const days = told?.keyVersion === keyVersion ? told.days : [];
  if (days.some((one) => one <= daysLeft)) return 'told_before';
  const taken = { keyVersion, days: [...days, daysLeft], rev: (told?.rev ?? 0) + 1 };
  try {
    await deps.commit([deps.health.replaceTold(userId, id, taken), deps.connections.checkEpoch(connection, stopped())]);
  } catch (error) {
    if (isAppError(error, 'conflict')) return error.code === 'stopped' ? 'over' : 'told_before';
    throw error;
  }
  const { username, tokenExpiresAt, provider } = connection;
  const words = { username, platform: providerFacts[provider].label, endsAt: new Date(tokenExpiresAt), now: deps.now() };
  try {
    await deps.sendMail(connectionTroubleMail(user.address, `${deps.publicOrigin}/connections`, words));
  } catch (error) {
    await deps.commit([deps.health.replaceTold(userId, id, { ...taken, days, rev: taken.rev + 1 })]);
    throw error;
  }
  return 'sent';
}
