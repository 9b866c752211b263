import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../lib/core/provider.ts';
import type { ListedPost } from '../../../../lib/providers/threads/list.ts';
import { isTellable, likeness } from '../../../../lib/providers/threads/match.ts';
import { textContent } from '../../../contract/provider-setup.ts';
import { at, now } from './fake-threads.ts';

const hello = textContent('Hello');
const file = (kind: 'image' | 'video') => ({ kind, url: 'https://media.example/m', alt: '' });
const carousel: Content = { ...hello, media: [file('image'), file('video')] };
const quote: Content = { ...hello, options: { quotePostId: '77' } };
const reply: Content = { ...hello, replyTo: '88' };
const tagged: Content = { ...hello, options: { topicTag: 'Sketch' } };
const linked: Content = { ...hello, options: { linkAttachment: 'https://postora.example' } };
const two = { data: [{ id: '2' }, { id: '3' }] };

const post = (change: Partial<ListedPost> = {}): ListedPost => ({
  id: '1',
  timestamp: at(1).getTime(),
  media_type: 'TEXT_POST',
  text: 'Hello',
  ...change,
});
const like = (content: Content, change: Partial<ListedPost>) => likeness(post(change), { content, from: now, to: at(60) });

describe('likeness', () => {
  it.each<[string, Content, Partial<ListedPost>]>([
    ['a text', hello, {}],
    ['a text that says it quotes nothing', hello, { is_quote_post: false }],
    ['a text whose tag became the topic', textContent('Hello #sketch'), { text: 'Hello sketch', topic_tag: 'sketch' }],
    ['a text whose link became the preview', hello, { link_attachment_url: 'https://postora.example/' }],
    ['a poll, which is listed as a text', { ...hello, options: { poll: ['a', 'b'] } }, {}],
    ['a GIF, which is listed as a text', { ...hello, options: { gifId: 'x' } }, {}],
    ['an image', { ...hello, media: [file('image')] }, { media_type: 'IMAGE' }],
    ['a video', { ...hello, media: [file('video')] }, { media_type: 'VIDEO' }],
    ['a carousel', carousel, { media_type: 'CAROUSEL_ALBUM', children: two }],
    [
      'an image without words in a topic',
      { ...tagged, text: '', media: [file('image')] },
      { media_type: 'IMAGE', text: null, topic_tag: 'sketch' },
    ],
    ['a quote', quote, { is_quote_post: true, quoted_post: { id: '77' } }],
    ['a reply', reply, { replied_to: { id: '88' } }],
    ['a topic', tagged, { topic_tag: 'sketch' }],
    ['an attached link', linked, { link_attachment_url: 'https://postora.example/' }],
    ['a post five seconds before, by their clock', hello, { timestamp: at(-5).getTime() }],
    ['a post of just now', hello, { timestamp: at(60).getTime() }],
  ])('takes %s for ours', (_name, content, change) => {
    expect(like(content, change)).toBe('same');
  });

  it.each<[string, Content, Partial<ListedPost>]>([
    ['another text', hello, { text: 'Hello!' }],
    ['no text', hello, { text: null }],
    ['an image with our words', hello, { media_type: 'IMAGE' }],
    ['a repost', hello, { media_type: 'REPOST_FACADE' }],
    ['a quote with our words', hello, { is_quote_post: true }],
    ['a quote of another post', quote, { is_quote_post: true, quoted_post: { id: '78' } }],
    ['a reply to another post', reply, { replied_to: { id: '89' } }],
    ['an older post', hello, { timestamp: at(-901).getTime() }],
    ['a later post', hello, { timestamp: at(961).getTime() }],
  ])('does not take %s for ours', (_name, content, change) => {
    expect(like(content, change)).toBe('other');
  });

  it.each<[string, Content, Partial<ListedPost>]>([
    ['an older post, unless our clock was a quarter of an hour ahead', hello, { timestamp: at(-6).getTime() }],
    ['the oldest of those', hello, { timestamp: at(-900).getTime() }],
    ['a later post, unless our clock was behind', hello, { timestamp: at(61).getTime() }],
    ['a carousel that lost an item', carousel, { media_type: 'CAROUSEL_ALBUM', children: { data: [{ id: '2' }] } }],
    ['a carousel without its items', carousel, { media_type: 'CAROUSEL_ALBUM' }],
    ['a text with items', hello, { children: two }],
    ['a quote that does not say of what', quote, { is_quote_post: true }],
    ['a quote that lost what it quotes', quote, { is_quote_post: false }],
    ['a reply that does not say to what', reply, {}],
    ['another topic', tagged, { topic_tag: 'sketches' }],
    ['no topic', tagged, {}],
    ['another link', linked, { link_attachment_url: 'https://l.threads.example/?u=1' }],
    ['a link that is none', linked, { link_attachment_url: 'x' }],
  ])('is not sure about %s, so that nobody calls it absent', (_name, content, change) => {
    expect(like(content, change)).toBe('maybe');
  });
});

describe('isTellable', () => {
  it.each<[boolean, string, Content]>([
    [true, 'words', hello],
    [true, 'a topic', { ...tagged, text: '' }],
    [true, 'a quote', { ...quote, text: '' }],
    [false, 'a picture alone', { ...textContent(' \n'), media: [file('image')] }],
    [false, 'a reply without words', { ...reply, text: '' }],
  ])('says %s for %s', (expected, _name, content) => {
    expect(isTellable(content)).toBe(expected);
  });
});
