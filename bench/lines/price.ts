/** Dollars per million posts, and of a month in which nothing happens. */
import * as z from 'zod';
import { buildApp } from '../../infra/build-app.ts';
import { noTally, virtualCloud } from '../cloud/cloud.ts';
import { lifeCycle } from '../counts/life-cycle.ts';
import { type Bill, priceOfIdleMonth, pricePerMillion, sumOf } from '../counts/price.ts';
import type { Line, Row } from '../row.ts';

const templateSchema = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

const whys = {
  post: 'half of it is write units, a sixth decrypts (see there), and a lone post shares no batch with others; waiting for the platform inside the worker is the rest',
  idle: 'nearly half of it is alarms, and each of them stands for a harm that nobody would notice otherwise; each queue is asked all month, even if empty',
} as const;

const words = (bill: Bill): string =>
  Object.entries(bill)
    .sort(([, a], [, b]) => b - a)
    .map(([what, dollars]) => `${what} ${dollars.toFixed(2)}`)
    .join(', ');

/** The first ticks still have the beginning to go through; then each one is like the next. */
async function idleMonth(alarms: number): Promise<Bill> {
  const cloud = virtualCloud();
  const tally = cloud.tallies.sweeper;
  const runTicks = (count: number) => cloud.scheduler.run(() => tally.invocations >= count, cloud.scheduler.now() + 86_400_000);
  cloud.sweepEveryMinute(0);
  await runTicks(40);
  Object.assign(tally, noTally());
  await runTicks(60);
  return priceOfIdleMonth(tally, alarms);
}

/** As the stage would deploy them. */
function alarmsOfBeta(): number {
  const { stacks } = buildApp({ stage: 'beta', bundling: false }).synth();
  const resources = stacks.flatMap(({ template }) => Object.values(templateSchema.parse(template).Resources));
  return resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').length;
}

export const price: Line = {
  name: 'price',
  about: 'dollars per million posts, and of an idle month',
  measure: async (): Promise<Row[]> => {
    const [text, image] = [pricePerMillion(await lifeCycle('text')), pricePerMillion(await lifeCycle('image'))];
    const idle = await idleMonth(alarmsOfBeta());
    const list = 'post-for-me asks $5,000';
    return [
      {
        name: 'a million text posts',
        value: sumOf(text),
        goal: 30,
        unit: '$',
        detail: words(text),
        limit: '$4.89',
        peers: list,
        why: whys.post,
      },
      {
        name: 'a million image posts',
        value: sumOf(image),
        goal: 33,
        unit: '$',
        detail: words(image),
        limit: '$5.22',
        peers: list,
        why: whys.post,
      },
      {
        name: 'an idle month',
        value: sumOf(idle),
        goal: 4,
        unit: '$',
        detail: words(idle),
        limit: '$1.00',
        peers: 'smallest Postiz server $17.50',
        why: whys.idle,
      },
    ];
  },
};
