/** One call of the data API: token, rights, parameters and faults in this order, then what the call itself does. */
import { type AskFault, underFaults } from '../faults/strike.ts';
import type { CallName } from '../faults/table.ts';
import type { Reply } from '../reply.ts';
import type { Params, SimRequest } from '../request.ts';
import type { RouteInput } from '../router.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';
import { readSession, type Session } from './session.ts';

export type CallInput = Session & { world: World; params: Params; ask: AskFault; id: string };

export type DataCall = {
  name: CallName;
  scopes: readonly string[];
  /** Which error a missing scope gives: code 10 or code 200. */
  scopeError?: 'permissionMissing' | 'scopeMissing';
  /** Everything it takes besides `access_token`; anything else is refused, though Threads ignores much of it. */
  params: readonly string[];
  /** Called once per call, before any fault. */
  onArrival?: (world: World, account: Account, params: Params) => void;
  run: (input: CallInput) => Reply | Promise<Reply>;
};

/** @throws {GraphError} `unknownParameter`, `repeatedParameter` */
export function checkParams(request: SimRequest, known: readonly string[]): void {
  const repeated = request.repeated[0];
  if (repeated !== undefined) throw new GraphError('repeatedParameter', repeated);
  const unknown = [...request.params.keys()].find((name) => name !== 'access_token' && !known.includes(name));
  if (unknown !== undefined) throw new GraphError('unknownParameter', unknown);
}

function checkScopes({ scopes, scopeError = 'permissionMissing' }: DataCall, granted: readonly string[]): void {
  const missing = scopes.find((scope) => !granted.includes(scope));
  if (missing !== undefined) throw new GraphError(scopeError, missing);
}

/** Runs the call that `pick` chooses for this person and this id. */
export async function runDataCall({ world, request, path }: RouteInput, pick: (session: Session, id: string) => DataCall): Promise<Reply> {
  const session = readSession(world, request);
  const id = path.id === undefined || path.id === 'me' ? session.account.id : path.id;
  const call = pick(session, id);
  call.onArrival?.(world, session.account, request.params);
  const subject = request.params.get('creation_id') ?? request.params.get('reply_to_id') ?? id;
  const target = { call: call.name, accountId: session.account.id, subject, method: request.method };
  return underFaults(world, target, (ask) => {
    checkScopes(call, session.token.scopes);
    checkParams(request, call.params);
    return call.run({ ...session, world, params: request.params, ask, id });
  });
}

/** For calls under `/me`: the id must be the caller's own. */
export const ownCall =
  (call: DataCall) =>
  ({ account }: Session, id: string): DataCall => {
    if (id !== account.id) throw new GraphError('objectMissing', id);
    return call;
  };
