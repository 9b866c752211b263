/** After publishing: the remote id if its answer was lost, then what the platform shows of it. Nothing here can publish. */
import { isAppError } from '../core/errors.ts';
import { afterReadBack, identifyLater, unidentified } from '../core/follow-up.ts';
import type { Found, ReadBack } from '../core/provider.ts';
import { isComplete, type Publication } from '../core/publication.ts';
import { failed, followedUp } from '../core/publication-moves.ts';
import { type AdvanceDeps, contentOf, store, type Work } from './publish-work.ts';

/** Asks the platform what became of the present part. A connection that has to be renewed first teaches nothing. */
export async function ask(deps: AdvanceDeps, work: Work): Promise<Found> {
  const { p, provider } = work;
  const sentAt = new Date(p.sentAt ?? p.createdAt);
  const since = new Date(p.firstSentAt ?? p.sentAt ?? p.createdAt);
  try {
    const token = await work.token();
    const about = { memo: p.memo ?? {}, content: contentOf(work), isAlone: !p.isRepeatMeant };
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

async function readBack(deps: AdvanceDeps, { p, provider, parts, contents, token: open }: Work): Promise<Publication> {
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
  return followedUp(p, deps.now(), afterReadBack(p, seen, deps.now()));
}

export const followUp = async (deps: AdvanceDeps, work: Work): Promise<Publication> =>
  store(deps, work.p, await (work.p.remoteId === undefined ? identify(deps, work) : readBack(deps, work)));
