/** One approved post going to one connection: its shape, and what its state means. The moves it may make are in publication-moves.ts. */
import * as z from 'zod/mini';
import { endedBys } from './ending.ts';
import { AppError } from './errors.ts';
import { idSchema } from './ids.ts';
import { providerNames, seenLists, seenPreparations } from './provider.ts';
import { lateAfterMs, latePolicies, unclearPolicies } from './schedule.ts';

export const publicationStates = [
  'waiting',
  'preparing',
  'prepared',
  'sending',
  'checking',
  'published',
  'unknown',
  'held',
  'failed',
  'canceled',
] as const;
export type PublicationState = (typeof publicationStates)[number];
export const holdReasons = ['reconnect', 'content_changed', 'late', 'operator_stop'] as const;
export type HoldReason = (typeof holdReasons)[number];
/** What looking at it after publishing showed. `twice`: a second send was followed by two public copies. */
export const differences = ['text', 'media', 'removed', 'twice'] as const;
export type Difference = (typeof differences)[number];

const isoInstant = z.string();
const failureSchema = z.object({
  code: z.string(),
  provider: z.optional(z.record(z.string(), z.union([z.string(), z.number()]))),
});
const count = z.number().check(z.nonnegative());

/** A part that is out and whose address at the platform is known: the next part replies to it. Its id goes when its platform asks for that. */
const donePartSchema = z.object({
  remoteId: z.optional(z.string()),
  permalink: z.optional(z.string()),
  publishedAt: isoInstant,
  /** It was sent more than once, the first time then: looked for as `twice` until a day is over. */
  sentSince: z.optional(isoInstant),
});

/** A preparation of this part whose publish call began, and that another one followed. Of the same content, if the hash is. */
const earlierSchema = z.object({ memo: z.record(z.string(), z.string()), since: isoInstant, hash: z.string() });
/** The second public copy; `part` counts from 0. */
const twinSchema = z.object({ part: z.number(), remoteId: z.optional(z.string()), permalink: z.optional(z.string()) });

export const publicationSchema = z.object({
  id: idSchema('pub'),
  userId: idSchema('usr'),
  postId: idSchema('post'),
  connectionId: idSchema('con'),
  provider: z.enum(providerNames),
  approvalId: idSchema('apr'),
  /** The approved content hash: what is sent must hash to this. */
  hash: z.string(),
  userEpoch: count,
  connectionEpoch: count,
  rev: count,
  state: z.enum(publicationStates),
  /** How many parts the post has, and those that are out before the present one, in order. Older rows have a single part. */
  partCount: z._default(count, 1),
  done: z._default(z.array(donePartSchema), []),
  /** When it shall go out; absent: at once. Prepared before, sent not earlier. */
  publishAt: z.optional(isoInstant),
  /** Whether it goes out however late. Older rows ask. */
  ifLate: z._default(z.enum(latePolicies), 'ask'),
  /** Whether it may be sent again by itself when nobody can find it after an unclear answer. Older rows ask. */
  ifUnclear: z._default(z.enum(unclearPolicies), 'ask'),
  /** The same words went to this connection within a day, on purpose: a post with these words is no proof that it is this one. */
  isRepeatMeant: z._default(z.boolean(), false),
  holdReason: z.optional(z.enum(holdReasons)),
  /** Who ended it, when something else than publishing did; older rows do not say. */
  endedBy: z.optional(z.enum(endedBys)),
  failure: z.optional(failureSchema),
  /** When the engine looks next; absent once nothing more will happen by itself. */
  dueAt: z.optional(isoInstant),
  /** The provider's memory of what is prepared. */
  memo: z.optional(z.record(z.string(), z.string())),
  /** Looks at the present preparation, preparations begun, publish calls begun, refusals of the present one that do not prove that it is not out. */
  polls: z._default(count, 0),
  preparations: z._default(count, 0),
  sends: z._default(count, 0),
  notYets: z._default(count, 0),
  /** Calls in a row that taught nothing (time-outs, throttling). */
  setbacks: z._default(count, 0),
  /** A publish call of the present preparation had an unclear outcome: no new preparation while it may still be live. */
  isUnclear: z._default(z.boolean(), false),
  /** `ifUnclear` was made use of: once for a part, then a person is asked like everybody. */
  isSentAgain: z._default(z.boolean(), false),
  /** Earlier preparations of this part whose publish call began; of those the newest three. */
  earlier: z._default(z.array(earlierSchema), []),
  /** When the newest publish call began, and the first one of this preparation: a post of ours is not older than that. */
  sentAt: z.optional(isoInstant),
  firstSentAt: z.optional(isoInstant),
  /** Of the present part. */
  remoteId: z.optional(z.string()),
  permalink: z.optional(z.string()),
  publishedAt: z.optional(isoInstant),
  /** What looking at it showed; absent while nothing differs. */
  difference: z.optional(z.enum(differences)),
  twin: z.optional(twinSchema),
  createdAt: isoInstant,
  /** When a worker first took it on; absent if that was not much later than it should have been. */
  begunAt: z.optional(isoInstant),
  updatedAt: isoInstant,
  /** What happened, newest last, at most `maxSteps`. */
  steps: z.array(
    z.object({
      at: isoInstant,
      what: z.string(),
      /** Of a look at the platform. */
      saw: z.optional(z.object({ preparation: z.enum(seenPreparations), list: z.enum(seenLists) })),
    }),
  ),
});
export type Publication = z.infer<typeof publicationSchema>;

