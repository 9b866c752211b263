/** Somebody who has proven who they are asks to be erased: from this one write on nothing of theirs goes on, and the machine does the rest. */
import { type Deletion, type Door, requested } from '../core/deletion.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { EraseMessage } from '../core/messages.ts';
import type { Write } from '../core/ports.ts';
import { newSecret } from '../core/secret.ts';
import { requireProof } from '../core/session.ts';
import type { User } from '../core/user.ts';
import type { Caller } from './authenticate.ts';
import type { Deps, Sends } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'randomBytes' | 'users' | 'deletions' | 'commit'> & Sends<'erase'>;

export const sendEraseMessage = (deps: Sends<'erase'>, code: string, delaySeconds = 0): Promise<void> =>
  deps.sendMessage('erase', { kind: 'deletion', code } satisfies EraseMessage, { delaySeconds, group: code });

const userMoved = (): AppError =>
  new AppError('conflict', 'user_moved', 'This account is just being changed. Please try again.', { retryAfterMs: 1_000 });

/** The writes by which a user's deletion begins: sessions, links and work carry the epoch, and a different one refuses. */
export const beginWrites = ({ users }: Pick<Deps, 'users'>, user: User, code: string): Write[] => [
  users.replace({ ...user, epoch: user.epoch + 1, deletion: code }, user, userMoved()),
];

type Asked = { user: User; door: Door; extra?: readonly Write[] };

/** @returns the code; asked twice, the same one. */
export async function requestDeletion(deps: Needs, { user, door, extra = [] }: Asked): Promise<{ code: string }> {
  if (user.deletion !== undefined) return { code: user.deletion };
  const deletion: Deletion = requested({ code: newSecret(deps.randomBytes), door }, { kind: 'user', userId: user.id }, deps.now());
  try {
    await deps.commit([...extra, ...beginWrites(deps, user, deletion.code), deps.deletions.create(deletion)]);
  } catch (error) {
    if (!isAppError(error, 'conflict', 'user_moved')) throw error;
    const present = await deps.users.get(user.id);
    if (present?.deletion === undefined) throw error;
    return { code: present.deletion };
  }
  // A lost message is no loss: the deletion stands in the `due` index.
  await sendEraseMessage(deps, deletion.code);
  return { code: deletion.code };
}

/** From the console. @throws {AppError} `forbidden` `presence_proof_needed` */
export async function requestOwnDeletion(deps: Needs, { user, session }: Caller): Promise<{ code: string }> {
  requireProof(session, deps.now());
  return requestDeletion(deps, { user, door: 'console' });
}
