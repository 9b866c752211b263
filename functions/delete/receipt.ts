/** What a deletion's code shows: how far it is, what was erased, what is kept, and what only the person can do. Nothing that names anybody. */
import { type Deletion, type ErasedKind, erasedKinds, isOver } from '../../lib/core/deletion.ts';

/** Singular and plural; `undefined` is bookkeeping that nobody would miss. */
const names: Record<ErasedKind, readonly [string, string] | undefined> = {
  data_key: ['key of an access token', 'keys of access tokens'],
  token: ['access token', 'access tokens'],
  health: undefined,
  owner: undefined,
  lease: undefined,
  recent_text: undefined,
  connection: ['connected account', 'connected accounts'],
  sandbox: ['record of the sandbox', 'records of the sandbox'],
  publication: ['record of publishing', 'records of publishing'],
  approval: ['approval', 'approvals'],
  post: ['post', 'posts'],
  media: ['uploaded file', 'uploaded files'],
  export: ['copy of all your data', 'copies of all your data'],
  session: ['session', 'sessions'],
  pending: ['open link', 'open links'],
  rate: undefined,
  event: ['line of the activity log', 'lines of the activity log'],
  user: undefined,
};

export type ReceiptLine = { kind: ErasedKind; label: string; count: number };

/** Of one connection the record stays with its owner; what the platform had said in it does not. */
const ofConnection: Partial<typeof names> = {
  publication: ['answer of the platform about a publication', 'answers of the platform about publications'],
};

/** In the order in which it goes. */
export const erasedLines = ({ counts, extent, scope }: Deletion): ReceiptLine[] =>
  erasedKinds.flatMap((kind) => {
    const count = counts[kind] ?? 0;
    const name = { ...names, ...((extent ?? scope?.kind) === 'connection' ? ofConnection : {}) }[kind];
    return name && count > 0 ? [{ kind, label: name[count === 1 ? 0 : 1], count }] : [];
  });

const hasEnded = (d: Deletion): boolean => d.state === 'done' && d.extent !== 'nobody';

/** What stays, why, and until when. */
export function keptLines(d: Deletion): { what: string; until: string }[] {
  if (!isOver(d)) return [];
  const until = d.dueAt.slice(0, 10);
  const receipt = { what: 'this receipt: its code, times and numbers', until };
  if (!hasEnded(d)) return [receipt];
  const ledger = { what: 'keyed hashes, which nobody can read back, so that a restored backup cannot bring anything back', until };
  const backup = 'encrypted backups of the database; access tokens in them cannot be opened by anybody, because their keys have no backup';
  const kept = [receipt, ledger, { what: backup, until: backupsEnd(d) }];
  return d.extent === 'connection'
    ? [
        ...kept,
        { what: 'posts that you wrote in Postora, which belong to your Postora account', until: 'you delete them there' },
        {
          what: 'when you approved them and what became of them, without anything from that account',
          until: 'you delete your Postora account',
        },
      ]
    : kept;
}

const backupDays = 35;
const backupsEnd = ({ endedAt = '' }: Deletion): string =>
  new Date(Date.parse(endedAt) + backupDays * 24 * 3_600_000).toISOString().slice(0, 10);

/** What nobody but the person can do. */
export function yourPart(d: Deletion): string[] {
  const remove = 'If Postora is still listed at Threads, remove it there: Settings, Website permissions.';
  if (d.state === 'refused')
    return ['If you want it gone after all, disconnect the account or delete everything in Postora, or remove the app again.'];
  if (d.state === 'done' && d.extent === 'nobody')
    return ['If you have a Postora account, you can delete everything that belongs to it in its settings.', remove];
  return ['Posts that went out stay where they were published. Delete them there.', remove];
}

export const deletionView = (d: Deletion) => ({
  object: 'deletion' as const,
  code: d.code,
  state: d.state,
  door: d.door,
  extent: d.extent ?? d.scope?.kind ?? null,
  refusal: d.refusal ?? null,
  received_at: d.receivedAt,
  ended_at: d.endedAt ?? null,
  erased: erasedLines(d),
  kept: keptLines(d),
  your_part: yourPart(d),
});
