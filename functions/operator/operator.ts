/** What the operator asks from the command line. IAM decides who may; nothing of this is reachable over HTTP. */
import * as z from 'zod/mini';
import type { Deps, Sends } from '../../lib/app/deps.ts';
import { eraseByAddress, replayLedger } from '../../lib/app/erase-by-operator.ts';
import { inviteUser } from '../../lib/app/invite-user.ts';
import { addressSchema } from '../../lib/core/address.ts';
import { isAppError, Unexpected } from '../../lib/core/errors.ts';
import { describeError, type Log } from '../../lib/log.ts';
import { type CaseAnswer, caseCommands, closeCase, listCases } from './help-cases.ts';

const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('invite'), address: addressSchema }),
  /** The reason is shown to everybody who is signed in. */
  z.strictObject({ command: z.literal('stop_publishing'), reason: z.optional(z.string().check(z.maxLength(200))) }),
  z.strictObject({ command: z.literal('resume_publishing') }),
  z.strictObject({ command: z.literal('publishing_status') }),
  /** Everything of whoever has this address on file. */
  z.strictObject({ command: z.literal('erase'), address: addressSchema }),
  /** After `main` was restored, before anybody may use it. */
  z.strictObject({ command: z.literal('replay_ledger') }),
  ...caseCommands,
]);
type Command = z.infer<typeof commandSchema>;

type OperatorDeps = Pick<
  Deps,
  'now' | 'randomBytes' | 'keyedHash' | 'links' | 'stops' | 'helpMail' | 'users' | 'deletions' | 'ledger' | 'commit' | 'publicOrigin'
> &
  Sends<'mail' | 'erase'> & { log: Log };

export type OperatorAnswer =
  | { invite_url: string; expires_at: string }
  | { publishing: 'stopped'; since: string; reason: string }
  | { publishing: 'on' }
  | { code: string; status_url: string }
  | { entries: number; begun: number }
  | CaseAnswer
  | { error: string };

/** Stopping twice keeps the first time. */
async function stop({ stops, commit, now }: OperatorDeps, reason = ''): Promise<OperatorAnswer> {
  const present = await stops.get();
  const wanted = { since: present?.since ?? now().toISOString(), reason };
  await commit([stops.put(wanted)]);
  return { publishing: 'stopped', ...wanted };
}

async function resume({ stops, commit }: OperatorDeps): Promise<OperatorAnswer> {
  await commit([stops.remove()]);
  return { publishing: 'on' };
}

async function status({ stops }: OperatorDeps): Promise<OperatorAnswer> {
  const stopped = await stops.get();
  return stopped ? { publishing: 'stopped', ...stopped } : { publishing: 'on' };
}

async function erase(deps: OperatorDeps, address: string): Promise<OperatorAnswer> {
  const { code } = await eraseByAddress(deps, { address });
  return { code, status_url: `${deps.publicOrigin}/deletion/${code}` };
}

async function invite(deps: OperatorDeps, address: string): Promise<OperatorAnswer> {
  const { inviteUrl, expiresAt } = await inviteUser(deps, { address });
  return { invite_url: inviteUrl, expires_at: expiresAt };
}

async function run(deps: OperatorDeps, command: Command): Promise<OperatorAnswer> {
  switch (command.command) {
    case 'invite':
      return invite(deps, command.address);
    case 'stop_publishing':
      return stop(deps, command.reason);
    case 'resume_publishing':
      return resume(deps);
    case 'publishing_status':
      return status(deps);
    case 'erase':
      return erase(deps, command.address);
    case 'replay_ledger':
      return replayLedger(deps);
    case 'list_cases':
      return listCases(deps);
    case 'close_case':
      return closeCase(deps, command.case_id);
  }
}

/** Answers with what was done, or with a sentence about what is wrong with the command. */
export const operator =
  (deps: OperatorDeps) =>
  async (event: unknown): Promise<OperatorAnswer> => {
    const parsed = z.safeParse(commandSchema, event);
    if (!parsed.success) return { error: parsed.error.issues.map(({ message }) => message).join(' ') };
    try {
      const answer = await run(deps, parsed.data);
      deps.log('info', 'operator', { command: parsed.data.command });
      return answer;
    } catch (error) {
      if (isAppError(error, 'not_found')) return { error: error.message };
      deps.log('error', 'operator', describeError(error));
      // Lambda prints what is thrown, and hands it to whoever asked, word for word.
      throw new Unexpected('The command failed; the log says why.');
    }
  };
