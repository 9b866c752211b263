/** The pauses of a deletion are longer than whatever may be at work, as the duty table says. */
import { expect, it } from 'vitest';
import { type Duty, duties } from '../../../functions/duties.ts';
import { settleMs } from '../../../lib/core/deletion.ts';
import { exportWorkMs } from '../../../lib/core/export.ts';

const skewMs = 45_000;
const all: [string, Duty][] = Object.entries(duties);
/** What holds nothing of anybody. */
const ofNobody = ['RETENTION#', 'SWEEP#', 'STOP#'];
const writes = ({ rights }: Duty): boolean =>
  rights.some(
    (right) => 'keys' in right && right.actions.some((action) => action === 'PutItem') && right.keys.some((key) => !ofNobody.includes(key)),
  );

it('T9.4 every function that may write for somebody has ended when the rest is erased; the exporter has a pause of its own', () => {
  const longest = (names: (name: string) => boolean): number =>
    Math.max(...all.filter(([name, duty]) => writes(duty) && names(name)).map(([, { timeoutSeconds }]) => timeoutSeconds * 1_000));

  expect(longest((name) => name !== 'exporter') + skewMs).toBeLessThanOrEqual(settleMs);
  expect(longest((name) => name === 'exporter') + skewMs).toBeLessThanOrEqual(exportWorkMs);
});
