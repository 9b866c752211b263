/** A request to erase, from any door: its shape and the moves it may make. One machine serves all doors (lib/app/advance-deletion.ts). */
import * as z from 'zod/mini';
import { AppError } from './errors.ts';
import { codeSchema, idSchema } from './ids.ts';
import type { Key, TableName } from './ports.ts';
import { providerNames } from './provider.ts';

export const doors = ['console', 'mail', 'threads_deauthorize', 'threads_deletion', 'operator'] as const;
export type Door = (typeof doors)[number];
export const deletionStates = ['received', 'verified', 'stopping', 'erasing', 'done', 'refused'] as const;
export type DeletionState = (typeof deletionStates)[number];

/** What is counted in the receipt, in the order in which it goes. Keys come first: from then on the tokens are noise, in backups too. */
export const erasedKinds = [
  'data_key',
  'token',
  'health',
  'owner',
  'lease',
  'recent_text',
  'connection',
  'sandbox',
  'publication',
  'approval',
  'post',
  'media',
  'export',
  'session',
  'pending',
  'rate',
  'event',
  'user',
] as const;
export type ErasedKind = (typeof erasedKinds)[number];

/** A remote account as we may remember it: no id, a keyed hash. */
export const remoteSchema = z.object({ provider: z.enum(providerNames), remoteHash: z.string() });
export type Remote = z.infer<typeof remoteSchema>;

/** Whom a request names. It is looked up by the machine, not by the door, so that every door does the same work for whoever is named. */
const subjectSchema = z.discriminatedUnion('kind', [
  /** Whoever has connected this account, if they did so before `asOf`. */
  z.object({ kind: z.literal('remote'), remote: remoteSchema, asOf: z.string() }),
  /** Whoever had this address on file at `asOf`. */
  z.object({ kind: z.literal('address'), emailHash: z.string(), asOf: z.string() }),
]);
export type Subject = z.infer<typeof subjectSchema>;

const scopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user'), userId: idSchema('usr') }),
  z.object({ kind: z.literal('connection'), userId: idSchema('usr'), connectionId: idSchema('con') }),
  /** Whoever was named is not here. */
  z.object({ kind: z.literal('nobody') }),
]);
export type Scope = z.infer<typeof scopeSchema>;

/** What was known of the person when everything stopped, so that it can be looked for again at the end. Forgotten once it is done. */
const traceSchema = z.object({
  emailHash: z.optional(z.string()),
  connectionIds: z.array(z.string()),
  remotes: z.array(remoteSchema),
  /** Buckets of the `due` index in which something stood. */
  buckets: z.array(z.string()),
});
export type Trace = z.infer<typeof traceSchema>;

/** Whose data are meant: all of a user's, or of one connection of theirs alone. */
export type Whose = { userId: string; connectionIds: readonly string[]; remotes: readonly Remote[]; emailHash?: string | undefined };
/** Stored items that go together and count as one. */
export type Group = readonly { table: TableName; key: Key }[];

export const refusals = ['connected_again'] as const;

export const deletionSchema = z.object({
  code: codeSchema,
  door: z.enum(doors),
  state: z.enum(deletionStates),
  /** Until whoever it names was looked up. */
  subject: z.optional(subjectSchema),
  /** Gone once it is done: `extent` then says what it was about. */
  scope: z.optional(scopeSchema),
  extent: z.optional(z.enum(['user', 'connection', 'nobody'])),
  trace: z.optional(traceSchema),
  refusal: z.optional(z.enum(refusals)),
  /** How many of each kind were found, and so erased. */
  counts: z._default(z.partialRecord(z.enum(erasedKinds), z.number()), {}),
  receivedAt: z.string(),
  stoppedAt: z.optional(z.string()),
  endedAt: z.optional(z.string()),
  /** When the eraser looks next; once it has ended, when its receipt goes. */
  dueAt: z.string(),
  rev: z.number(),
});
export type Deletion = z.infer<typeof deletionSchema>;

/**
 * Whoever began before the stop has ended by then: the longest function that writes runs two minutes, and clocks may differ by three quarters
 * of one. Exports take longer, and have a time of their own (lib/core/export.ts).
 */
export const settleMs = 180_000;
/** If a worker of the eraser dies, its step is looked at again after this. */
export const eraseRecheckMs = 10_000;
/**
 * Pause while others have to finish first: files that are being removed, another deletion of the same person. 5 s, later longer, counted from
 * when everything stopped, for which it waits anyway.
 */
