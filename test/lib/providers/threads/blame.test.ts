import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../lib/core/provider.ts';
import { blame } from '../../../../lib/providers/threads/blame.ts';
import { textContent } from '../../../contract/provider-setup.ts';

const hi = textContent('hi');
const longText = '’'.repeat(200);
const image = { kind: 'image', url: 'https://media.example/a.jpg', alt: '' } as const;

describe('blame', () => {
  it.each<[string, Content, string]>([
    ['a text', hi, 'text_refused'],
    ['a text that may be too long', textContent(longText), 'text_refused'],
    ['an image', { ...hi, media: [image] }, 'media_refused'],
    ['a poll', { ...hi, options: { poll: ['a', 'b'] } }, 'poll_refused'],
    ['a GIF', { ...hi, options: { gifId: 'x' } }, 'gif_refused'],
    ['a topic', { ...hi, options: { topicTag: 'x' } }, 'topic_refused'],
    ['a link', { ...hi, options: { linkAttachment: 'https://a.b/' } }, 'link_refused'],
    ['a choice of audience', { ...hi, options: { replyAudience: 'everyone' } }, 'content_refused'],
    ['a quote', { ...hi, options: { quotePostId: '1' } }, 'content_refused'],
    ['a reply', { ...hi, replyTo: '1' }, 'content_refused'],
  ])('names %s when it is the only thing that the refusal can be about', (_name, content, expected) => {
    expect(blame(content)).toBe(expected);
  });

  it.each<[string, Content]>([
    ['a poll with a text that may be too long', { ...textContent(longText), options: { poll: ['a', 'b'] } }],
    ['an image in a topic', { ...hi, media: [image], options: { topicTag: 'x' } }],
    ['a hidden image', { ...hi, media: [image], options: { isSpoiler: true } }],
  ])('does not guess for %s', (_name, content) => {
    expect(blame(content)).toBe('content_refused');
  });
});
