/** What a run of the tests said: read from vitest's JSON report. Pure. */
import * as z from 'zod';

/** Where `npm test` leaves what its tests did. */
export const reportPath = 'coverage/tests.json';

const reportSchema = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) })),
});

export type ToldTest = { name: string; hasPassed: boolean };

/** The tests that carry each id of this shape. @throws {ZodError} for a file that is no report of vitest's. */
export function testsById(report: unknown, idPattern: RegExp): Map<string, ToldTest[]> {
  const found = new Map<string, ToldTest[]>();
  for (const { assertionResults } of reportSchema.parse(report).testResults) {
    for (const { fullName: name, status } of assertionResults) {
      for (const id of new Set(name.match(idPattern))) found.set(id, [...(found.get(id) ?? []), { name, hasPassed: status === 'passed' }]);
    }
  }
  return found;
}

export const linesOfTests = (tests: readonly ToldTest[]): string[] =>
  tests.map(({ name, hasPassed }) => `        ${hasPassed ? 'passed' : 'FAILED'}  ${name}`);
