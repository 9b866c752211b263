/** Fair queues: of what waits, messages of groups that have few in flight come first. */
import { ramp } from '../model.ts';

export type Message = { body: string; group: string };

/** Takes a batch out of `waiting`, oldest first among equals. */
export function takeFair(waiting: Message[], inFlight: ReadonlyMap<string, number>): Message[] {
  const batch: Message[] = [];
  const taken = new Map(inFlight);
  for (let most = 1; batch.length < ramp.batchSize && waiting.length > 0; most *= 4) {
    for (let i = 0; i < waiting.length && batch.length < ramp.batchSize; i += 1) {
      const message = waiting[i];
      if (!message || (taken.get(message.group) ?? 0) >= most) continue;
      taken.set(message.group, (taken.get(message.group) ?? 0) + 1);
      batch.push(...waiting.splice(i, 1));
      i -= 1;
    }
  }
  return batch;
}
