/** All rules at once: the golden file, then what holds for every post. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MediaItem, type Part, replyAudiences } from '../../../../lib/core/content.ts';
import type { Finding } from '../../../../lib/core/errors.ts';
import { ruleCodes } from '../../../../lib/core/rules/findings.ts';
import type { MediaFacts } from '../../../../lib/core/rules/media-file.ts';
import { checkPost } from '../../../../lib/core/rules/post.ts';
import { countText } from '../../../../lib/core/rules/text.ts';
import { factsOf, golden, partsOf } from './golden.ts';

const brief = ({ pointer, code, limit, actual }: Finding) => [pointer, code, ...(limit === undefined ? [] : [limit, actual])];

describe('the golden file', () => {
  it.each(golden.counts)('counts $text as $count ($source)', ({ text, count, codePoints, bytes, links }) => {
    expect(countText(text)).toEqual({ count, codePoints, bytes, links });
  });

  it.each(golden.posts)('$name ($source)', (post) => {
    const { errors, warnings } = checkPost({ parts: partsOf(post) }, factsOf);

    expect(errors.map(brief)).toEqual(post.errors ?? []);
    expect(warnings.map(brief)).toEqual(post.warnings ?? []);
  });

  it('breaks every rule at least once', () => {
    const broken = golden.posts.flatMap(({ errors = [], warnings = [] }) => [...errors, ...warnings].map(([, code]) => code));

    expect(new Set(broken)).toEqual(new Set(ruleCodes));
  });
});

const kind = fc.constantFrom('image', 'video');
const words = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '#', '#tag', 'https://', 'www.', 'https://[', '\ud83d', 'x'.repeat(1100)),
);
const address = fc.oneof(words, fc.webUrl(), fc.constantFrom('https://%', 'https://a:b@c', 'https://[::1]', 'data:,x', '//a', 'https://.'));
const item: fc.Arbitrary<MediaItem> = fc.oneof(
  fc.record({ kind, mediaId: words, sha256: words, path: words, alt: words }),
  fc.record({ kind, url: address, alt: words }),
);
const options: fc.Arbitrary<Part['options']> = fc.record(
  {
    topicTag: words,
    replyAudience: fc.constantFrom(...replyAudiences),
    linkAttachment: address,
    poll: fc.array(words, { maxLength: 6 }),
    gifId: words,
    quotePostId: words,
    isSpoiler: fc.boolean(),
  },
  { requiredKeys: [] },
);
const part: fc.Arbitrary<Part> = fc.record({ text: words, media: fc.array(item, { maxLength: 22 }), options });
const facts: fc.Arbitrary<MediaFacts | undefined> = fc.option(
  fc.record(
    {
      contentType: words,
      sizeBytes: fc.double(),
      width: fc.double(),
      height: fc.double(),
      durationMs: fc.double(),
      framesPerSecond: fc.double(),
      isIndexFirst: fc.boolean(),
      hasEdits: fc.boolean(),
      audio: fc.record({ codec: words, channels: fc.double(), sampleRateHz: fc.double() }),
    },
    { requiredKeys: ['contentType', 'sizeBytes'] },
  ),
  { nil: undefined },
);

describe(checkPost, () => {
  it('never throws, and every finding says where, what and what to do', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 22 }), facts, (parts, known) => {
        const { errors, warnings } = checkPost({ parts }, () => known);

        for (const found of [...errors, ...warnings]) {
          expect(found.pointer).toMatch(/^#(\/[a-z_]+|\/\d+)*$/);
          expect(ruleCodes).toContain(found.code);
          expect(found.detail).toMatch(/^[A-Z].*\.$/);
          expect(found.remediation).toMatch(/^[A-Z].*\.$/);
        }
      }),
      { numRuns: 150, seed: 62 },
    );
  });

  it('judges a part alike wherever it stands', () => {
    fc.assert(
      fc.property(part, fc.integer({ min: 1, max: 19 }), (one, before) => {
        const plain: Part = { text: 'x', media: [], options: {} };

        const alone = checkPost({ parts: [one] }, factsOf);
        const inside = checkPost({ parts: [...Array<Part>(before).fill(plain), one] }, factsOf);

        const moved = (found: Finding) => ({ ...found, pointer: found.pointer.replace('#', `#/replies/${before - 1}`) });
        expect(inside).toEqual({ errors: alone.errors.map(moved), warnings: alone.warnings.map(moved) });
      }),
      { numRuns: 100, seed: 63 },
    );
  });

  it('never says the same twice', () => {
    fc.assert(
      fc.property(part, (one) => {
        const { errors, warnings } = checkPost({ parts: [one] }, factsOf);
        const all = [...errors, ...warnings].map(({ pointer, code }) => `${pointer} ${code}`);

        expect(new Set(all).size).toBe(all.length);
      }),
      { numRuns: 100, seed: 64 },
    );
  });

  it('repeats nothing of what was written', () => {
    const secret = 'zebra';
    const parts: Part[] = [
      {
        text: `#${secret} `.repeat(100),
        media: [{ kind: 'image', url: `http://${secret}:${secret}@${secret}.local/#${secret}`, alt: secret.repeat(300) }],
        options: {
          topicTag: `${secret}.`.repeat(20),
          linkAttachment: secret,
          poll: [secret.repeat(9)],
          gifId: `${secret}!`,
          quotePostId: secret,
        },
      },
    ];

    expect(JSON.stringify(checkPost({ parts }, factsOf))).not.toContain(secret);
  });
});

describe('docs/rules.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/rules.md'), 'utf8');

  it('has one row per rule, with source and date', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` .*\| (doc|seen|ours)\b.* \|$/gm)].map(([, code]) => code);

    expect(rows).toEqual([...ruleCodes]);
    expect(page).toContain(golden.readAt);
  });
});
