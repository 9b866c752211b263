/**
 * Counts that may not grow: the figures of the day they were first measured, test/bench/ceilings.test.ts holds them. A change that needs more
 * raises its ceiling here, in the open; one that needs less lowers it.
 */
import type { Kind } from './cloud/writing.ts';

export type Ceiling = {
  writeUnits: number;
  readUnits: number;
  decrypts: number;
  dataKeys: number;
  platformCalls: number;
  callsAtDue: number;
  messages: number;
  /** Of a million, in dollars. */
  price: number;
};

/** Of one scheduled post, from its first request to its last read-back. */
export const ceilings = {
  text: { writeUnits: 66, readUnits: 30, decrypts: 4, dataKeys: 0, platformCalls: 6, callsAtDue: 1, messages: 5, price: 79 },
  image: { writeUnits: 66, readUnits: 30, decrypts: 4, dataKeys: 0, platformCalls: 6, callsAtDue: 1, messages: 5, price: 79 },
  carousel: { writeUnits: 94, readUnits: 35, decrypts: 5, dataKeys: 0, platformCalls: 16, callsAtDue: 1, messages: 6, price: 113 },
  chain: { writeUnits: 148, readUnits: 50, decrypts: 8, dataKeys: 0, platformCalls: 20, callsAtDue: 1, messages: 9, price: 169.6 },
} as const satisfies Record<Kind, Ceiling>;

/** Read units of one tick of the timer with 60 rows due, however many wait for later. */
export const sweepReadUnits = 116;
