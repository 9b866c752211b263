/** What the sandbox refuses, and under which code of the failure catalogue. */
import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../../lib/core/failures.ts';
import type { Content } from '../../../../lib/core/provider.ts';
import { refusalOf } from '../../../../lib/providers/sandbox/rules.ts';
import { mediaOrigin, pretendSandbox, tokenFor } from './pretend-sandbox.ts';

const post = (change: Partial<Content>): Content => ({ text: 'Bridges.', media: [], options: {}, ...change });
const image = (url: string, alt = '') => ({ kind: 'image', url, alt }) as const;
const linked = image('https://pictures.example.org/a.jpg');

const cases: readonly (readonly [string, Partial<Content>, FailureCode | undefined])[] = [
  ['a plain text', {}, undefined],
  ['no text at all', { text: ' ' }, 'text_refused'],
  ['501 characters', { text: 'x'.repeat(501) }, 'text_refused'],
  ['six links', { text: [1, 2, 3, 4, 5, 6].map((n) => `https://example.org/${n}`).join(' ') }, 'link_limit_refused'],
  ['a linked picture', { media: [linked] }, undefined],
  ['an upload of ours, wherever it is served', { media: [image(`${mediaOrigin}/m/a.jpg`)] }, undefined],
  ['an address that only begins like ours', { media: [image(`${mediaOrigin}.evil.test/m/a.jpg`)] }, 'media_refused'],
  ['a picture on this very machine', { media: [image('http://127.0.0.1:80/a.jpg')] }, 'media_refused'],
  ['a picture that is a script', { media: [image('javascript:alert(1)')] }, 'media_refused'],
  ['21 pictures', { media: Array.from({ length: 21 }, () => linked) }, 'carousel_refused'],
  ['too long a description', { media: [image(`${mediaOrigin}/m/a.jpg`, 'x'.repeat(1_001))] }, 'media_refused'],
  ['a topic with a dot', { options: { topicTag: 'a.b' } }, 'topic_refused'],
  ['a link that is none', { options: { linkAttachment: 'javascript:alert(1)' } }, 'link_refused'],
  ['a poll of one', { options: { poll: ['One'] } }, 'poll_refused'],
  ['a poll beside a picture', { media: [linked], options: { poll: ['One', 'Two'] } }, 'poll_refused'],
  ['a GIF that is none', { options: { gifId: '../x' } }, 'gif_refused'],
  ['a quote of no post', { options: { quotePostId: 'x' } }, 'quote_gone'],
  ['a spoiler of nothing', { options: { isSpoiler: true } }, 'content_refused'],
];

describe('refusalOf', () => {
  it.each(cases)('%s', (_, change, failure) => {
    expect(refusalOf(post(change), mediaOrigin)).toBe(failure);
  });
});

describe('what a post stands on', () => {
  it.each([
    ['quote_gone', { options: { quotePostId: '1795424463000354206' } }],
    ['reply_parent_gone', { replyTo: '1795424463000354206' }],
  ] as const)('is refused as %s when it is not there', async (code, change) => {
    const pretend = pretendSandbox();
    const token = await tokenFor(pretend);

    const begun = await pretend.provider.prepare(token, { content: post(change), polls: 0, now: pretend.now() });

    expect(begun).toMatchObject({ kind: 'rejected', failure: { code, provider: { call: 'create' } } });
    expect(pretend.rows('sandbox_container')).toEqual([]);
  });
});