export const maxSteps = 40;

/** States in which a publish call may be under way or its outcome open: neither edit nor cancel can promise anything. */
export const isInFlight = (p: Publication): boolean => p.state === 'sending' || p.state === 'checking';
/** A publish call of the present preparation was answered unclearly, "not yet", or "connect again": the platform may have taken it all the same. */
export const wasSent = (p: Publication): boolean => p.isUnclear || p.notYets > 0;
/** Its owner may look at the platform and say what is there: nobody else can at present. */
export const isAsked = (p: Publication): boolean => p.state === 'unknown' || (p.state === 'held' && wasSent(p));
/** The person who looked did not find it; the search goes on all the same, until it is approved again or a few days are over. */
export const isDeniedByPerson = (p: Publication): boolean => p.state === 'failed' && p.failure?.code === 'not_found_by_you';
/** Since when there may be two copies of the present part: it was sent more than once. */
export const sentSince = ({ earlier, sends, firstSentAt }: Publication): string | undefined =>
  earlier[0]?.since ?? (sends > 1 ? firstSentAt : undefined);
/** Nobody knows yet whether the present part is out. */
export const isOutcomeOpen = (p: Publication): boolean => isInFlight(p) || isAsked(p) || (isUnderWay(p) && wasSent(p));
/** Every part is out. */
export const isComplete = (p: Publication): boolean => p.state === 'published' && p.done.length + 1 >= p.partCount;
/** Something of it is out, whatever becomes of the rest. */
export const isPartlyOut = (p: Publication): boolean => p.done.length > 0 || p.publishedAt !== undefined;
const isUnderWay = ({ state }: Publication): boolean => state === 'waiting' || state === 'preparing' || state === 'prepared';
/** What an edit or a cancel turns into `canceled`; of a chain, what is out stays out. */
export const isCancelable = (p: Publication): boolean => (isUnderWay(p) || p.state === 'held') && !wasSent(p);
/** The present part is not out and cannot be any more: a new approval may start over with it. */
export const isReplaceable = (p: Publication): boolean =>
  p.publishedAt === undefined && (p.state === 'canceled' || p.state === 'failed' || (p.state === 'held' && !wasSent(p)));

/** It says something that came from the platform, or the timer will look at it again. */
export const holdsPlatformData = (p: Publication): boolean =>
  [p.remoteId, p.permalink, p.memo, p.twin, p.earlier[0], p.failure?.provider, p.dueAt].some((value) => value !== undefined) ||
  p.done.some(({ remoteId, permalink }) => remoteId !== undefined || permalink !== undefined);

/** When it was meant to go out. */
export const meantAt = (p: Publication): Date => new Date(p.publishAt ?? p.createdAt);

/** So late that its owner is asked first. Nothing of it may be out yet: half a chain, or half an answer, is worse than a late one. */
export const isLate = (p: Publication, now: Date): boolean =>
  p.ifLate === 'ask' && !isPartlyOut(p) && now.getTime() - meantAt(p).getTime() > lateAfterMs;

/** Another worker or an edit was faster; the stored state is the truth. */
export const publicationMoved = (): AppError => new AppError('conflict', 'publication_moved', 'This publication has moved on meanwhile.');
