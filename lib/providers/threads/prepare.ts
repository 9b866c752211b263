/** One step of a preparation: makes a container, or looks at what was made. Nothing here can become visible. */
import { Unexpected } from '../../core/errors.ts';
import type { Content, Memo, Prepared } from '../../core/provider.ts';
import { blame } from './blame.ts';
import { lookAtItems, makeItem } from './carousel.ts';
import { create, type Work, waiting } from './create.ts';
import { formOf, isCarousel } from './form.ts';
import type { Graph } from './graph.ts';
import { type Container, fromMemo, type Items, type Nothing, toMemo } from './memo.ts';
import { awaitRelation } from './relations.ts';
import { look } from './status.ts';
import { nextLookMs, settlingMs, untilSendMs, waitsFor } from './waits.ts';

/** Makes the container that will be published. */
async function makeWhole(work: Work, stage: Nothing | Items): Promise<Prepared> {
  const { content, now } = work;
  const children = stage.kind === 'items' ? stage.ids.join(',') : '';
  const made = await create(work, formOf(content, children), blame(content));
  if (made.kind === 'not_made') return made.answer;
  if (made.kind === 'missing') return awaitRelation(work, stage, made.failure);
  return waiting({ kind: 'container', id: made.id, createdAt: now }, nextLookMs(waitsFor(content), 0));
}

async function lookAtWhole({ graph, token, content, now }: Work, container: Container): Promise<Prepared> {
  const waits = waitsFor(content);
  const ageMs = now.getTime() - container.createdAt.getTime();
  const looked = await look(graph, token, { id: container.id, hasMedia: content.media.length > 0, isYoung: ageMs < settlingMs });
  switch (looked.kind) {
    case 'working':
      return ageMs < waits.maxAgeMs ? waiting(container, nextLookMs(waits, ageMs)) : { kind: 'gone', failure: { code: 'not_ready' } };
    case 'finished': {
      const { finishedAt = now } = container;
      const waitMs = untilSendMs(waits, { ageMs, finishedMs: now.getTime() - finishedAt.getTime() });
      return { kind: 'ready', memo: toMemo({ ...container, finishedAt }), waitMs };
    }
    case 'published':
      return { kind: 'published' };
    case 'lost':
      return { ...looked, kind: 'gone' };
    default:
      return looked;
  }
}

function stepOfItems(work: Work, stage: Items): Promise<Prepared> {
  const { media } = work.content;
  if (!isCarousel(work.content) || stage.ids.length > media.length) throw new Unexpected('These containers are not of this content.');
  const next = media[stage.ids.length];
  if (next) return makeItem(work, stage, next);
  return stage.finished.length < media.length ? lookAtItems(work, stage) : makeWhole(work, stage);
}

type Input = { content: Content; memo?: Memo; now: Date };

export async function prepare(graph: Graph, token: string, { content, memo, now }: Input): Promise<Prepared> {
  const work = { graph, token, content, now };
  const stage = fromMemo(memo);
  switch (stage.kind) {
    case 'nothing':
      return isCarousel(content) ? stepOfItems(work, { kind: 'items', ids: [], finished: [], createdAt: now }) : makeWhole(work, stage);
    case 'items':
      return stepOfItems(work, stage);
    case 'container':
      return lookAtWhole(work, stage);
    case 'lost':
      return { kind: 'gone', failure: stage.failure };
  }
}
