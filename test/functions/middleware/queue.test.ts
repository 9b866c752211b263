/** T7.7: queue functions: one bad message never takes the others with it, and no log line tells what a message held. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { queueHandler } from '../../../functions/middleware/queue.ts';
import { AppError } from '../../../lib/core/errors.ts';
import { jsonLog } from '../../../lib/log.ts';
import { sqsEvent } from '../../support/world.ts';
import { lambdaContext } from '../http-event.ts';

const message = z.object({ n: z.number() });

function setup(run: (n: number) => Promise<void> = async () => undefined) {
  const lines: string[] = [];
  const done: number[] = [];
  const handler = queueHandler({
    log: jsonLog((line) => lines.push(line)),
    message,
    run: async ({ n }) => {
      await run(n);
      done.push(n);
      return { n };
    },
  });
  return { handler: (messages: readonly unknown[], receives = 1) => handler(sqsEvent(messages, receives), lambdaContext), lines, done };
}

const ten = Array.from({ length: 10 }, (_, n) => ({ n }));

describe('queueHandler', () => {
  it.each([0, 4, 9])('T7.7 of ten messages the poison one at place %i goes back alone', async (place) => {
    const { handler, done } = setup(async (n) => {
      if (n === place) throw new Error('poison');
    });

    const { batchItemFailures } = await handler(ten);

    expect(batchItemFailures).toEqual([{ itemIdentifier: `message-${place + 1}` }]);
    expect(done).toHaveLength(9);
  });

  it.each([
    ['no JSON', 'not json at all'],
    ['an empty body', ''],
    ['another shape', { n: 'seven' }],
    ['null', 'null'],
  ])('T7.7 %s goes back alone', async (_, poison) => {
    const { handler, done } = setup();

    const { batchItemFailures } = await handler([{ n: 1 }, poison, { n: 3 }]);

    expect(batchItemFailures).toEqual([{ itemIdentifier: 'message-2' }]);
    expect(done).toEqual([1, 3]);
  });

  it('a batch without failures gives nothing back', async () => {
    expect(await setup().handler(ten)).toEqual({ batchItemFailures: [] });
  });

  it('logs one line per message: its id, how often it came, the outcome or the code', async () => {
    const { handler, lines } = setup(async (n) => {
      if (n === 1) throw new AppError('unavailable', 'database_busy', 'Please try again in a moment.');
    });

    await handler([{ n: 0 }, { n: 1 }], 3);

    const parsed = lines.map((line): unknown => JSON.parse(line));
    expect(parsed).toEqual([
      { level: 'info', event: 'message', message_id: 'message-1', receives: 3, n: 0 },
      expect.objectContaining({ level: 'error', event: 'message', message_id: 'message-2', receives: 3, code: 'database_busy' }),
    ]);
  });

  it('T9.1 a message of another shape leaves nothing of itself in the log', async () => {
    const { handler, lines } = setup();

    await handler([{ n: 'THAAV-secret-1' }, { 'THAAV-secret-2': 1 }]);

    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toContain('THAAV-secret');
  });

  it('T9.1 a message that is no JSON leaves nothing of itself in the log', async () => {
    const { handler, lines } = setup();

    await handler(['THAAV-secret-1']);

    expect(lines.join('')).not.toContain('THAAV');
  });
});
