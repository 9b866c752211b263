import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../lib/core/provider.ts';
import { formOf, itemForm, listedAs } from '../../../../lib/providers/threads/form.ts';
import { textContent } from '../../../contract/provider-setup.ts';

const text = 'Ünï & "co"\n#tag';
const image = { kind: 'image', url: 'https://media.example/a.jpg?b=c&d', alt: 'A bridge' } as const;
const video = { kind: 'video', url: 'https://media.example/a.mp4', alt: '' } as const;
const everywhere = { topicTag: 'Bridges', replyAudience: 'followers_only', quotePostId: '77' } as const;
const everywhereSent = { topic_tag: 'Bridges', reply_control: 'followers_only', quote_post_id: '77', reply_to_id: '88' };

const cases: [name: string, content: Content, form: Record<string, string>][] = [
  ['a text', textContent(text), { media_type: 'TEXT', text }],
  [
    'a text with all that every kind may have',
    { ...textContent(text), options: everywhere, replyTo: '88' },
    { media_type: 'TEXT', text, ...everywhereSent },
  ],
  [
    'a text with a link',
    { ...textContent(text), options: { linkAttachment: 'https://postora.example/?a=b' } },
    { media_type: 'TEXT', text, link_attachment: 'https://postora.example/?a=b' },
  ],
  [
    'a link alone',
    { ...textContent(''), options: { linkAttachment: 'https://a.b/' } },
    { media_type: 'TEXT', link_attachment: 'https://a.b/' },
  ],
  [
    'a poll of two',
    { ...textContent(text), options: { poll: ['Yes "y"', 'Nö'] } },
    { media_type: 'TEXT', text, poll_attachment: '{"option_a":"Yes \\"y\\"","option_b":"Nö"}' },
  ],
  [
    'a poll of four',
    { ...textContent(text), options: { poll: ['1', '2', '3', '4'] } },
    { media_type: 'TEXT', text, poll_attachment: '{"option_a":"1","option_b":"2","option_c":"3","option_d":"4"}' },
  ],
  [
    'a GIF',
    { ...textContent(text), options: { gifId: 'abc123' } },
    { media_type: 'TEXT', text, gif_attachment: '{"gif_id":"abc123","provider":"GIPHY"}' },
  ],
  [
    'a hidden image with all that it may have',
    { text, media: [image], options: { ...everywhere, isSpoiler: true }, replyTo: '88' },
    { media_type: 'IMAGE', image_url: image.url, alt_text: 'A bridge', is_spoiler_media: 'true', text, ...everywhereSent },
  ],
  [
    'an image that is not hidden',
    { text, media: [image], options: { isSpoiler: false } },
    { media_type: 'IMAGE', image_url: image.url, alt_text: 'A bridge', text },
  ],
  ['a video alone', { text: '', media: [video], options: {} }, { media_type: 'VIDEO', video_url: video.url }],
  [
    'a hidden carousel with all that it may have',
    { text, media: [image, video], options: { ...everywhere, isSpoiler: true }, replyTo: '88' },
    { media_type: 'CAROUSEL', children: '11,12', is_spoiler_media: 'true', text, ...everywhereSent },
  ],
];

describe('formOf', () => {
  it.each(cases)('sends exactly what %s holds', (_name, content, form) => {
    expect(formOf(content, content.media.length > 1 ? '11,12' : '')).toEqual(form);
  });
});

describe('itemForm', () => {
  it('puts the description on the item, and marks it as one', () => {
    expect(itemForm(image)).toEqual({ media_type: 'IMAGE', image_url: image.url, alt_text: 'A bridge', is_carousel_item: 'true' });
    expect(itemForm(video)).toEqual({ media_type: 'VIDEO', video_url: video.url, is_carousel_item: 'true' });
  });
});

describe('listedAs', () => {
  it('knows how each kind is called when it is read back', () => {
    const names = [[], [image], [video], [video, image]].map((media) => listedAs({ ...textContent(text), media }));

    expect(names).toEqual(['TEXT_POST', 'IMAGE', 'VIDEO', 'CAROUSEL_ALBUM']);
  });
});
