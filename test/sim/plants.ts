/** Bugs planted in the ports, never in the code under test: the simulator must find each of them, or it proves nothing. */
import type { Database, Write } from '../../lib/core/ports.ts';
import type { Provider } from '../../lib/core/provider.ts';
import type { Plant } from './functions.ts';

const isPublication = (write: Write): boolean => write.op === 'put' && write.item.kind === 'publication';

const isIntent = (write: Write): boolean => isPublication(write) && write.op === 'put' && write.item['state'] === 'sending';

/** The same commits, each write changed. */
const rewriting =
  (change: (writes: readonly Write[]) => Write[]) =>
  (real: Database): Database => ({
    ...real,
    commit: (writes) => real.commit(change(writes)),
  });

function withoutCondition(write: Write): Write {
  if (write.op === 'check' || !isPublication(write)) return write;
  const { condition: _, ...free } = write;
  return free;
}

function withoutDueKeys(write: Write): Write {
  if (write.op !== 'put' || !isPublication(write)) return write;
  const { due_pk: _, due_sk: __, ...item } = write.item;
  return { ...write, item: { ...item, pk: write.item.pk, sk: write.item.sk, kind: write.item.kind, v: write.item.v } };
}

const sendingTwice = (real: Provider): Provider => ({
  ...real,
  send: async (token, memo) => {
    const first = await real.send(token, memo);
    return first.kind === 'unknown' ? real.send(token, memo) : first;
  },
});

const takingUnknownForNo = (real: Provider): Provider => ({
  ...real,
  send: async (token, memo) => {
    const answer = await real.send(token, memo);
    return answer.kind === 'unknown' ? { kind: 'refused', failure: { code: 'preparation_lost' }, again: true } : answer;
  },
});

const trustingFinished = (real: Provider): Provider => ({
  ...real,
  find: async (token, input) => {
    const answer = await real.find(token, input);
    return answer.kind === 'unclear' ? { kind: 'absent', usable: false } : answer;
  },
});

const takingUnknownForYes = (real: Provider): Provider => ({
  ...real,
  send: async (token, memo) => {
    const answer = await real.send(token, memo);
    return answer.kind === 'unknown' ? { kind: 'sent', remoteId: '1' } : answer;
  },
});

export const plants = {
  sends_again_after_a_time_out: { provider: sendingTwice },
  takes_unknown_for_no: { provider: takingUnknownForNo },
  takes_unknown_for_yes: { provider: takingUnknownForYes },
  takes_unclear_for_absent: { provider: trustingFinished },
  ignores_revisions: { database: rewriting((writes) => writes.map(withoutCondition)) },
  forgets_the_due_index: { database: rewriting((writes) => writes.map(withoutDueKeys)) },
  stores_no_intent: { database: rewriting((writes) => (writes.some(isIntent) ? [] : [...writes])) },
} as const satisfies Record<string, Plant>;
export type PlantName = keyof typeof plants;
