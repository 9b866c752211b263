/** Finds out what became of an unclear publish call: the container's status, then the profile's own list. In doubt, unclear. */
import type { FindInput, Found } from '../../core/provider.ts';
import { classify } from './errors.ts';
import type { Graph } from './graph.ts';
import { postsSince } from './list.ts';
import { isTellable, likeness, skewMs } from './match.ts';
import { containerIn } from './memo.ts';
import { statusFields, statusSchema } from './status.ts';

/**
 * Until then no "no" of container or list is believed: a publish call took 222 s and came through, its request may be on its way for
 * minutes before, and a post can be out while its container still says FINISHED.
 */
const absenceIsTrueAfterMs = 600_000;

const missing = 'no such container';

/** Undefined when it could not be read. */
async function statusOf(graph: Graph, token: string, id: string): Promise<string | undefined> {
  const answer = await graph('status', { token, id, query: { fields: statusFields } }, statusSchema);
  if (answer.kind === 'ok') return answer.value.status;
  return classify(answer.trouble).kind === 'missing' ? missing : undefined;
}

type Listed = { kind: 'found'; id: string } | { kind: 'absent' } | { kind: 'unclear' };

async function findListed(graph: Graph, token: string, { content, since: from, now: to, isAlone }: FindInput): Promise<Listed> {
  if (!isAlone || !isTellable(content)) return { kind: 'unclear' };
  const call = content.replyTo === undefined ? 'list' : 'replies';
  const posts = await postsSince(graph, token, call, new Date(from.getTime() - skewMs));
  if (posts === undefined) return { kind: 'unclear' };
  const judged = posts.map((post) => ({ id: post.id, likeness: likeness(post, { content, from, to }) }));
  const [first, ...others] = new Set(judged.filter((post) => post.likeness === 'same').map(({ id }) => id));
  if (first !== undefined) return others.length === 0 ? { kind: 'found', id: first } : { kind: 'unclear' };
  return judged.some((post) => post.likeness === 'maybe') ? { kind: 'unclear' } : { kind: 'absent' };
}

/** Only a list that was read to its end and does not hold the post, together with a status, can say that it is not out. */
function absentBy(status: string | undefined, elapsedMs: number): Found {
  if (elapsedMs < absenceIsTrueAfterMs) return { kind: 'unclear' };
  if (status === missing) return { kind: 'unclear', isListedAbsent: true };
  if (status === 'ERROR' || status === 'EXPIRED') return { kind: 'absent', usable: false };
  return status === 'FINISHED' ? { kind: 'absent', usable: true } : { kind: 'unclear' };
}

export async function find(graph: Graph, token: string, input: FindInput): Promise<Found> {
  const status = await statusOf(graph, token, containerIn(input.memo).id);
  const listed = await findListed(graph, token, input);
  if (listed.kind === 'found') return { kind: 'published', remoteId: listed.id };
  if (status === 'PUBLISHED') return { kind: 'published' };
  return listed.kind === 'absent' ? absentBy(status, input.now.getTime() - input.sentAt.getTime()) : { kind: 'unclear' };
}
