/** What a post can hold, piece by piece: text with spoilers, pictures and videos, poll, GIF, long text, link. */
import type { Poll, TextAttachment, TextEntities } from '../content.ts';
import type { Post } from '../state.ts';
import type { World } from '../world.ts';
import { type Html, html, nothing } from './html.ts';
import { counted } from './layout.ts';

/** Spoilers show when pointed at or reached by keyboard. */
function withSpoilers(text: string, entities: TextEntities | null): Html[] {
  const points = [...text];
  const sorted = (entities ?? []).toSorted((a, b) => a.offset - b.offset);
  let at = 0;
  const parts = sorted.map(({ offset, length }) => {
    const before = points.slice(at, offset).join('');
    at = offset + length;
    return html`${before}<span class="spoiler" tabindex="0" title="Spoiler">${points.slice(offset, at).join('')}</span>`;
  });
  return [...parts, html`${points.slice(at).join('')}`];
}

export const textOf = ({ text, textEntities }: Post): Html =>
  text === '' ? nothing : html`<p class="text">${withSpoilers(text, textEntities)}</p>`;

/** The path only, so that it also loads when the simulator is reached by another name. */
function pictureOf({ id, media, altText }: Post): Html {
  if (!media) return nothing;
  const size = html`width="${media.width}" height="${media.height}"`;
  const note = altText === null ? nothing : html`<figcaption>${altText}</figcaption>`;
  const source = media.kind === 'image' ? `/media/${id}` : `/media/${id}/thumbnail`;
  const isPlayable = media.kind === 'video' && media.isKept;
  const shown = isPlayable
    ? html`<video controls preload="metadata" ${size} poster="${source}" src="/media/${id}" aria-label="${altText ?? 'Video'}"></video>`
    : html`<img src="${source}" alt="${altText ?? ''}" loading="lazy" ${size}>`;
  return html`<figure>${shown}${note}</figure>`;
}

/** One picture large, a carousel as a strip that scrolls sideways. */
export function mediaOf(world: World, post: Post): Html {
  const items = post.childIds.flatMap((id) => world.posts.get(id) ?? []);
  if (items.length === 0 && post.media === null) return nothing;
  const label = counted(items.length, 'item');
  const shown =
    items.length === 0
      ? html`<div class="media">${pictureOf(post)}</div>`
      : html`<div class="strip" tabindex="0" role="group" aria-label="Carousel, ${label}">${items.map(pictureOf)}</div><p class="soft">${label}</p>`;
  return post.isSpoilerMedia ? html`<details class="veil"><summary>Spoiler: show</summary>${shown}</details>` : shown;
}

function pollOf(poll: Poll): Html {
  const options = [poll.option_a, poll.option_b, poll.option_c, poll.option_d].flatMap((option) => option ?? []);
  return html`<ul class="poll" aria-label="Poll">${options.map((option) => html`<li><span>${option}</span><span class="soft">0 %</span></li>`)}</ul>
<p class="soft">0 votes</p>`;
}

const longText = ({ plaintext, link_attachment_url }: TextAttachment): Html =>
  html`<details class="box"><summary>Read more</summary><p class="text">${plaintext}</p>${link_attachment_url === undefined ? nothing : linkOf(link_attachment_url)}</details>`;

function linkOf(address: string): Html {
  const url = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  const host = URL.canParse(url) ? new URL(url).host : address;
  return html`<p class="box"><strong>${host}</strong><br><a href="${url}" rel="noopener noreferrer nofollow">${address}</a></p>`;
}

export const attachmentsOf = ({ poll, gif, textAttachment, linkAttachmentUrl }: Post): Html =>
  html`${poll ? pollOf(poll) : nothing}${gif ? html`<p class="box gif"><strong>GIF</strong> from GIPHY <code>${gif.gif_id}</code></p>` : nothing}${textAttachment ? longText(textAttachment) : nothing}${linkAttachmentUrl === null ? nothing : linkOf(linkAttachmentUrl)}`;

const replyControls: Record<string, string> = {
  accounts_you_follow: 'followed accounts can answer',
  mentioned_only: 'mentioned people can answer',
  parent_post_author_only: 'only the parent’s author can answer',
  followers_only: 'followers can answer',
};

/** The small print below a post. */
export function notesOf(post: Post): string[] {
  const control = replyControls[post.replyControl ?? ''];
  return [
    ...(post.topicTag === null ? [] : [`Topic: ${post.topicTag}`]),
    ...(control === undefined ? [] : [control]),
    ...(post.isGhost ? ['ghost post, gone after a day'] : []),
    ...(post.needsReplyApproval ? ['answers need approval'] : []),
    ...(post.countryCodes === null ? [] : [`only in ${post.countryCodes.join(', ')}`]),
    ...(post.locationId === null ? [] : [`location ${post.locationId}`]),
    ...(post.isSharedToInstagram ? ['also on Instagram'] : []),
  ];
}
