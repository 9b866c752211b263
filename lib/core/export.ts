/** A copy of everything that is somebody's, as one file: asked for, made, fetched by its owner alone, gone after a day. */
import * as z from 'zod/mini';
import { AppError, notFound } from './errors.ts';
import { idSchema } from './ids.ts';

/** From asking on. The file goes with it. */
export const exportLifeMs = 24 * 3_600_000;
/** Nobody waits longer for one that is being made: it counts as failed then, and another one may be asked for. */
export const exportPatienceMs = 3_600_000;
/** How long a signed address of the file works. */
export const downloadWindowMs = 5 * 60_000;
/** Whoever makes one has ended by then: the function runs five minutes at most, and clocks may differ by three quarters of one. */
export const exportWorkMs = 345_000;
/** Most exports of one person in an hour. */
export const maxExportsPerHour = 5;

export const exportSchema = z.object({
  id: idSchema('exp'),
  userId: idSchema('usr'),
  state: z.enum(['building', 'ready']),
  sizeBytes: z.optional(z.number()),
  createdAt: z.string(),
  readyAt: z.optional(z.string()),
  /** When the mailer took it on, so that nobody is told twice. */
  mailedAt: z.optional(z.string()),
  expiresAt: z.string(),
  /** When the timer looks at it: at once until it was begun, then at its end. */
  lookAt: z.string(),
  rev: z.number(),
});
export type Export = z.infer<typeof exportSchema>;

export const newExport = (id: string, userId: string, at: Date): Export => ({
  id,
  userId,
  state: 'building',
  createdAt: at.toISOString(),
  expiresAt: new Date(at.getTime() + exportLifeMs).toISOString(),
  lookAt: at.toISOString(),
  rev: 1,
});

/** Somebody works on it: from here on the queue repeats what breaks off. */
export const begun = (made: Export): Export => ({ ...made, lookAt: made.expiresAt, rev: made.rev + 1 });

export const isBegun = ({ lookAt, expiresAt }: Export): boolean => lookAt === expiresAt;

export const built = (made: Export, sizeBytes: number, at: Date): Export => ({
  ...made,
  state: 'ready',
  sizeBytes,
  readyAt: at.toISOString(),
  rev: made.rev + 1,
});

/** Its owner is being deleted: nobody gets it any more. Its file is looked for until nobody can be at making it, and then its row goes. */
export const withdrawn = (made: Export, at: Date): Export => ({
  ...made,
  expiresAt: at.toISOString(),
  lookAt: new Date(at.getTime() + (made.state === 'building' && isBegun(made) ? exportWorkMs : 0)).toISOString(),
  rev: made.rev + 1,
});

/** Withdrawn, and somebody may still be at making it. */
export const mayBeAtWork = ({ lookAt }: Pick<Export, 'lookAt'>, now: Date): boolean => Date.parse(lookAt) > now.getTime();

export const told = (made: Export, at: Date): Export => ({ ...made, mailedAt: at.toISOString(), rev: made.rev + 1 });

export const isOver = ({ expiresAt }: Pick<Export, 'expiresAt'>, now: Date): boolean => Date.parse(expiresAt) <= now.getTime();

/** It is to be made, or to be erased: its row says which. Here and not in messages.ts, because the exporter has no room for the others. */
export const exportMessageSchema = z.object({ kind: z.literal('export'), user_id: idSchema('usr'), export_id: idSchema('exp') });
export type ExportMessage = z.infer<typeof exportMessageSchema>;

export type ExportState = 'building' | 'ready' | 'failed';

/** As its owner sees it. */
export const exportState = ({ state, createdAt }: Export, now: Date): ExportState =>
  state === 'building' && now.getTime() - Date.parse(createdAt) > exportPatienceMs ? 'failed' : state;

/** Where the file lies. Nothing serves this prefix; its owner gets a signed address. */
export const exportKey = ({ userId, id }: Pick<Export, 'userId' | 'id'>): string => `exports/${userId}/${id}.zip`;
const exportKeySchema = z.tuple([z.literal('exports'), idSchema('usr'), z.string().check(z.regex(/^exp_[0-9A-HJKMNP-TV-Z]{26}\.zip$/))]);

/** Whose export lies at this key; undefined for a key that we did not make. */
export function parseExportKey(key: string): { userId: string; exportId: string } | undefined {
  const parsed = z.safeParse(exportKeySchema, key.split('/'));
  return parsed.success ? { userId: parsed.data[1], exportId: parsed.data[2].slice(0, -'.zip'.length) } : undefined;
}

/** @throws {AppError} `not_found` `export_not_found`; `conflict` `export_not_ready`. */
export function requireFetchable(made: Export | undefined, now: Date): Export {
  if (!made || isOver(made, now)) throw notFound('export');
  if (made.state === 'ready') return made;
  throw new AppError('conflict', 'export_not_ready', 'This export is not ready yet.', { remediation: 'Come back in a few minutes.' });
}

export const exportRunning = (): AppError =>
  new AppError('conflict', 'export_running', 'An export of your data is being made already.', {
    remediation: 'Wait until it is ready. You get a mail.',
  });
export const exportWithdrawn = (): AppError =>
  new AppError('conflict', 'export_withdrawn', 'Whose data these are is being deleted, so no copy is made.');
export const tooManyExports = (): AppError =>
  new AppError('rate_limited', 'too_many_exports', 'You have asked for several exports within this hour.', { retryAfterMs: 3_600_000 });
