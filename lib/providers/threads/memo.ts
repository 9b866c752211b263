/** What is remembered between the steps of a preparation, and how it is stored: flat texts, read by a schema. */

import * as z from 'zod/mini';
import { Unexpected } from '../../core/errors.ts';
import { explanations, type Failure, type FailureCode } from '../../core/failures.ts';
import type { Memo } from '../../core/provider.ts';

/** `missingSince`: since then Threads does not know the post that this one replies to or quotes. */
export type Nothing = { kind: 'nothing'; missingSince?: Date };
/** The containers of a carousel's items so far, in order; `createdAt` is the newest one's. */
export type Items = { kind: 'items'; ids: readonly string[]; finished: readonly string[]; createdAt: Date; missingSince?: Date };
/** The container that will be published. */
export type Container = { kind: 'container'; id: string; createdAt: Date; finishedAt?: Date };
/** Threads could not make use of the content now; after a pause all is begun again. */
export type Lost = { kind: 'lost'; failure: Failure };
export type Stage = Nothing | Items | Container | Lost;

const instant = z.pipe(
  z.iso.datetime(),
  z.transform((text: string) => new Date(text)),
);
const ids = z.pipe(
  z.string().check(z.regex(/^\d+(,\d+)*$/)),
  z.transform((text: string) => text.split(',')),
);
const failure = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text: string): unknown => JSON.parse(text)),
  ),
  z.object({
    code: z.custom<FailureCode>((code) => typeof code === 'string' && Object.hasOwn(explanations, code)),
    provider: z._default(z.record(z.string(), z.union([z.string(), z.number()])), {}),
  }),
);

/** The first row is also what was stored before there were media. */
const memoSchema = z.union([
  z.strictObject({ container_id: z.string(), created_at: instant, finished_at: z.optional(instant) }),
  z.strictObject({ item_ids: ids, finished_ids: z.optional(ids), created_at: instant, missing_since: z.optional(instant) }),
  z.strictObject({ missing_since: instant }),
  z.strictObject({ lost: failure }),
]);

const since = (missingSince: Date | undefined) => (missingSince === undefined ? {} : { missingSince });

/** @throws {ZodError} for a memo that we did not write */
export function fromMemo(memo: Memo | undefined): Stage {
  if (memo === undefined) return { kind: 'nothing' };
  const read = memoSchema.parse(memo);
  if ('lost' in read) return { kind: 'lost', failure: read.lost };
  if ('container_id' in read) {
    const { container_id: id, created_at: createdAt, finished_at: finishedAt } = read;
    return { kind: 'container', id, createdAt, ...(finishedAt === undefined ? {} : { finishedAt }) };
  }
  if (!('item_ids' in read)) return { kind: 'nothing', missingSince: read.missing_since };
  const { item_ids, finished_ids: finished = [], created_at: createdAt, missing_since } = read;
  return { kind: 'items', ids: item_ids, finished, createdAt, ...since(missing_since) };
}

/** @throws {Error} when nothing was made yet that could be sent or looked for: a bug, never an outcome */
export function containerIn(memo: Memo): Container {
  const stage = fromMemo(memo);
  if (stage.kind === 'container') return stage;
  throw new Unexpected(`This preparation has no container yet: ${stage.kind}.`);
}

const at = (name: string, instant: Date | undefined): Memo => (instant === undefined ? {} : { [name]: instant.toISOString() });

export function toMemo(stage: Stage): Memo {
  switch (stage.kind) {
    case 'nothing':
      return at('missing_since', stage.missingSince);
    case 'container':
      return { container_id: stage.id, ...at('created_at', stage.createdAt), ...at('finished_at', stage.finishedAt) };
    case 'items': {
      const finished: Memo = stage.finished.length === 0 ? {} : { finished_ids: stage.finished.join(',') };
      return {
        item_ids: stage.ids.join(','),
        ...finished,
        ...at('created_at', stage.createdAt),
        ...at('missing_since', stage.missingSince),
      };
    }
    case 'lost':
      return { lost: JSON.stringify(stage.failure) };
  }
}
