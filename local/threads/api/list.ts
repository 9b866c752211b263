/** Lists of posts by time and cursor: own ones, and the answers below one of them. doc [retrieve], [reply-ref] */
import { json } from '../reply.ts';
import type { Params } from '../request.ts';
import type { Post } from '../state.ts';
import { answersTo, visiblePosts, type World } from '../world.ts';
import type { CallInput, DataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { fieldReader } from './fields.ts';
import { postFields } from './post.ts';

const defaultLimit = 25;
const maxLimit = 100;
// Threads did not exist before: 2023-07-05. seen [tg-const]
const firstSecond = 1_688_540_400;

function readSecond(params: Params, name: 'since' | 'until'): number | undefined {
  const value = params.get(name);
  if (value === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}([T ][\d:.+Z-]+)?$/.test(value);
  const second = /^\d+$/.test(value) ? Number(value) : isDate ? Math.floor(Date.parse(value) / 1000) : Number.NaN;
  if (Number.isNaN(second)) throw new GraphError('badParameter', `${name} must be a Unix time or a date`);
  if (second < firstSecond) throw new GraphError('badParameter', `${name} must not be before ${firstSecond}`);
  return second;
}

function readLimit(params: Params): number {
  const value = params.get('limit') ?? String(defaultLimit);
  const limit = /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > maxLimit) throw new GraphError('badParameter', `limit must be 1 to ${maxLimit}`);
  return limit;
}

const cursorOf = (post: Post) => Buffer.from(`post:${post.id}`).toString('base64url');

function readCursor(params: Params, name: 'before' | 'after'): bigint | undefined {
  const value = params.get(name);
  if (value === undefined) return undefined;
  const id = /^post:(\d+)$/.exec(Buffer.from(value, 'base64url').toString())?.[1];
  if (id === undefined) throw new GraphError('badParameter', `${name} is not a cursor of this list`);
  return BigInt(id);
}

type Order = 'newest' | 'oldest';

/** The page asked for. Ids grow with time, so a cursor stays good when its post is gone. */
function pageOf(posts: Post[], params: Params, order: Order): Post[] {
  const since = readSecond(params, 'since') ?? 0;
  const until = readSecond(params, 'until') ?? Number.POSITIVE_INFINITY;
  const after = readCursor(params, 'after');
  const before = readCursor(params, 'before');
  if (after !== undefined && before !== undefined) throw new GraphError('badParameter', 'before and after exclude each other');
  const limit = readLimit(params);
  const follows = (id: bigint, cursor: bigint) => (order === 'newest' ? id < cursor : id > cursor);
  const inRange = posts.filter(({ id, publishedAt }) => {
    const second = Math.floor(publishedAt / 1000);
    const isPast = after === undefined || follows(BigInt(id), after);
    const isEarlier = before === undefined || follows(before, BigInt(id));
    return second >= since && second <= until && isPast && isEarlier;
  });
  return before === undefined ? inRange.slice(0, limit) : inRange.slice(-limit);
}

function answerList({ world, account, params, ask }: CallInput, posts: Post[], order: Order = 'newest') {
  const read = fieldReader(postFields(world, ask, account.id), params.get('fields'), 'id');
  const now = world.clock.now();
  const page = pageOf(
    posts.filter((post) => post.listedAt <= now),
    params,
    order,
  );
  const [first, last] = [page[0], page.at(-1)];
  const data = page.map(read);
  if (!first || !last) return json({ data });
  return json({ data, paging: { cursors: { before: cursorOf(first), after: cursorOf(last) } } });
}

const cursorParams = ['fields', 'limit', 'before', 'after'];

const listing = (isWanted: (post: Post) => boolean): DataCall => ({
  name: 'list',
  scopes: ['threads_basic'],
  params: [...cursorParams, 'since', 'until'],
  run: (input) => answerList(input, visiblePosts(input.world, input.account.id).filter(isWanted)),
});

export const listCall: DataCall = listing((post) => post.replyToId === null && !post.isGhost);
/** Replies are not in the list of posts. doc [retrieve] */
export const listRepliesCall: DataCall = listing((post) => post.replyToId !== null);
/** Ghost posts have a list of their own, as long as they are up (Q18). doc [ghost] */
export const listGhostsCall: DataCall = listing((post) => post.isGhost);

const allAnswers = (world: World, id: string): Post[] => answersTo(world, id).flatMap((post) => [post, ...allAnswers(world, post.id)]);
const byId = (a: Post, b: Post) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1);

function readOrder(params: Params): Order {
  const reverse = params.get('reverse') ?? 'true';
  if (reverse !== 'true' && reverse !== 'false') throw new GraphError('badParameter', 'reverse must be true or false');
  return reverse === 'true' ? 'newest' : 'oldest';
}

/** The direct answers to an own post, or the whole conversation below it, flat. */
export const answersCall = (depth: 'direct' | 'all'): DataCall => ({
  name: 'list',
  scopes: ['threads_basic', 'threads_read_replies'],
  params: [...cursorParams, 'reverse'],
  run(input) {
    const { world, id, params } = input;
    const order = readOrder(params);
    const found = depth === 'direct' ? answersTo(world, id) : allAnswers(world, id).sort(byId);
    return answerList(input, order === 'newest' ? found : found.toReversed(), order);
  },
});
