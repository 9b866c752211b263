/** The public pages: an account with its posts, and one post behind its permalink. */
import { shortcodeOf } from '../ids.ts';
import type { Reply } from '../reply.ts';
import type { RouteInput } from '../router.ts';
import type { Account, Post } from '../state.ts';
import { answersTo, findAccount, isVisible, visiblePosts, type World } from '../world.ts';
import { html, nothing } from './html.ts';
import { counted, page, picture, profilePath } from './layout.ts';
import { postCard } from './post-card.ts';

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

/** From the start of the thread down to the post that this one answers. */
function above(world: World, { replyToId }: Post): Post[] {
  const parent = replyToId === null ? undefined : world.posts.get(replyToId);
  return parent ? [...above(world, parent), ...(isVisible(world, parent) ? [parent] : [])] : [];
}

/** With the thread around it. A post that was removed is gone here too. */
export function showPost({ world, path }: RouteInput): Reply {
  const account = findAccount(world, path.username ?? '');
  const post = account && visiblePosts(world, account.id).find(({ id }) => shortcodeOf(id) === path.code);
  if (!account || !post) return notFound('This post does not exist, or it was removed.');
  const cards = [...above(world, post), post].map((one) => postCard(world, one));
  const answers = answersTo(world, post.id).map((answer) => postCard(world, answer));
  const below = answers.length === 0 ? nothing : html`<h2>${counted(answers.length, 'answer')}</h2>${answers}`;
  return page(`@${account.username}`, html`<h1>Post by ${account.name}</h1>${cards}${below}`);
}
