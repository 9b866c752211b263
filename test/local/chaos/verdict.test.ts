import { describe, expect, it } from 'vitest';
import { judge, type Live, type Shown, type Target } from '../../../local/chaos/verdict.ts';

const shown = (change: Partial<Shown> = {}): Shown => ({
  connection_id: 'con_1',
  state: 'published',
  hold_reason: null,
  may_be_out: false,
  remote_id: '1',
  part_count: 1,
  parts: [{}],
  failure: null,
  steps: [],
  ...change,
});
const target = (change: Partial<Target> = {}): Target => ({
  number: 1,
  texts: ['one'],
  account: 'ada',
  saidAbsent: 0,
  shown: shown(),
  ...change,
});
const live = (change: Partial<Live> = {}): Live => ({ id: '1', account: 'ada', text: 'one', isPublic: true, ...change });
const nothingOut = { parts: [], remote_id: null };

describe(judge, () => {
  it('finds nothing wrong with what is shown as it is', () => {
    expect(judge([target()], [live()])).toMatchObject({ approved: 1, settled: 1, duplicates: 0, lies: [], open: [] });
  });

  it('counts each public copy beyond the first', () => {
    const copies = [live(), live({ id: '2' }), live({ id: '3' })];

    expect(judge([target()], copies).duplicates).toBe(2);
    expect(judge([target({ saidAbsent: 5 })], copies).duplicates).toBe(2);
  });

  it('counts a second copy after the first was taken down, unless its person had looked and said that none is there', () => {
    const copies = [live({ isPublic: false }), live({ id: '2' })];

    expect(judge([target()], copies).duplicates).toBe(1);
    expect(judge([target({ saidAbsent: 1 })], copies).duplicates).toBe(0);
  });

  it('does not count the same words of another account', () => {
    const both = [target(), target({ account: 'ben', shown: shown({ remote_id: '2' }) })];

    expect(judge(both, [live(), live({ id: '2', account: 'ben' })])).toMatchObject({ approved: 1, duplicates: 0, lies: [] });
  });

  it.each(['failed', 'canceled', 'held'] as const)('calls it a lie when a post is shown as %s and is public', (state) => {
    const one = target({ shown: shown({ ...nothingOut, state, failure: { code: 'content_refused' }, hold_reason: 'late' }) });

    expect(judge([one], [live()]).lies).toEqual([expect.stringContaining(state)]);
    expect(judge([one], []).lies).toEqual([]);
  });

  it('calls it a lie when a post is shown as published and never was, or under the id of another', () => {
    expect(judge([target()], []).lies).toHaveLength(2);
    expect(judge([target()], [live({ id: '9' })]).lies).toEqual([expect.stringContaining('another one')]);
  });

  it('takes a post that the platform took down for published', () => {
    expect(judge([target()], [live({ isPublic: false })])).toMatchObject({ settled: 1, lies: [] });
  });

  it('lets an open question be open, whatever the answer is', () => {
    const asked = target({ shown: shown({ ...nothingOut, state: 'unknown', failure: { code: 'outcome_unclear' } }) });

    expect(judge([asked], [live()])).toMatchObject({ settled: 1, lies: [] });
    expect(judge([asked], [])).toMatchObject({ settled: 1, lies: [] });
  });

  it('looks at every part of a chain', () => {
    const chain = target({ texts: ['one', 'two'], shown: shown({ part_count: 2, state: 'failed', failure: { code: 'content_refused' } }) });

    expect(judge([chain], [live()]).lies).toEqual([]);
    expect(judge([chain], [live(), live({ id: '2', text: 'two' })]).lies).toEqual([expect.stringContaining('part 2')]);
  });

  it.each([
    ['is under way', { state: 'checking' }],
    ['is half of a chain', { part_count: 2 }],
    ['failed without a reason', { state: 'failed' }],
    ['is held without a reason', { state: 'held' }],
    ['was canceled by nobody', { state: 'canceled' }],
  ] as const)('counts a post as open that %s', (_, change) => {
    const verdict = judge([target({ shown: shown(change) })], [live()]);

    expect([verdict.settled, verdict.open.length]).toEqual([0, 1]);
  });

  it('counts a post as settled only when it is so for every account', () => {
    const both = [target(), target({ account: 'ben', shown: undefined })];

    expect(judge(both, [live()])).toMatchObject({ approved: 1, settled: 0 });
  });
});
