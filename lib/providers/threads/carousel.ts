/** The items of a carousel: one container each, made one per call, then looked at together until every one is FINISHED. */
import type { ContentMedia, Prepared } from '../../core/provider.ts';
import { create, type Work, waiting } from './create.ts';
import { itemForm } from './form.ts';
import type { Items } from './memo.ts';
import { type Looked, look } from './status.ts';
import { nextLookMs, settlingMs, waitsFor } from './waits.ts';

/** `media` is the next item. */
export async function makeItem(work: Work, stage: Items, media: ContentMedia): Promise<Prepared> {
  const { content, now } = work;
  const made = await create(work, itemForm(media), 'media_refused');
  if (made.kind === 'not_made') return made.answer;
  if (made.kind === 'missing') return { kind: 'unreachable', failure: made.failure };
  const ids = [...stage.ids, made.id];
  const isLast = ids.length === content.media.length;
  return waiting({ ...stage, ids, createdAt: now }, isLast ? nextLookMs(waitsFor(content), 0) : 0);
}

type Ending = Extract<Prepared, { kind: 'rejected' | 'gone' | 'unreachable' }>;

/** Nothing of a carousel was sent before its parent exists, so an item that says PUBLISHED is of no use either. */
function endingOf(looked: Looked): Ending[] {
  if (looked.kind === 'working' || looked.kind === 'finished') return [];
  if (looked.kind === 'rejected' || looked.kind === 'unreachable') return [looked];
  return [{ failure: { code: 'carousel_refused' }, ...looked, kind: 'gone' }];
}

/** What cannot be cured comes before what can. */
const ranks = { rejected: 0, gone: 1, unreachable: 2 } as const satisfies Record<Ending['kind'], number>;

/** Reads all that are not finished yet, at once; writes nothing. */
export async function lookAtItems({ graph, token, content, now }: Work, stage: Items): Promise<Prepared> {
  const ageMs = now.getTime() - stage.createdAt.getTime();
  const open = stage.ids.filter((id) => !stage.finished.includes(id));
  const looks = await Promise.all(
    open.map(async (id) => ({ id, looked: await look(graph, token, { id, hasMedia: true, isYoung: ageMs < settlingMs }) })),
  );
  const [worst] = looks.flatMap(({ looked }) => endingOf(looked)).sort((a, b) => ranks[a.kind] - ranks[b.kind]);
  if (worst) return worst;

  const finished = [...stage.finished, ...looks.flatMap(({ id, looked }) => (looked.kind === 'finished' ? [id] : []))];
  const waits = waitsFor(content);
  if (finished.length === stage.ids.length) return waiting({ ...stage, finished }, 0);
  return ageMs < waits.maxAgeMs
    ? waiting({ ...stage, finished }, nextLookMs(waits, ageMs))
    : { kind: 'gone', failure: { code: 'not_ready' } };
}
