/** What the operator asks from the command line. IAM decides who may; nothing of this is reachable over HTTP. */
import * as z from 'zod/mini';
import type { Deps } from '../../lib/app/deps.ts';
import { inviteUser } from '../../lib/app/invite-user.ts';
import { addressSchema } from '../../lib/core/user.ts';
import { describeError, type Log } from '../../lib/log.ts';

const commandSchema = z.discriminatedUnion('command', [z.strictObject({ command: z.literal('invite'), address: addressSchema })]);

type OperatorDeps = Pick<Deps, 'now' | 'randomBytes' | 'links' | 'commit' | 'sendMessage' | 'publicOrigin'> & { log: Log };

export type OperatorAnswer = { invite_url: string; expires_at: string } | { error: string };

/** Answers with the invite link, or with a sentence about what is wrong with the command. */
export const operator =
  (deps: OperatorDeps) =>
  async (event: unknown): Promise<OperatorAnswer> => {
    const parsed = z.safeParse(commandSchema, event);
    if (!parsed.success) return { error: parsed.error.issues.map(({ message }) => message).join(' ') };
    try {
      const { inviteUrl, expiresAt } = await inviteUser(deps, parsed.data);
      deps.log('info', 'operator', { command: parsed.data.command });
      return { invite_url: inviteUrl, expires_at: expiresAt };
    } catch (error) {
      deps.log('error', 'operator', describeError(error));
      throw error;
    }
  };
