/** Finds out what became of an unclear publish call: the container's status, then the profile's own list. In doubt, unclear. */
import * as z from 'zod/mini';
import type { FindInput, Found } from '../../core/provider.ts';
import { fromMemo, kindOf, statusFields, statusSchema } from './container.ts';
import type { Graph } from './graph.ts';
import { listedFields, listedPost, matchesIn, slackMs } from './match.ts';

/**
 * Until then no "no" of container or list is believed: a publish call took 222 s and came through, its request may be on its way for
 * minutes before, and a post can be out while its container still says FINISHED.
 */
const absenceIsTrueAfterMs = 600_000;
const pageSize = 25;

async function statusOf(graph: Graph, token: string, id: string): Promise<string | undefined> {
  const answer = await graph('status', { token, id, query: { fields: statusFields } }, statusSchema);
  return answer.kind === 'ok' ? answer.value.status : undefined;
}

type Listed =
  /** Nothing can be said of what is not in it: the list could not be read. */
  | { kind: 'unreadable' }
  /** `isWhole` is false when older posts may be on a further page. */
  | { kind: 'read'; ids: string[]; isWhole: boolean };

async function ourPosts(graph: Graph, token: string, { content, since: from, now }: FindInput): Promise<Listed> {
  // Without a text nothing tells our post from another.
  if (content.text.trim() === '') return { kind: 'unreadable' };
  const since = String(Math.floor((from.getTime() - slackMs) / 1000));
  const query = { fields: listedFields, since, limit: String(pageSize) };
  const answer = await graph('list', { token, query }, z.object({ data: z.array(listedPost) }));
  if (answer.kind !== 'ok') return { kind: 'unreadable' };
  const { data } = answer.value;
  const found = matchesIn(data, { text: content.text, listedAs: kindOf(content).listedAs, from, to: now });
  return { kind: 'read', ids: [...new Set(found.map(({ id }) => id))], isWhole: data.length < pageSize };
}

/** Only a list that was read to its end and does not hold the post can say that it is not out. */
function absentBy(status: string | undefined, elapsedMs: number): Found {
  if ((status === 'ERROR' || status === 'EXPIRED') && elapsedMs >= absenceIsTrueAfterMs) return { kind: 'absent', usable: false };
  if (status === 'FINISHED' && elapsedMs >= absenceIsTrueAfterMs) return { kind: 'absent', usable: true };
  return { kind: 'unclear', isListedAbsent: true };
}

export async function find(graph: Graph, token: string, input: FindInput): Promise<Found> {
  const status = await statusOf(graph, token, fromMemo(input.memo).id);
  const listed = await ourPosts(graph, token, input);
  const [first, ...others] = listed.kind === 'read' ? listed.ids : [];
  if (first !== undefined && others.length === 0) return { kind: 'published', remoteId: first };
  if (status === 'PUBLISHED') return { kind: 'published' };
  const isAbsent = listed.kind === 'read' && listed.isWhole && first === undefined;
  return isAbsent ? absentBy(status, input.now.getTime() - input.sentAt.getTime()) : { kind: 'unclear' };
}
