import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noAnswer } from '../../web/src/api/problem.ts';
import type { Content } from '../../web/src/draft/content.ts';
import { pauseMs } from '../../web/src/draft/draft.ts';
import { type DraftTime, suggestedTime } from '../../web/src/draft/time.ts';
import { setUp, stored, text } from './draft-server.ts';
import { postId } from './support.ts';

const berlin = (wall_time: string, more: Partial<DraftTime> = {}): DraftTime => ({
  wall_time,
  zone: 'Europe/Berlin',
  if_late: 'ask',
  ...more,
});
const at = (schedule: DraftTime | null) => (content: Content) => ({ ...content, schedule });

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-11-25T10:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

describe('the time that is suggested', () => {
  it.each([
    ['2026-11-25T10:00:00.000Z', '2026-11-26T09:00'],
    // Before midnight, and the night has 23 hours.
    ['2027-03-27T22:50:00.000Z', '2027-03-28T09:00'],
    // After midnight, and the day has 25 hours.
    ['2026-10-24T22:10:00.000Z', '2026-10-26T09:00'],
    ['2026-12-31T22:59:00.000Z', '2027-01-01T09:00'],
  ])('T7.10 at %s is tomorrow at nine by the clocks of the place: %s', (now, wallTime) => {
    expect(suggestedTime(new Date(now), 'Europe/Berlin')).toEqual(berlin(wallTime));
  });
});

describe('the time of a draft', () => {
  it('saves a time like words, and takes it off again', async () => {
    const { server, open } = setUp(stored('one'));
    const draft = open();

    draft.edit(at(berlin('2026-11-26T09:00')));
    await draft.flush();
    const timed = server.stored?.post.schedule;
    draft.edit(at(null));
    await draft.flush();

    expect(timed).toEqual({ at: '2026-11-26T08:00:00.000Z', wall_time: '2026-11-26T09:00', zone: 'Europe/Berlin', if_late: 'ask' });
    expect(server.bodies[1]).toEqual({ schedule: null });
    expect(server.stored?.post.schedule).toBeNull();
  });

  it.each([
    ['has passed', '2026-11-25T09:00'],
    ['the clocks skip', '2027-03-28T02:30'],
    ['the clocks show twice', '2027-10-31T02:30'],
    ['lacks its hour', '2026-11-26T'],
  ])('does not let a time that %s stop the text from being saved', async (_, wallTime) => {
    const { server, open } = setUp(stored('old'));
    const draft = open();

    draft.edit((content) => at(berlin(wallTime))(text('new')(content)));
    await vi.advanceTimersByTimeAsync(pauseMs);

    expect(server.bodies).toEqual([{ text: 'new' }]);
    expect(draft.state()).toMatchObject({ phase: { kind: 'saved' }, content: { schedule: { wall_time: wallTime } } });
  });

  it('says which of two equal times is meant, and knows it again when it is opened', async () => {
    const { server, open } = setUp(stored('one'));

    const draft = open();
    draft.edit(at(berlin('2027-10-31T02:30', { occurrence: 'second' })));
    await draft.flush();

    expect(server.stored?.post.schedule?.at).toBe('2027-10-31T01:30:00.000Z');
    expect(open(server.stored).state().content.schedule).toEqual(berlin('2027-10-31T02:30', { occurrence: 'second' }));
  });

  it('leaves a stored time alone that has passed meanwhile', async () => {
    const schedule = { at: '2026-11-24T08:00:00.000Z', wall_time: '2026-11-24T09:00', zone: 'Europe/Berlin', if_late: 'ask' } as const;
    const { server, open } = setUp(stored('old', 1, { schedule }));
    const draft = open();

    draft.edit(text('new'));
    await draft.flush();

    expect(server.bodies).toEqual([{ text: 'new' }]);
  });

  it('keeps a chosen time in the browser until the server has it', async () => {
    const { kept, server, open } = setUp(stored('old'));
    server.failures.push(() => Promise.reject(noAnswer()));
    const draft = open();

    draft.edit(at(berlin('2026-11-26T09:00')));
    await vi.advanceTimersByTimeAsync(pauseMs);
    const again = open();

    expect(kept.size).toBe(1);
    expect(again.state()).toMatchObject({ isRestored: true, content: { schedule: berlin('2026-11-26T09:00') } });
  });

  it('changes no time by a copy from before there were times, or by one that cannot be read', () => {
    const schedule = { at: '2026-11-26T08:00:00.000Z', wall_time: '2026-11-26T09:00', zone: 'Europe/Berlin', if_late: 'ask' } as const;
    const { kept, open } = setUp(stored('old', 1, { schedule }));

    for (const broken of [{}, { schedule: { wall_time: 7 } }]) {
      kept.set(`postora.draft.usr_1.${postId}`, JSON.stringify({ parts: [{ text: 'Words' }], targets: [], etag: '"1"', ...broken }));
      expect(open().state().content).toMatchObject({ parts: [{ text: 'Words' }], schedule: berlin('2026-11-26T09:00') });
    }
  });
});
