/** T1.3, T1.12, T3.8: how long a session and a proof of presence last. Tested to the millisecond. */
import { describe, expect, it } from 'vitest';
import { isSessionOpen, proofEndsAt, requireProof, sessionEndsAt } from '../../../lib/core/session.ts';
import { aSession, inMs } from '../../support/builders.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const seenAt = (ms: number) => aSession({ lastSeenAt: inMs(ms).toISOString() });

describe('isSessionOpen', () => {
  it.each([
    [0, 0, true],
    [0, day - 1, true],
    [0, day, false],
    [0, day + 1_000, false],
    [5 * day, 6 * day - 1, true],
    [5 * day, 6 * day, false],
    [6.5 * day, 7 * day - 1, true],
    [6.5 * day, 7 * day, false],
    [6.99 * day, 7 * day + 1_000, false],
  ])('T1.3 T3.8 last seen after %i ms, asked after %i ms: %s', (lastSeenMs, nowMs, isOpen) => {
    expect(isSessionOpen(seenAt(lastSeenMs), inMs(nowMs))).toBe(isOpen);
  });

  it('ends at the earlier of a day without use and seven days in all', () => {
    expect(sessionEndsAt(seenAt(hour))).toEqual(inMs(hour + day));
    expect(sessionEndsAt(seenAt(6.5 * day))).toEqual(inMs(7 * day));
  });
});

describe('requireProof', () => {
  it('T1.12 counts for ten minutes, to the millisecond', () => {
    expect(proofEndsAt(aSession())).toEqual(inMs(10 * minute));
    expect(() => requireProof(aSession(), inMs(10 * minute - 1))).not.toThrow();
    expect(() => requireProof(aSession(), inMs(10 * minute))).toThrow(
      expect.objectContaining({ kind: 'forbidden', code: 'presence_proof_needed' }),
    );
  });

  it('T1.12 being seen is no proof', () => {
    expect(() => requireProof(seenAt(9 * minute), inMs(11 * minute))).toThrow(expect.objectContaining({ code: 'presence_proof_needed' }));
  });
});
