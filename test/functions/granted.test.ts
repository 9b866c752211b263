/** In memory a function can do what its duty grants, and is refused everything else as AWS would refuse it. */
import { describe, expect, it } from 'vitest';
import { type Duty, type DutyName, duties } from '../../functions/duties.ts';
import type { QueueName } from '../../lib/core/queue.ts';
import { describeError } from '../../lib/log.ts';
import { grantedDatabase, grantedMediaFiles, grantedSender } from '../support/granted.ts';
import { memoryDatabase } from '../support/memory-database.ts';
import { memoryFiles } from '../support/memory-files.ts';
import { world } from '../support/world.ts';

const table: Record<DutyName, Duty> = duties;
const isDuty = (name: string): name is DutyName => Object.hasOwn(duties, name);
const names = Object.keys(duties).filter(isDuty);
const queues = ['publish', 'refresh', 'mail', 'media', 'export', 'erase'] as const satisfies readonly QueueName[];
const denied = async (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    (error: unknown) => error instanceof Error && error.name === 'AccessDeniedException',
  );

describe('ports from rights', () => {
  it.each(names)('T8.3 %s reaches exactly the queues of its duty', async (duty) => {
    const send = grantedSender(
      () => duty,
      async () => undefined,
    );
    const reached: string[] = [];
    for (const queue of queues) if (!(await denied(send(queue, { kind: 'deletion', code: '' })))) reached.push(`${queue}-queue`);

    expect(reached.sort()).toEqual(table[duty].rights.flatMap(({ on }) => (on.endsWith('-queue') ? [on] : [])).sort());
  });

  it.each(names)('T8.3 %s does with each key prefix exactly what its duty says', async (duty) => {
    const db = grantedDatabase(() => duty, memoryDatabase());
    const rights = table[duty].rights;
    const prefixes = [
      ...new Set(Object.values(table).flatMap((one) => one.rights.flatMap((right) => ('keys' in right ? right.keys : [])))),
    ];
    const wrong: string[] = [];
    for (const prefix of prefixes) {
      const key = { pk: `${prefix}1`, sk: '-' };
      const calls: [string, () => Promise<unknown>][] = [
        ['GetItem', () => db.get('main', key)],
        ['Query', () => db.query({ table: 'main', pk: key.pk })],
        ['PutItem', () => db.commit([{ op: 'put', table: 'main', item: { ...key, kind: 'x', v: 1 } }])],
        ['DeleteItem', () => db.commit([{ op: 'delete', table: 'main', key }])],
        ['ConditionCheckItem', () => db.commit([{ op: 'check', table: 'main', key, condition: { absent: true } }])],
        ['UpdateItem', () => db.increment(key, new Date(0))],
      ];
      for (const [action, call] of calls) {
        const isGranted = rights.some(
          (right) => right.on === 'main' && right.actions.some((one) => one === action) && right.keys.some((one) => key.pk.startsWith(one)),
        );
        if ((await denied(call())) === isGranted) wrong.push(`${action} ${prefix}`);
      }
    }

    expect(wrong).toEqual([]);
  });

  it('T8.3 refuses objects below another prefix, and tells so in the words that the log keeps', async () => {
    const files = grantedMediaFiles(() => 'exporter', memoryFiles());

    await expect(files.head('exports/x')).resolves.toEqual({ kind: 'gone' });
    const error = await files.remove('m/x').catch((thrown: unknown) => thrown);

    expect(describeError(error)).toMatchObject({ error: 'AccessDeniedException', denied: 's3:DeleteObject' });
  });

  it('T8.3 a function of a world has its own rights alone, and the test all', async () => {
    const w = world();
    const ask = () => w.deps.sendMessage('erase', { kind: 'deletion', code: 'x' });

    await expect(w.as('publisher', ask)()).rejects.toThrow('not authorized to perform: sqs:SendMessage');
    await expect(w.as('eraser', ask)()).resolves.toBeUndefined();
    await expect(ask()).resolves.toBeUndefined();
  });
});
