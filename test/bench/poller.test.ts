/** The model of SQS and Lambda's poller: what the figures of lateness and drain rest on. */
import { describe, expect, it } from 'vitest';
import { takeFair } from '../../bench/cloud/fair-batch.ts';
import { poller } from '../../bench/cloud/poller.ts';
import { model, ramp } from '../../bench/model.ts';
import { seededRandom } from '../sim/random.ts';
import { scheduler } from '../sim/scheduler.ts';

const second = 1_000;

function open() {
  const clock = scheduler(0, seededRandom('poller'));
  const queue = poller(clock);
  const seen: { at: number; size: number }[] = [];
  queue.work(async ({ Records }) => {
    seen.push({ at: clock.now(), size: Records.length });
    await clock.sleep(second);
    return { batchItemFailures: [] };
  });
  return { clock, queue, seen };
}

const message = { kind: 'publication', user_id: 'usr_1', post_id: 'post_1', connection_id: 'con_1' } as const;

describe('poller', () => {
  it('hands a message over after its delay and the hop', async () => {
    const { clock, queue, seen } = open();
    await queue.sendAtOnce('publish', message, { delaySeconds: 3 });

    await clock.run(() => false, 10 * second);

    expect(seen).toEqual([{ at: 3 * second + model.queueHopMs, size: 1 }]);
  });

  it('works on five batches of ten at once, and on five more each second', async () => {
    const { clock, queue, seen } = open();
    for (let i = 0; i < 400; i += 1) await queue.sendAtOnce('publish', message, { delaySeconds: 1 });

    await clock.run(() => false, 20 * second);

    const begun = (from: number, to: number) => seen.filter(({ at }) => at >= from * second && at < to * second).length;
    expect(seen.reduce((sum, { size }) => sum + size, 0)).toBe(400);
    expect(begun(1, 1.1)).toBe(ramp.first);
    expect(begun(1.1, 2)).toBe(ramp.perSecond - 1);
  });

  it('takes and hands out nothing during an outage', async () => {
    const { clock, queue, seen } = open();
    queue.outage(2 * second, 10 * second);
    await queue.sendAtOnce('publish', message, { delaySeconds: 3 });
    const refused: Promise<unknown>[] = [];
    clock.after(5 * second, () => refused.push(queue.sendAtOnce('publish', message).catch((error: unknown) => error)));

    await clock.run(() => false, 20 * second);

    expect(seen.map(({ at }) => at)).toEqual([12 * second]);
    expect(await refused[0]).toMatchObject({ message: 'the queue is out of order' });
  });
});

describe('takeFair', () => {
  it('takes messages of those who send little before more of one who sends much', () => {
    const noisy = Array.from({ length: 30 }, () => ({ body: '', group: 'noisy' }));
    const waiting = [...noisy, { body: '', group: 'a' }, { body: '', group: 'b' }];

    const batch = takeFair(waiting, new Map([['noisy', 3]]));

    expect(batch.map(({ group }) => group).slice(0, 2)).toEqual(['a', 'b']);
    expect(batch).toHaveLength(ramp.batchSize);
    expect(waiting).toHaveLength(22);
  });
});
