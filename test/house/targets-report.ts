/** Which tests carry the id of a target or of a sentence of the privacy policy, and what that says of it. Pure. */
import type { Sentence } from '../../lib/core/policy.ts';
import { linesOfTests, type ToldTest, testsById } from './test-report.ts';

export type Result = 'built' | 'failing' | 'not built yet';
type Told = { id: string; what: string; result: Result; tests: ToldTest[] };
type ToldSentence = Omit<Told, 'result'> & { kind: Sentence['kind']; result: Result | 'statement' };
export type TargetsReport = {
  targets: Told[];
  sentences: ToldSentence[];
  /** Ids in test names that neither list has. */
  strangers: string[];
};

const idPattern = /\b(?:T[1-9]\.\d{1,2}|P-\d{2})\b/g;

/** "Built" says that there are tests and that all of them passed; how much of a target they prove, their names say. */
function resultOf(tests: readonly ToldTest[]): Result {
  if (tests.length === 0) return 'not built yet';
  return tests.every(({ hasPassed }) => hasPassed) ? 'built' : 'failing';
}

/** @throws {ZodError} for a file that is no report of vitest's. */
export function reportTargets(targets: Readonly<Record<string, string>>, policy: readonly Sentence[], report: unknown): TargetsReport {
  const named = testsById(report, idPattern);
  const ids = new Set([...Object.keys(targets), ...policy.map(({ id }) => id)]);
  return {
    targets: Object.entries(targets).map(([id, what]) => {
      const tests = named.get(id) ?? [];
      return { id, what, tests, result: resultOf(tests) };
    }),
    sentences: policy.map(({ id, kind, text, targets: proofs = [] }) => {
      const tests = [...new Set([id, ...proofs].flatMap((proof) => named.get(proof) ?? []))];
      return { id, kind, what: text, tests, result: kind === 'statement' ? 'statement' : resultOf(tests) };
    }),
    strangers: [...named.keys()].filter((id) => !ids.has(id)).sort(),
  };
}

const count = (all: readonly { result: string }[], result: Result | 'statement'): number =>
  all.filter((one) => one.result === result).length;

/** What is not built yet is said, and is no failure. */
export const isSound = ({ targets, sentences, strangers }: TargetsReport): boolean =>
  count(targets, 'failing') + count(sentences, 'failing') + strangers.length === 0;

/** The last lines of `npm run targets`, and two lines of `npm test`. */
export function summaryOf({ targets, sentences, strangers }: TargetsReport): string[] {
  const three = (all: readonly { result: string }[]): string =>
    `built ${count(all, 'built')}, failing ${count(all, 'failing')}, not built ${count(all, 'not built yet')}`;
  const unknown = strangers.length === 0 ? '' : `, unknown ids ${strangers.join(' ')}`;
  return [
    `policy sentences ${sentences.length}, statements ${count(sentences, 'statement')}, ${three(sentences)}`,
    `targets ${targets.length}, ${three(targets)}${unknown}`,
  ];
}

export const linesOf = ({ id, what, result, tests }: Told | ToldSentence): string[] => [
  `${id.padEnd(6)}  ${what}: ${result.toUpperCase()}`,
  ...(result === 'statement' ? [] : linesOfTests(tests)),
];
