/** One post as a visitor sees it, alone or in a list. */
import { permalinkOf } from '../api/post.ts';
import type { Post } from '../state.ts';
import { answersTo, isVisible, type World } from '../world.ts';
import { type Html, html, nothing } from './html.ts';
import { counted, picture, profilePath, timeOf } from './layout.ts';
import { attachmentsOf, mediaOf, notesOf, textOf } from './post-parts.ts';

const pathOf = (world: World, post: Post) => new URL(permalinkOf(world, post)).pathname;

function author(world: World, post: Post): Html {
  const account = world.accounts.get(post.accountId);
  if (!account) return nothing;
  return html`<div class="by">${picture(world, account)}<p><a class="name" href="${profilePath(account)}">${account.username}</a>
<a class="soft" href="${pathOf(world, post)}">${timeOf(post.publishedAt)}</a></p></div>`;
}

const nameOf = (world: World, post: Post) => world.accounts.get(post.accountId)?.username ?? '?';

function parentLine(world: World, { replyToId }: Post): Html {
  const parent = replyToId === null ? undefined : world.posts.get(replyToId);
  if (!parent) return nothing;
  if (!isVisible(world, parent)) return html`<p class="soft">Answers a post that was removed</p>`;
  return html`<p class="soft">Answers <a href="${pathOf(world, parent)}">@${nameOf(world, parent)}</a></p>`;
}

/** A quoted or reposted post, without what it quotes itself. */
function inside(world: World, id: string | null): Html {
  const post = id === null ? undefined : world.posts.get(id);
  if (!post) return nothing;
  if (!isVisible(world, post)) return html`<p class="box soft">This post was removed.</p>`;
  return html`<blockquote class="box">${author(world, post)}${body(world, post)}</blockquote>`;
}

const body = (world: World, post: Post): Html => html`${textOf(post)}${mediaOf(world, post)}${attachmentsOf(post)}`;

function footer(world: World, post: Post): Html {
  const answers = answersTo(world, post.id).length;
  const notes = [...notesOf(post), ...(answers === 0 ? [] : [counted(answers, 'answer')])];
  return notes.length === 0 ? nothing : html`<p class="soft notes">${notes.join(' · ')}</p>`;
}

export function postCard(world: World, post: Post): Html {
  const reposted = post.repostedPostId === null ? nothing : html`<p class="soft">Reposted</p>`;
  return html`<article class="card" data-post-id="${post.id}">
${author(world, post)}${parentLine(world, post)}${reposted}
${body(world, post)}${inside(world, post.quotedPostId ?? post.repostedPostId)}${footer(world, post)}
</article>`;
}
