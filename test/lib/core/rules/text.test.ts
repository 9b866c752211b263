/** How Threads counts: a golden table, then the limits. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkText, countText, maxTextLength } from '../../../../lib/core/rules/text.ts';

const codes = (text: string) => {
  const { errors, warnings } = checkText(text);
  return { errors: errors.map(({ code }) => code), warnings: warnings.map(({ code }) => code) };
};

describe('countText', () => {
  it.each([
    ['', 0, 0, 0],
    ['a', 1, 1, 1],
    ['é', 1, 1, 2],
    ['e\u0301', 2, 2, 3],
    ['日本', 2, 2, 6],
    ['한글', 2, 2, 6],
    ['👍', 4, 1, 4],
    ['👍🏽', 8, 2, 8],
    ['❤️', 6, 2, 6],
    ['❤', 1, 1, 3],
    ['🇫🇷', 8, 2, 8],
    ['1️⃣', 7, 3, 7],
    ['1', 1, 1, 1],
    ['👨‍👩‍👧‍👦', 25, 7, 25],
    ['🏳️‍🌈', 14, 4, 14],
    ['😀😀', 8, 2, 8],
    ['𝒳', 1, 1, 4],
    ['a\r\nb', 4, 4, 4],
    ['a\nb', 3, 3, 3],
    ['“quoted”', 8, 8, 12],
    ['©', 1, 1, 2],
    ['\u200b', 1, 1, 3],
  ])('%j counts %i, has %i code points and %i bytes', (text, count, codePoints, bytes) => {
    expect(countText(text)).toMatchObject({ count, codePoints, bytes });
  });

  it.each([
    ['no link', 0],
    ['https://a.example', 1],
    ['https://a.example https://a.example', 1],
    ['https://a.example https://b.example', 2],
    ['http://a.example and https://a.example', 2],
    ['www.a.example', 1],
    ['HTTPS://A.EXAMPLE', 1],
    ['a.example alone is no link', 0],
    ['mail ada@example.org', 0],
    ['(https://a.example/x)', 1],
    ['<https://a.example>', 1],
    ['https://a.example/?a=1&b=2#c', 1],
    ['line\nhttps://a.example\nwww.b.example', 2],
  ])('%j has %i different links', (text, links) => {
    expect(countText(text).links).toBe(links);
  });

  it.each([
    'See https://a.example, or https://a.example.',
    'https://a.example (again: https://a.example)',
    '“https://a.example” https://a.example',
    'https://a.example? https://a.example!!! https://a.example…',
    '（https://a.example）https://a.example。',
    '[https://a.example]. (https://a.example).) https://a.example',
    'https://www.a.example',
  ])('%j is one link: punctuation behind it is not part of it', (text) => {
    expect(countText(text).links).toBe(1);
  });

  it.each(['https:// and www. and http://...', 'awww.a.example', 'https://) (www.)'])('%j has no link', (text) => {
    expect(countText(text).links).toBe(0);
  });

  it.each([
    ['https://a.example/Foo_(bar) https://a.example/Foo_', 2],
    ['(https://a.example/Foo_(bar)) https://a.example/Foo_(bar)', 1],
    ['https://a.example/Foo_(bar) https://a.example/Foo_(bar', 2],
    ['https://a.example/a https://a.example/a/', 2],
  ])('%j has %i: what belongs to a link stays', (text, links) => {
    expect(countText(text).links).toBe(links);
  });

  // Time that grows with the square of the length would run into the time limit of the test.
  it.each([')', '(', 'www.', '👨‍👩', '#', '.'])('ends, however often it meets %j', (piece) => {
    const text = `https://a.b/${piece.repeat(Math.ceil(200_000 / piece.length))}`;

    expect(checkText(text).errors.map(({ code }) => code)).toContain('text_too_long');
  });

  it('never counts less when a character is added', () => {
    const emoji = fc.constantFrom(
      '👍',
      '🏽',
      '\u200d',
      '👩',
      '\ufe0f',
      '\u20e3',
      '1',
      '❤',
      '🇫',
      '🇷',
      '🏴',
      '\u{e0067}',
      '\u{e007f}',
      '\u0301',
      '🚀',
    );
    const char = fc.oneof(emoji, fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }));
    fc.assert(
      fc.property(fc.array(char, { maxLength: 12 }), char, (chars, next) => {
        const [before, after] = [countText(chars.join('')), countText(chars.join('') + next)];

        expect(after.count).toBeGreaterThan(before.count);
        expect(after.codePoints).toBe(before.codePoints + 1);
        expect(after.bytes).toBeGreaterThan(before.bytes);
      }),
      { numRuns: 2_000, seed: 60 },
    );
  });

  it('never counts below the code points nor above the bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const { count, codePoints, bytes } = countText(text);
        expect(codePoints).toBeLessThanOrEqual(count);
        expect(count).toBeLessThanOrEqual(bytes);
      }),
      { numRuns: 500, seed: 61 },
    );
  });
});

describe('checkText', () => {
  it.each([
    ['x'.repeat(maxTextLength), [], []],
    ['x'.repeat(maxTextLength + 1), ['text_too_long'], []],
    ['日'.repeat(166), [], []],
    ['日'.repeat(167), [], ['text_maybe_too_long']],
    ['日'.repeat(500), [], ['text_maybe_too_long']],
    ['日'.repeat(501), ['text_too_long'], []],
    [`${'x'.repeat(496)}👍`, [], []],
    [`${'x'.repeat(497)}👍`, [], ['text_maybe_too_long']],
    [`${'x'.repeat(498)}”`, [], ['text_maybe_too_long']],
    [`${'x'.repeat(497)}”`, [], []],
    [`${'x'.repeat(498)}\r\n`, [], []],
    [`${'x'.repeat(499)}\r\n`, ['text_too_long'], []],
    ['', ['text_empty'], []],
    [' \n\t\u00a0', ['text_empty'], []],
  ])('case %#', (text, errors, warnings) => {
    expect(codes(text)).toEqual({ errors, warnings });
  });

  it('takes five different links however often they stand there, and refuses six', () => {
    const links = ['a', 'b', 'c', 'd', 'e'].map((name) => `https://${name}.example`);

    expect(codes(`${links.join(' ')} ${links.join(' ')}`).errors).toEqual([]);
    expect(codes(`${links.join(' ')} https://f.example`).errors).toEqual(['too_many_links']);
  });

  it('says where, the limit, the actual number and what to do', () => {
    expect(checkText('x'.repeat(507)).errors).toEqual([
      {
        pointer: '#/text',
        code: 'text_too_long',
        detail: 'The text counts 507; the limit is 500.',
        limit: 500,
        actual: 507,
        remediation: 'Remove 7.',
      },
    ]);
  });

  it('finds everything at once', () => {
    const text = `${'x'.repeat(500)} ${[1, 2, 3, 4, 5, 6].map((n) => `https://${n}.example`).join(' ')}`;

    expect(codes(text).errors).toEqual(['text_too_long', 'too_many_links']);
  });
});