export const eraseWaitMs = ({ stoppedAt, receivedAt }: Pick<Deletion, 'stoppedAt' | 'receivedAt'>, now: Date): number => {
  const begun = stoppedAt === undefined ? Date.parse(receivedAt) : Date.parse(stoppedAt) + settleMs;
  const waitedMs = now.getTime() - begun;
  return Math.min(Math.max(5_000, waitedMs / 2), 60_000);
};
/** Receipts and ledger are kept this long. */
export const receiptLifeDays = 400;
export const deletionLinkLifeMs = 24 * 3_600_000;

const afterMs = (at: Date, ms: number): string => new Date(at.getTime() + ms).toISOString();

/** Receipt and ledger go together, counted from when it was asked for. */
export const receiptEnd = (receivedAt: string): string => afterMs(new Date(receivedAt), receiptLifeDays * 24 * 3_600_000);

type Asked = { code: string; door: Door };

/** Somebody is named, and has to be looked up. What the ledger asks for again was received when it says. */
export const received = ({ code, door }: Asked, subject: Subject, now: Date, receivedAt = now.toISOString()): Deletion => ({
  code,
  door,
  subject,
  state: 'received',
  counts: {},
  receivedAt,
  dueAt: now.toISOString(),
  rev: 1,
});

/** The person asked and proved it, so there is nobody to look up. */
export const requested = ({ code, door }: Asked, scope: Scope, now: Date): Deletion => ({
  code,
  door,
  scope,
  state: 'verified',
  counts: {},
  receivedAt: now.toISOString(),
  dueAt: now.toISOString(),
  rev: 1,
});

const moved = (d: Deletion, now: Date, change: Partial<Deletion>, waitMs = eraseRecheckMs): Deletion => ({
  ...d,
  dueAt: afterMs(now, waitMs),
  ...change,
  rev: d.rev + 1,
});

/** Whom it is about is known. */
export function verified(d: Deletion, now: Date, scope: Scope): Deletion {
  const { subject: _, ...rest } = d;
  return moved(rest, now, { state: 'verified', scope });
}

/** What is known is written down before any of it goes. */
export const traced = (d: Deletion, now: Date, trace: Trace): Deletion => moved(d, now, { trace });

/** Nothing new begins from here on. */
export const stopping = (d: Deletion, now: Date): Deletion => moved(d, now, { state: 'stopping', stoppedAt: now.toISOString() });

/** Nobody who began before is left: what remains can go for good. */
export const erasing = (d: Deletion, now: Date): Deletion => moved(d, now, { state: 'erasing' });

/** What was found is written down before it goes, so that a crash in between loses no number. */
export const counted = (d: Deletion, now: Date, found: Partial<Record<ErasedKind, number>>): Deletion => {
  const counts = { ...d.counts };
  for (const kind of erasedKinds) {
    const most = Math.max(counts[kind] ?? 0, found[kind] ?? 0);
    if (most > 0) counts[kind] = most;
  }
  return moved(d, now, { counts });
};

/** Same state, later. */
export const waiting = (d: Deletion, now: Date, waitMs: number): Deletion => moved(d, now, {}, waitMs);

const ended = (d: Deletion, now: Date, change: Partial<Deletion>): Deletion => {
  const { subject: _, scope: __, trace: ___, ...rest } = d;
  return { ...moved(rest, now, { ...change, endedAt: now.toISOString() }), dueAt: receiptEnd(d.receivedAt) };
};

/** Everything was looked for again and nothing was found. Nothing that names anybody stays in the receipt. */
export const done = (d: Deletion, now: Date): Deletion => ended(d, now, { state: 'done', extent: d.scope?.kind ?? 'nobody' });

export const refused = (d: Deletion, now: Date, refusal: (typeof refusals)[number]): Deletion =>
  ended(d, now, { state: 'refused', refusal });

export const isOver = ({ state }: Pick<Deletion, 'state'>): boolean => state === 'done' || state === 'refused';

/** A link that confirms a deletion: mailed to the address on file, one use, bound to the person and their epoch. */
export const deletionLinkSchema = z.object({ userId: idSchema('usr'), userEpoch: z.number(), expiresAt: z.string() });
export type DeletionLink = z.infer<typeof deletionLinkSchema>;

/** The same answer for used, expired, outdated and never issued. */
export const deletionLinkNotValid = (): AppError =>
  new AppError('invalid', 'deletion_link_not_valid', 'This link does not work (any more). Nothing was deleted.', {
    remediation: 'Sign in and delete everything in the settings, or write to the help address again.',
  });
export const deletionMoved = (): AppError => new AppError('conflict', 'deletion_moved', 'This deletion has moved on meanwhile.');
