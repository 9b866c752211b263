/** The report of targets says what was proved, what fails and what is not built yet; and every promise has a proof. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allSentences, type Sentence } from '../../lib/core/policy.ts';
import { targets } from '../targets-data.ts';
import { root } from './planted-tree.ts';
import { isSound, linesOf, reportTargets, summaryOf } from './targets-report.ts';

const two = { 'T1.1': 'one', 'T1.10': 'another' };
const policy: Sentence[] = [
  { id: 'P-01', kind: 'statement', text: 'Said.' },
  { id: 'P-02', kind: 'behaviour', text: 'Done.' },
  { id: 'P-03', kind: 'egress', text: 'Kept in.', targets: ['T1.10'] },
];
const reportOf = (...tests: [name: string, status: string][]) => ({
  testResults: [{ assertionResults: tests.map(([fullName, status]) => ({ fullName, status })) }],
});
const report = (...tests: [name: string, status: string][]) => reportTargets(two, policy, reportOf(...tests));

describe(reportTargets, () => {
  it('counts what has passing tests, and says plainly what has none', () => {
    const told = report(['T1.1 P-02 works', 'passed']);

    expect(isSound(told)).toBe(true);
    expect(summaryOf(told)).toEqual([
      'policy sentences 3, statements 1, built 1, failing 0, not built 1',
      'targets 2, built 1, failing 0, not built 1',
    ]);
    expect(told.targets.flatMap(linesOf)).toEqual([
      'T1.1    one: BUILT',
      '        passed  T1.1 P-02 works',
      'T1.10   another: NOT BUILT YET',
    ]);
  });

  it('takes a test of a target for a proof of the sentence that names it', () => {
    expect(report(['T1.10 works', 'passed']).sentences.find(({ id }) => id === 'P-03')?.result).toBe('built');
  });

  it.each(['failed', 'pending', 'skipped', 'todo'])('takes a test that is %s for a failure', (status) => {
    const told = report(['T1.1 works', 'passed'], ['T1.1 P-02 works otherwise', status]);

    expect(isSound(told)).toBe(false);
    expect(summaryOf(told).at(-1)).toBe('targets 2, built 0, failing 1, not built 1');
  });

  it('finds an id that nobody declared, and takes none for one that begins like it', () => {
    const told = report(['T1.10 T9.99 P-77 works', 'passed']);

    expect(isSound(told)).toBe(false);
    expect(summaryOf(told).at(-1)).toBe('targets 2, built 1, failing 0, not built 1, unknown ids P-77 T9.99');
  });
});

const titles = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && !name.startsWith('house'))
  .map((name) => readFileSync(join(root, 'test', name), 'utf8'))
  .join('\n');
const isTested = (id: string): boolean =>
  new RegExp(`(?:it|describe|\\]\\)|\\))\\(\\s*['\`"][^\\n]*\\b${id.replace('.', '\\.')}\\b`).test(titles);

describe('the privacy policy', () => {
  it('T9.7 has a test for every sentence about what is done and where data go, by its id or a target it names', () => {
    const promises = allSentences.filter(({ kind }) => kind !== 'statement');
    const without = promises.filter(({ id, targets: proofs = [] }) => ![id, ...proofs].some(isTested)).map(({ id }) => id);

    expect(promises.length).toBeGreaterThan(15);
    expect(without).toEqual([]);
  });

  it('T9.7 numbers each sentence once, and names no target that there is not', () => {
    expect(new Set(allSentences.map(({ id }) => id)).size).toBe(allSentences.length);
    expect(allSentences.flatMap(({ targets: proofs = [] }) => proofs).filter((id) => !Object.hasOwn(targets, id))).toEqual([]);
  });

  it('T9.10 says what cannot be done: copies of the database, posts at the platform, the permission there', () => {
    const text = allSentences.map((sentence) => sentence.text).join('\n');

    for (const words of ['35 days', 'cannot be read', 'stay at the platform', 'remove the app there']) expect(text).toContain(words);
  });

  it('says who is not behind it', () => {
    expect(allSentences.map(({ text }) => text).join('\n')).toContain(
      'not affiliated with, endorsed by or sponsored by Meta, Instagram, Facebook or Threads',
    );
  });
});

describe('the targets', () => {
  it('are numbered without a gap', () => {
    const counts = [12, 9, 8, 9, 5, 11, 13, 8, 10];

    expect(Object.keys(targets)).toEqual(counts.flatMap((count, i) => Array.from({ length: count }, (_, n) => `T${i + 1}.${n + 1}`)));
  });
});
