/** After publishing: the remote id if its answer was lost, then what the platform shows of it. Nothing here can publish. */
import { isAppError } from '../core/errors.ts';
import { afterReadBack, identifyLater, isTwinDue, type Resent, resentParts, unidentified, withTwinWatch } from '../core/follow-up.ts';
import type { Found, ReadBack } from '../core/provider.ts';
import { isComplete, type Publication } from '../core/publication.ts';
import { failed, followedUp } from '../core/publication-moves.ts';
import { type AdvanceDeps, contentOf, store, type Work } from './publish-work.ts';

/** Asks the platform what became of the present part. A connection that has to be renewed first teaches nothing. */
export async function ask(deps: AdvanceDeps, work: Work): Promise<Found> {
  const { p, provider, isAsApproved } = work;
  const sentAt = new Date(p.sentAt ?? p.createdAt);
  const since = new Date(p.firstSentAt ?? p.sentAt ?? p.createdAt);
  try {
    const token = await work.token();
    // Of a post that says something else by now the list cannot be searched for what was sent.
    const about = { memo: p.memo ?? {}, content: contentOf(work), isAlone: !p.isRepeatMeant && isAsApproved };
    return await provider.find(token, { ...about, sentAt, since, now: deps.now() });
  } catch (error) {
    if (isAppError(error, 'reconnect')) return { kind: 'unclear' };
    throw error;
  }
}

async function identify(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const { p } = work;
  const answer = await ask(deps, work);
  const now = deps.now();
  if (answer.kind === 'published' && answer.remoteId !== undefined) {
    return followedUp(p, now, { remoteId: answer.remoteId, nextMs: 0 });
  }
  const later = identifyLater(p, now);
  return later.nextMs === undefined && !isComplete(p) ? failed(p, now, unidentified) : followedUp(p, now, later);
}

/** For the person who looks at the connection; once, before the first look. */
async function noteSuccess(
  { commit, health }: AdvanceDeps,
  { userId, connectionId, postId, permalink, publishedAt, updatedAt }: Publication,
): Promise<void> {
  if (permalink === undefined)
    await commit([health.put(userId, connectionId, 'success', { publishedAt: publishedAt ?? updatedAt, postId })]);
}

async function readBack(deps: AdvanceDeps, work: Work): Promise<Publication> {
  const { p, provider, parts, contents, token: open } = work;
  await noteSuccess(deps, p);
  const ids = [...p.done.map(({ remoteId = '' }) => remoteId), p.remoteId ?? ''];
  const unclear: ReadBack = { kind: 'unclear' };
  const askAll = async (): Promise<ReadBack[]> => {
    const token = await open();
    return Promise.all(contents.map((content, i) => provider.readBack(token, ids[i] ?? '', content)));
  };
  const answers = await askAll().catch((error: unknown) => {
    if (isAppError(error, 'reconnect')) return parts.map(() => unclear);
    throw error;
  });
  const seen = parts.map((part, i) => ({ part, readBack: answers[i] ?? unclear }));
  const found = afterReadBack(p, seen, deps.now());
  const twin = await findTwin(deps, work);
  return followedUp(p, deps.now(), withTwinWatch(p, twin ? { ...found, twin } : found, deps.now()));
}

type Twin = NonNullable<Publication['twin']>;

/** Looks for a copy of one part beside the one that is known: in the list, and by what else was prepared of the present part. */
async function copyOf(
  { p, provider, contents, token: open }: Work,
  { part, since, remoteId }: Resent,
  now: Date,
): Promise<Twin | undefined> {
  const token = await open();
  const content = contents[part];
  if (!content) return undefined;
  const isPresent = part === p.done.length;
  const memos = [...(isPresent ? p.earlier.map(({ memo }) => memo) : []), ...(p.memo === undefined ? [] : [p.memo])];
  const isTaken = async (id: string): Promise<boolean> => id === remoteId;
  for (const memo of memos) {
    const about = { memo, content, isAlone: !p.isRepeatMeant, since: new Date(since), sentAt: new Date(p.sentAt ?? since) };
    const found = await provider.find(token, { ...about, now, isTaken });
    const isOther = found.kind === 'published' && found.remoteId !== remoteId;
    // Without another id it may be the copy that we know: then only an earlier preparation that is out proves a second one.
    if (!isOther || (found.remoteId === undefined && memo === p.memo)) continue;
    const copy = found.remoteId === undefined ? undefined : await provider.readBack(token, found.remoteId, content);
    const permalink = copy?.kind === 'shown' ? copy.permalink : undefined;
    return {
      part,
      ...(found.remoteId === undefined ? {} : { remoteId: found.remoteId }),
      ...(permalink === undefined ? {} : { permalink }),
    };
  }
  return undefined;
}

/** What was sent more than once may be public twice: its owner is told then. */
async function findTwin(deps: AdvanceDeps, work: Work): Promise<Twin | undefined> {
  if (!isTwinDue(work.p, deps.now()) || !work.isAsApproved) return undefined;
  try {
    for (const resent of resentParts(work.p)) {
      const twin = await copyOf(work, resent, deps.now());
      if (twin) return twin;
    }
  } catch (error) {
    if (!isAppError(error, 'reconnect')) throw error;
  }
  return undefined;
}

export const followUp = async (deps: AdvanceDeps, work: Work): Promise<Publication> =>
  store(deps, work.p, await (work.p.remoteId === undefined ? identify(deps, work) : readBack(deps, work)));
