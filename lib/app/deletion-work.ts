/** What the steps of a deletion share: what they are given, whose data are meant, and how a move is stored. */
import { type Deletion, type ErasedKind, erasedKinds, type Scope, type Whose } from '../core/deletion.ts';
import type { Write } from '../core/ports.ts';
import type { Commits, Deps, Sends } from './deps.ts';

export type DeletionDeps = Pick<
  Deps,
  | 'now'
  | 'randomBytes'
  | 'keyedHash'
  | 'users'
  | 'connections'
  | 'publications'
  | 'media'
  | 'exports'
  | 'events'
  | 'deletions'
  | 'erasures'
  | 'ledger'
> &
  Commits<'main' | 'vault' | 'ledger'> &
  Sends<'erase' | 'media' | 'export'>;

export type Extent = Exclude<Scope['kind'], 'nobody'>;
/** A deletion of somebody who is here. */
export type Target = { extent: Extent; userId: string; connectionId: string | undefined; whose: Whose };

/** Undefined: nobody is meant, or not yet known what of theirs there is. */
export function targetOf({ scope, trace }: Deletion): Target | undefined {
  if (!scope || scope.kind === 'nobody' || !trace) return undefined;
  const { connectionIds, remotes, emailHash } = trace;
  const { userId } = scope;
  const whose = { userId, connectionIds, remotes, emailHash };
  return { extent: scope.kind, userId, connectionId: scope.kind === 'connection' ? scope.connectionId : undefined, whose };
}

/** What is known of a connection at its platform; the rest is of its owner. */
const ofConnection: readonly ErasedKind[] = ['data_key', 'token', 'health', 'owner', 'lease', 'recent_text', 'publication', 'connection'];

export const kindsOf = ({ extent }: Target): readonly ErasedKind[] => (extent === 'user' ? erasedKinds : ofConnection);

/** Stores a move, with what belongs to it. @throws {AppError} `conflict` if somebody else was faster */
export async function store(deps: DeletionDeps, next: Deletion, extra: readonly Write[] = []): Promise<Deletion> {
  await deps.commit([deps.deletions.replace(next), ...extra]);
  return next;
}
