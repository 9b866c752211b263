/** The restore drill in a small size; `npm run drill:restore` runs it with a hundred people. */
import { expect, it } from 'vitest';
import { ensureDynamoDb } from '../../local/dynamodb.ts';
import { isPassed, restoreDrill } from '../drill/restore-drill.ts';

it('T3.7 a restored copy holds no usable token even before the replay, and nothing that runs or lets anybody in after it', async () => {
  const { endpoint, close } = await ensureDynamoDb();
  const drill = await restoreDrill(endpoint, 3, () => undefined);
  await close();

  expect(drill).toEqual({ subjects: 3, usableAtFirst: 6, usableTokens: 0, runnableJobs: 0, waysIn: 0, left: 0 });
  expect(isPassed(drill)).toBe(true);
});
