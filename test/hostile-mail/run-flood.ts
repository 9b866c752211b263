/** Very many good mails within one hour, at the inbox: what it asks the mailer for. */

import { accept } from '../functions/steps.ts';
import { aMailId, sesEvent } from '../support/ses-events.ts';
import { world } from '../support/world.ts';
import { known } from './hostile-mails.ts';

export type FloodTally = { mails: number; answers: number; mostPerPerson: number; alarms: number };

/** People with an account and without, each many times. */
export async function runFlood({ count }: { count: number }): Promise<FloodTally> {
  const given = world();
  await accept(given, given.browser(), known);
  given.queued.length = 0;
  const answered = new Map<string, number>();
  let alarms = 0;
  for (let i = 0; i < count; i += 1) {
    const from = i % 50 === 0 ? known : `person${i % 997}@example.net`;
    given.logs.length = 0;
    await given.receive(sesEvent({ from, mailId: aMailId(i), receivedAt: given.clock.now() }));
    const asked = given.queued.splice(0).map(({ message }) => (message as { kind: string }).kind);
    if (asked.includes('neutral_answer') || asked.includes('deletion_link')) answered.set(from, (answered.get(from) ?? 0) + 1);
    if (given.logs.some((line) => line.includes('"flood":true'))) alarms += 1;
    given.trace.length = 0;
    given.clock.advance(3_600_000 / count);
  }
  const answers = [...answered.values()].reduce((sum, one) => sum + one, 0);
  return { mails: count, answers, mostPerPerson: Math.max(0, ...answered.values()), alarms };
}
