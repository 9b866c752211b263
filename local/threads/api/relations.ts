/** What a container says about other objects: the post it answers or quotes, and the items of a carousel. */
import type { Container, Post } from '../state.ts';
import { isVisible, rootOf, type World } from '../world.ts';
import { statusOf } from './container.ts';
import { GraphError } from './errors.ts';
import type { Session } from './session.ts';

const replyScopes = ['threads_keyword_search', 'threads_manage_mentions'];

/** A post another one can point to now. @throws {GraphError} `mediaNotFound`, also while it is too new. seen idx:55310966774 */
export function needPost(world: World, id: string): Post {
  const post = world.posts.get(id);
  const isThere = post && isVisible(world, post) && post.parentId === null && post.repostedPostId === null;
  if (!isThere || world.clock.now() < post.replyableFrom) throw new GraphError('mediaNotFound', id);
  return post;
}

/** Only an own thread may be answered without an extra scope. doc [create-replies] */
export function readReplyTo(world: World, { account, token }: Session, id: string | undefined): string | null {
  if (id === undefined) return null;
  const root = rootOf(world, needPost(world, id));
  const mayReplyToOthers = replyScopes.some((scope) => token.scopes.includes(scope));
  if (root.accountId !== account.id && !mayReplyToOthers) throw new GraphError('permissionMissing');
  return id;
}

/** Nobody can quote what they cannot see. assumed */
export function readQuote(world: World, { account }: Session, id: string | undefined): string | null {
  if (id === undefined) return null;
  const { accountId } = needPost(world, id);
  const isHidden = accountId !== account.id && (world.accounts.get(accountId)?.isPrivate ?? true);
  if (isHidden) throw new GraphError('mediaNotFound', id);
  return id;
}

function isGoodItem(world: World, accountId: string, item: Container | undefined): boolean {
  const now = world.clock.now();
  if (!item?.isCarouselItem || item.accountId !== accountId) return false;
  return item.statusFrom !== null && now >= item.statusFrom && statusOf(item, now) === 'FINISHED';
}

/** One comma-separated string; its order is the order of display. @throws {GraphError} `missingParameter`, `badParameter`, `childrenInvalid` */
export function readChildren(world: World, { account }: Session, value: string | undefined): string[] {
  if (value === undefined) throw new GraphError('missingParameter', 'children');
  const ids = value.split(',');
  if (ids.length < 2 || ids.length > 20) throw new GraphError('badParameter', 'children must name 2 to 20 containers');
  const bad = ids.filter((id, i) => ids.indexOf(id) !== i || !isGoodItem(world, account.id, world.containers.get(id)));
  if (bad.length > 0) throw new GraphError('childrenInvalid', bad.join(', '));
  return ids;
}
