/** `retryable` and `Retry-After` never contradict each other, and a sentence that says "try again" is meant: for every error that is made. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/core/errors.ts';

const root = new URL('../../../', import.meta.url);
const sources = ['lib', 'functions'].flatMap((dir) =>
  readdirSync(new URL(`${dir}/`, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(`${dir}/${name}`, root), 'utf8')),
);

/** From an opening bracket to the one that closes it, texts skipped. */
function inBrackets(text: string, from: number): string {
  let depth = 0;
  let quote = '';
  for (let i = from; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (quote !== '') {
      if (char === '\\') i += 1;
      else if (char === quote) quote = '';
    } else if (`'"\``.includes(char)) quote = char;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return text.slice(from, i + 1);
    }
  }
  return text.slice(from);
}

const made = sources.flatMap((text) =>
  [...text.matchAll(/new AppError\(/g)].map((match) => {
    const call = inBrackets(text, match.index + 'new AppError'.length);
    const [, kind = '', code = ''] = /^\(\s*'(\w+)',\s*'(\w+)'/.exec(call) ?? [];
    return { kind, code, call };
  }),
);
const named = made.filter(({ kind }) => kind !== '');

describe('every error', () => {
  it('is found by this test', () => {
    expect(named.length).toBeGreaterThan(60);
    expect(named.length / made.length).toBeGreaterThan(0.8);
  });

  it('that says when to come back is retryable', () => {
    const kinds = [
      'invalid',
      'unauthenticated',
      'forbidden',
      'not_found',
      'conflict',
      'reconnect',
      'rejected',
      'rate_limited',
      'unavailable',
    ] as const;
    const answers = kinds.map((kind) => [
      new AppError(kind, 'a', 'b', { retryAfterMs: 1_000 }).isRetryable,
      new AppError(kind, 'a', 'b').isRetryable,
    ]);

    expect(answers.map(([timed]) => timed)).toEqual(kinds.map(() => true));
    expect(answers.map(([, plain]) => plain)).toEqual([false, false, false, false, false, false, false, true, true]);
  });

  it('that asks for the same again says so in `retryable`, too', () => {
    const asksAgain = /[Tt]ry again(?! to finish)(?! in (?:this|another))/;
    const contradicting = named.filter(
      ({ kind, call }) =>
        asksAgain.test(call) &&
        !/[Ss]ign in and try again|, then try again/.test(call) &&
        !['rate_limited', 'unavailable'].includes(kind) &&
        !call.includes('retryAfterMs'),
    );

    expect(contradicting.map(({ code }) => code)).toEqual([]);
  });
});
