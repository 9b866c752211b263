import { describe, expect, it } from 'vitest';
import type { Stored } from '../../web/src/api/calls.ts';
import { ApiProblem, toProblem } from '../../web/src/api/problem.ts';
import { type ApproveApi, approveAs, type Wish } from '../../web/src/draft/approve.ts';
import { chosenAs } from '../../web/src/draft/time.ts';
import { twinOf } from '../../web/src/draft/twin.ts';
import { postView, publicationView, stored } from './support.ts';

const nine = { at: '2026-11-26T08:00:00.000Z', wall_time: '2026-11-26T09:00', zone: 'Europe/Berlin', if_late: 'ask' } as const;
const shown = stored({ schedule: nine, status: 'scheduled', hash: 'for nine' });

/** What was asked of the server; a change gives the post another hash. */
function setUp({ isProven = true, changed = stored({ hash: 'for now' }, 2), refusal }: Partial<Setting> = {}) {
  const calls: unknown[][] = [];
  const told: Stored[] = [];
  const api: ApproveApi = {
    change: async (...call) => {
      calls.push(['change', ...call]);
      return changed;
    },
    approve: async (...call) => {
      calls.push(['approve', ...call]);
      if (refusal) throw refusal;
      return changed;
    },
  };
  const run = (wish: Wish) => approveAs(api, { wish, isProven: () => isProven, onChanged: (next) => void told.push(next) });
  return { calls, told, run };
}
type Setting = { isProven: boolean; changed: Stored; refusal: ApiProblem };

describe(approveAs, () => {
  it('approves what was shown, and changes nothing of it', async () => {
    const { calls, run } = setUp();

    await run({ shown });
    await run({ shown, time: chosenAs(nine) });

    expect(calls).toEqual(Array.from({ length: 2 }, () => ['approve', shown.post.id, 'for nine', false]));
  });

  it('takes the time off the version that was shown, then approves what came of that', async () => {
    const { calls, run } = setUp();

    await run({ shown, time: null, isRepeatMeant: true });

    expect(calls).toEqual([
      ['change', shown.post.id, shown.etag, { schedule: null }],
      ['approve', shown.post.id, 'for now', true],
    ]);
  });

  it('tells of the change before it approves, so that a second attempt does not change it again', async () => {
    const { calls, told, run } = setUp({ refusal: new ApiProblem(409, 'duplicate_text', 'Twice.') });

    await expect(run({ shown, time: null })).rejects.toMatchObject({ code: 'duplicate_text' });
    await expect(run({ shown: told[0]!, time: null })).rejects.toMatchObject({ code: 'duplicate_text' });

    expect(calls.map(([name]) => name)).toEqual(['change', 'approve', 'approve']);
  });

  it('does not void an approval for somebody who cannot give a new one yet', async () => {
    const { calls, run } = setUp({ isProven: false });

    expect(toProblem(await run({ shown, time: null }).catch((error: unknown) => error)).code).toBe('presence_proof_needed');
    expect(calls).toEqual([]);
  });

  it('needs no second approval where the same instant is only told by other clocks', async () => {
    const paris = { ...nine, zone: 'Europe/Paris' };
    const { calls, run } = setUp({ changed: stored({ schedule: paris, status: 'scheduled', hash: 'for nine' }, 2) });

    await run({ shown, time: chosenAs(paris) });

    expect(calls.map(([name]) => name)).toEqual(['change']);
  });
});

describe(twinOf, () => {
  const id = 'post_01KAVQ3N7Z5W8XJ2M4P6R9T0B2';
  const out = publicationView({ steps: [{ at: '2026-11-25T09:00:00.000Z', what: 'approved', saw: null }] });
  const targets = [out.connection_id];
  const post = postView({ text: 'Good morning.', targets });
  const before = postView({ id, text: ' Good  morning. ', targets, publications: [out] });

  it('finds where and when the same words were approved before', () => {
    expect(twinOf(post, [post, before])).toEqual({ postId: id, connectionId: out.connection_id, approvedAt: '2026-11-25T09:00:00.000Z' });
  });

  it('passes over other words, other connections, and what never went out', () => {
    expect(twinOf(post, [{ ...before, text: 'Good evening.' }])).toBeUndefined();
    expect(twinOf({ ...post, targets: [] }, [before])).toBeUndefined();
    expect(twinOf(post, [{ ...before, publications: [{ ...out, state: 'canceled' }] }])).toBeUndefined();
  });
});
