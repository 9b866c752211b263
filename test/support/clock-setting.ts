/** At which moment the tests of this process begin: `POSTORA_TESTS_AT`, so that `npm run stability` can run them at moments that are rare. */
import { shiftDate } from './shifted-date.ts';

/** Undefined: now. @throws {Error} for a value that is no instant. */
export function testsBeginAt(): Date | undefined {
  const named = process.env['POSTORA_TESTS_AT'];
  if (!named) return undefined;
  const at = new Date(named);
  if (Number.isNaN(at.getTime())) throw new Error(`POSTORA_TESTS_AT must be an instant such as 2027-03-28T00:59:00Z, not ${named}.`);
  return at;
}

/** For the tests that run in one process; a laptop cloud and a browser's page are told by themselves. */
export function beginAtSetting(): void {
  const at = testsBeginAt();
  if (at) shiftDate(at.getTime() - Date.now());
}
