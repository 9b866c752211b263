/** Finds out what became of an unclear publish call: the container's status, then the profile's own list. In doubt, unclear. */
import type { FindInput, Found, Saw } from '../../core/provider.ts';
import { classify } from './errors.ts';
import type { Graph } from './graph.ts';
import { postsSince } from './list.ts';
import { isTellable, likeness, skewMs } from './match.ts';
import { containerIn } from './memo.ts';
import { statusFields, statusSchema } from './status.ts';

/**
 * Until then no "no" of container or list is passed on: a publish call took 222 s and came through, its request may be on its way for
 * minutes before, and a post can be out while its container still says FINISHED. Later it is no proof either, both were seen to be stale.
 */
const absenceIsTrueAfterMs = 600_000;

const missing = 'no such container';

/** Undefined when it could not be read. */
async function statusOf(graph: Graph, token: string, id: string): Promise<string | undefined> {
  const answer = await graph('status', { token, id, query: { fields: statusFields } }, statusSchema);
  if (answer.kind === 'ok') return answer.value.status;
  return classify(answer.trouble).kind === 'missing' ? missing : undefined;
}

type Listed = { saw: Saw['list']; id?: string };

/** Ids of the list that are like ours, without those that are known to be another publication's. */
async function alike(graph: Graph, token: string, input: FindInput): Promise<{ same: string[]; maybe: string[] } | undefined> {
  const { content, since: from, now: to, isTaken = async () => false } = input;
  const call = content.replyTo === undefined ? 'list' : 'replies';
  const posts = await postsSince(graph, token, call, new Date(from.getTime() - skewMs));
  if (posts === undefined) return undefined;
  const found = { same: new Set<string>(), maybe: new Set<string>() };
  for (const post of posts) {
    const kind = likeness(post, { content, from, to });
    if (kind !== 'other' && !(await isTaken(post.id))) found[kind].add(post.id);
  }
  return { same: [...found.same], maybe: [...found.maybe] };
}

async function findListed(graph: Graph, token: string, input: FindInput): Promise<Listed> {
  if (!input.isAlone || !isTellable(input.content)) return { saw: 'not_asked' };
  const found = await alike(graph, token, input);
  if (found === undefined) return { saw: 'unreadable' };
  const [first, ...others] = found.same;
  if (first !== undefined) return others.length === 0 ? { saw: 'there', id: first } : { saw: 'several' };
  return { saw: found.maybe.length > 0 ? 'alike' : 'not_there' };
}

const seen: Readonly<Record<string, Saw['preparation']>> = {
  PUBLISHED: 'published',
  FINISHED: 'ready',
  IN_PROGRESS: 'working',
  ERROR: 'broken',
  EXPIRED: 'broken',
  [missing]: 'missing',
};
const seenIn = (status: string | undefined): Saw['preparation'] =>
  status !== undefined && Object.hasOwn(seen, status) ? (seen[status] ?? 'unreadable') : 'unreadable';

/** Only a list that was read to its end and does not hold the post, together with a status, can say that it is not shown. */
function absentBy(status: string | undefined, elapsedMs: number): Found {
  if (elapsedMs < absenceIsTrueAfterMs) return { kind: 'unclear' };
  if (status === missing) return { kind: 'unclear', isListedAbsent: true };
  if (status === 'ERROR' || status === 'EXPIRED') return { kind: 'absent', usable: false };
  return status === 'FINISHED' ? { kind: 'absent', usable: true } : { kind: 'unclear' };
}

export async function find(graph: Graph, token: string, input: FindInput): Promise<Found> {
  const status = await statusOf(graph, token, containerIn(input.memo).id);
  const listed = await findListed(graph, token, input);
  const saw: Saw = { preparation: seenIn(status), list: listed.saw };
  if (listed.id !== undefined) return { kind: 'published', remoteId: listed.id, saw };
  if (status === 'PUBLISHED') return { kind: 'published', saw };
  const isAbsent = listed.saw === 'not_there';
  return { ...(isAbsent ? absentBy(status, input.now.getTime() - input.sentAt.getTime()) : { kind: 'unclear' }), saw };
}
