import { describe, expect, it } from 'vitest';
import {
  type CallTallies,
  callsPerCount,
  freeCalls,
  maxCountedCalls,
  noteCall,
  noteCounted,
  tooManyCalls,
} from '../../../lib/core/call-limit.ts';

const at = (ms: number) => new Date(Date.parse('2026-12-01T10:00:00.000Z') + ms);
const times = (tallies: CallTallies, count: number, now: Date, session = 'ses_a') =>
  Array.from({ length: count }, () => noteCall(tallies, session, now)).filter(({ isCounted }) => isCounted).length;

describe(noteCall, () => {
  it('writes nothing for ordinary use, and one count for ten calls beyond it', () => {
    const tallies: CallTallies = new Map();

    expect(times(tallies, freeCalls, at(0))).toBe(0);
    expect(times(tallies, 10 * callsPerCount, at(0))).toBe(10);
  });

  it('begins anew each minute, and counts each session for itself', () => {
    const tallies: CallTallies = new Map();
    times(tallies, freeCalls, at(0));

    expect(times(tallies, freeCalls, at(60_000))).toBe(0);
    expect(times(tallies, freeCalls, at(60_000), 'ses_b')).toBe(0);
    expect(times(tallies, 1, at(60_000))).toBe(1);
  });

  it('refuses without asking the table again, once that has said enough, until the minute is over', () => {
    const tallies: CallTallies = new Map();
    times(tallies, freeCalls + 1, at(0));

    expect(noteCounted(tallies, 'ses_a', maxCountedCalls / callsPerCount)).toBe(false);
    expect(noteCounted(tallies, 'ses_a', maxCountedCalls / callsPerCount + 1)).toBe(true);
    expect(noteCall(tallies, 'ses_a', at(59_999))).toEqual({ isOver: true, isCounted: false });
    expect(noteCall(tallies, 'ses_a', at(60_000))).toEqual({ isOver: false, isCounted: false });
  });

  it('remembers a bounded number of sessions', () => {
    const tallies: CallTallies = new Map();
    for (let i = 0; i < 5_000; i += 1) noteCall(tallies, `ses_${i}`, at(0));

    expect(tallies.size).toBeLessThanOrEqual(1_000);
  });
});

describe(tooManyCalls, () => {
  it('says when the minute is over', () => {
    expect(tooManyCalls(at(45_000))).toMatchObject({
      code: 'too_many_calls',
      status: 429,
      isRetryable: true,
      details: { retryAfterMs: 15_000 },
    });
  });
});
