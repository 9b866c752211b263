/** I3: what an approval binds: any change of what readers see, or of where it goes, changes the hash. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../lib/core/content-hash.ts';
import { canonicalContent, type PostContent, requirePublishable } from '../../../lib/core/post.ts';
import { aContent, anId, aPost } from '../../support/builders.ts';

const targets = fc.uniqueArray(
  fc.integer({ min: 1, max: 30 }).map((n) => anId('con', n)),
  { maxLength: 10 },
);
const texts = fc.string({ unit: 'binary', maxLength: 60 });
const contents: fc.Arbitrary<PostContent> = fc.record({ text: texts, targets }).map(aContent);

describe('canonicalContent', () => {
  it('is the JCS text, byte for byte', () => {
    expect(canonicalContent(aContent({ text: 'a "b"\n€', targets: ['con_2', 'con_1'] }))).toBe(
      '{"media":[],"options":{},"targets":["con_1","con_2"],"text":"a \\"b\\"\\n€","time":"now","version":1}',
    );
  });

  it('names keys in sorted order, so that a reordered declaration changes nothing', () => {
    const keys = Object.keys(JSON.parse(canonicalContent(aPost())));

    expect(keys).toEqual([...keys].sort());
  });
});

describe('contentHash', () => {
  it('is the SHA-256 of the canonical content', () => {
    const post = aPost();

    expect(contentHash(post)).toBe(createHash('sha256').update(canonicalContent(post), 'utf8').digest('hex'));
  });

  it('I3 is the same for every order of the targets', () => {
    fc.assert(
      fc.property(contents, fc.nat(), ({ text, targets: list }, turn) => {
        const turned = [...list.slice(turn % (list.length + 1)), ...list.slice(0, turn % (list.length + 1))];
        expect(contentHash(aContent({ text, targets: turned }))).toBe(contentHash(aContent({ text, targets: list })));
        expect(contentHash(aContent({ text, targets: list.toReversed() }))).toBe(contentHash(aContent({ text, targets: list })));
      }),
      { numRuns: 300, seed: 68 },
    );
  });

  it('I3 is different for every other text or set of targets', () => {
    fc.assert(
      fc.property(contents, contents, (a, b) => {
        const isSame = a.text === b.text && [...a.targets].sort().join() === [...b.targets].sort().join();
        expect(contentHash(a) === contentHash(b)).toBe(isSame);
      }),
      { numRuns: 1000, seed: 69 },
    );
  });

  it.each([
    ['a blank at the end', 'Bridges ', 'Bridges'],
    ['another line end', 'a\r\nb', 'a\nb'],
    ['composed and decomposed', 'é', 'e\u0301'],
    ['an invisible character', 'a\u200bb', 'ab'],
    ['a look-alike', 'а', 'a'],
    ['case', 'A', 'a'],
    ['an escaped and a real control character', '\\u0000', '\u0000'],
    ['halves of characters', '\ud800', '\udfff'],
    ['half a character and its escape', '\ud800', '\\ud800'],
  ])('I3 tells %s apart', (_, a, b) => {
    expect(contentHash(aContent({ text: a, targets: [] }))).not.toBe(contentHash(aContent({ text: b, targets: [] })));
  });

  it('does not depend on what is no content', () => {
    const post = aPost();

    expect(contentHash({ ...post, rev: 9, updatedAt: 'later', id: anId('post', 9) } as PostContent)).toBe(contentHash(post));
  });
});

describe('requirePublishable', () => {
  it('lets a good post pass, warnings or not', () => {
    expect(() => requirePublishable(aContent({ text: '日'.repeat(400) }), () => undefined)).not.toThrow();
  });

  it('throws all findings in one error', () => {
    expect(() => requirePublishable(aContent({ text: '', targets: [] }), () => undefined)).toThrow(
      expect.objectContaining({
        code: 'post_breaks_rules',
        status: 422,
        details: expect.objectContaining({
          findings: [expect.objectContaining({ code: 'text_empty' }), expect.objectContaining({ code: 'no_target' })],
        }),
      }),
    );
  });
});
