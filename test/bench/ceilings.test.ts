/** What one post costs may not grow unnoticed. */
import { describe, expect, it } from 'vitest';
import { type Ceiling, ceilings, sweepReadUnits } from '../../bench/ceilings.ts';
import type { Kind } from '../../bench/cloud/writing.ts';
import { lifeCycle, total } from '../../bench/counts/life-cycle.ts';
import { pricePerMillion, sumOf } from '../../bench/counts/price.ts';
import { sweepReads } from '../../bench/counts/sweep-reads.ts';

const kinds = Object.keys(ceilings) as Kind[];

async function measured(kind: Kind): Promise<Ceiling> {
  const life = await lifeCycle(kind);
  return {
    writeUnits: total(life, 'writes'),
    readUnits: total(life, 'reads'),
    decrypts: total(life, 'decrypts'),
    dataKeys: total(life, 'dataKeys'),
    platformCalls: total(life, 'providerCalls'),
    callsAtDue: life.callsAtDue,
    messages: life.messages,
    price: Math.round(sumOf(pricePerMillion(life)) * 10) / 10,
  };
}

describe('the life of one scheduled post', () => {
  it.each(kinds)('of kind %s costs no more than its ceiling in any of its counts', async (kind) => {
    const found = await measured(kind);

    const above = Object.entries(ceilings[kind]).filter(([name, most]) => found[name as keyof Ceiling] > most);
    expect(above, `measured ${JSON.stringify(found)}`).toEqual([]);
  });
});

describe('one tick of the timer', () => {
  it.each([100, 20_000])('reads no more with %i posts waiting for later', async (waiting) => {
    expect(await sweepReads(waiting)).toBeLessThanOrEqual(sweepReadUnits);
  });
});
