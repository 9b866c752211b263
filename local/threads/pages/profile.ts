/** The public pages: an account with its posts, and one post behind its permalink. */
import { shortcodeOf } from '../ids.ts';
import type { Reply } from '../reply.ts';
import type { RouteInput } from '../router.ts';
import type { Account } from '../state.ts';
import { findAccount, visiblePosts, type World } from '../world.ts';
import { html, nothing } from './html.ts';
import { counted, page, picture, postCard, profilePath } from './layout.ts';

export const notFound = (sentence: string): Reply => page('Not found', html`<h1>Not found</h1><p>${sentence}</p>`, 404);

function person(world: World, account: Account) {
  const locked = account.isPrivate ? html` · private profile` : nothing;
  return html`<div class="person">${picture(world, account)}<div><h1>${account.name}</h1>
<p class="soft"><a href="${profilePath(account)}">@${account.username}</a>${locked}</p></div></div>
<p>${account.biography}</p>`;
}

export function showProfile({ world, path }: RouteInput): Reply {
  const account = findAccount(world, path.username ?? '');
  if (!account) return notFound('Nobody here has this name.');
  const posts = visiblePosts(world, account.id);
  const cards = posts.map((post) => postCard(world, post));
  return page(`@${account.username}`, html`${person(world, account)}<h2>${counted(posts.length, 'public post')}</h2>${cards}`);
}

/** A post that was removed is gone here too. */
export function showPost({ world, path }: RouteInput): Reply {
  const account = findAccount(world, path.username ?? '');
  const post = account && visiblePosts(world, account.id).find(({ id }) => shortcodeOf(id) === path.code);
  if (!account || !post) return notFound('This post does not exist, or it was removed.');
  return page(`@${account.username}`, html`${person(world, account)}${postCard(world, post)}`);
}
