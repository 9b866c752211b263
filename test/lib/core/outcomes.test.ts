/** What an answer makes of a publication: every branch that could lead to a second post, as tables. */
import { describe, expect, it } from 'vitest';
import { explanations, type FailureCode } from '../../../lib/core/failures.ts';
import { afterFind, afterPrepare, afterSend } from '../../../lib/core/outcomes.ts';
import type { Found, Prepared, Sent } from '../../../lib/core/provider.ts';
import { isCancelable, isReplaceable, type Publication } from '../../../lib/core/publication.ts';
import { resolvedAbsent } from '../../../lib/core/publication-moves.ts';
import { aPublication, inMs } from '../../support/builders.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const memo = { container: 'c1' };
const at = { now: inMs(minute), chance: 0.5 };
const tooLate = { now: inMs(day), chance: 0.5 };

const preparing = (change: Partial<Publication> = {}) => aPublication({ state: 'preparing', memo, preparations: 1, rev: 5, ...change });
const sending = (change: Partial<Publication> = {}) =>
  preparing({ state: 'sending', sends: 1, sentAt: inMs(minute).toISOString(), firstSentAt: inMs(minute).toISOString(), ...change });
const checking = (change: Partial<Publication> = {}) => sending({ state: 'checking', isUnclear: true, ...change });
const dueMs = (p: Publication, now = at.now): number | undefined =>
  p.dueAt === undefined ? undefined : Date.parse(p.dueAt) - now.getTime();
const codes = Object.keys(explanations) as FailureCode[];

/** State, code of the failure, milliseconds to the next look. */
const brief = (p: Publication, now = at.now) => [p.state, p.failure?.code, dueMs(p, now)];

describe('afterPrepare', () => {
  it.each<[string, Prepared, Partial<Publication>, unknown[]]>([
    ['waiting', { kind: 'waiting', memo, waitMs: 2_000 }, {}, ['preparing', undefined, 2_000]],
    ['ready', { kind: 'ready', memo, waitMs: 3_000 }, {}, ['prepared', undefined, 3_000]],
    ['published already', { kind: 'published' }, {}, ['published', undefined, 0]],
    ['gone, first time', { kind: 'gone' }, { preparations: 1 }, ['waiting', undefined, 2_000]],
    ['gone, second time', { kind: 'gone' }, { preparations: 2 }, ['waiting', undefined, 2_000]],
    ['gone, third time', { kind: 'gone' }, { preparations: 3 }, ['failed', 'preparation_lost', undefined]],
    [
      'gone for a known reason',
      { kind: 'gone', failure: { code: 'media_refused' } },
      { preparations: 3 },
      ['failed', 'media_refused', undefined],
    ],
    ['gone after an unclear send', { kind: 'gone' }, { isUnclear: true }, ['checking', undefined, 0]],
    ['unreachable', { kind: 'unreachable', failure: { code: 'provider_unavailable' } }, {}, ['preparing', 'provider_unavailable', 1_500]],
    [
      'unreachable, told when',
      { kind: 'unreachable', failure: { code: 'rate_limited' }, waitMs: 900_000 },
      {},
      ['preparing', 'rate_limited', 900_000],
    ],
    ['refused text', { kind: 'rejected', failure: { code: 'text_refused' } }, {}, ['failed', 'text_refused', undefined]],
    ['refused token', { kind: 'rejected', failure: { code: 'reconnect_needed' } }, {}, ['held', 'reconnect_needed', 120_000]],
    ['refused until the owner logs in', { kind: 'rejected', failure: { code: 'login_needed' } }, {}, ['held', 'login_needed', 120_000]],
    ['refused scope', { kind: 'rejected', failure: { code: 'permission_missing' } }, {}, ['held', 'permission_missing', 120_000]],
    [
      'refused after an unclear send',
      { kind: 'rejected', failure: { code: 'text_refused' } },
      { isUnclear: true },
      ['checking', undefined, 0],
    ],
    [
      'refused token after an unclear send',
      { kind: 'rejected', failure: { code: 'reconnect_needed' } },
      { isUnclear: true },
      ['checking', undefined, 0],
    ],
  ])('%s', (_, answer, change, expected) => {
    const next = afterPrepare(preparing(change), answer, at);

    expect(brief(next)).toEqual(expected);
    expect(next.rev).toBe(6);
  });

  it('does not begin for ever what is lost before there is anything to remember', () => {
    let p = aPublication({ state: 'preparing' });
    for (let i = 0; i < 3; i += 1) p = afterPrepare(p, { kind: 'gone' }, at);

    expect(brief(p)).toEqual(['failed', 'preparation_lost', undefined]);
  });

  it.each<[Prepared, unknown[]]>([
    [{ kind: 'waiting', memo, waitMs: 2_000 }, ['failed', 'not_ready', undefined]],
    [{ kind: 'unreachable', failure: { code: 'provider_unavailable' } }, ['failed', 'provider_unavailable', undefined]],
    [{ kind: 'ready', memo, waitMs: 0 }, ['prepared', undefined, 0]],
  ])('after a day %j ends the waiting', (answer, expected) => {
    expect(brief(afterPrepare(preparing(), answer, tooLate), tooLate.now)).toEqual(expected);
  });

  it('after a day an unclear one is looked for, never failed', () => {
    const answer: Prepared = { kind: 'unreachable', failure: { code: 'provider_unavailable' } };

    expect(afterPrepare(preparing({ isUnclear: true }), answer, tooLate).state).toBe('checking');
  });

  it('forgets the dead preparation when it starts over', () => {
    const next = afterPrepare(preparing({ polls: 4, firstSentAt: 'x' }), { kind: 'gone' }, at);

    expect(next).toMatchObject({ state: 'waiting', polls: 0, notYets: 0, isUnclear: false });
    expect(next.memo).toBeUndefined();
    expect(next.firstSentAt).toBeUndefined();
  });

  it('counts looks and setbacks, and a word from the platform ends a row of setbacks', () => {
    const setBack = afterPrepare(preparing({ setbacks: 2 }), { kind: 'unreachable', failure: { code: 'provider_unavailable' } }, at);
    const looked = afterPrepare({ ...setBack, polls: 3 }, { kind: 'waiting', memo: { container: 'c2' }, waitMs: 1 }, at);

    expect(setBack).toMatchObject({ setbacks: 3, dueAt: inMs(6_000, at.now).toISOString() });
    expect(looked).toMatchObject({ setbacks: 0, polls: 4, memo: { container: 'c2' } });
  });
});

describe('afterSend', () => {
  const again = (code: FailureCode): Sent => ({ kind: 'refused', failure: { code }, again: true });
  const never = (code: FailureCode): Sent => ({ kind: 'refused', failure: { code }, again: false });

  it.each<[string, Sent, Partial<Publication>, unknown[]]>([
    ['sent', { kind: 'sent', remoteId: 'r1' }, {}, ['published', undefined, 0]],
    [
      'sent, and stays where it is due',
      { kind: 'sent', remoteId: 'r1' },
      { dueAt: inMs(95_000, at.now).toISOString() },
      ['published', undefined, 95_000],
    ],
    ['unknown', { kind: 'unknown', failure: { code: 'outcome_unclear' } }, {}, ['checking', undefined, 0]],
    ['not yet, first', again('not_ready'), {}, ['preparing', 'not_ready', 5_000]],
    ['not yet, second', again('not_ready'), { notYets: 1 }, ['preparing', 'not_ready', 10_000]],
    ['not yet, third', again('not_ready'), { notYets: 2 }, ['preparing', 'not_ready', 20_000]],
    ['not yet, too often: first the list is asked', again('not_ready'), { notYets: 3 }, ['checking', undefined, 120_000]],
    [
      'not yet, too often, no replacement left: first the list is asked, too',
      again('not_ready'),
      { notYets: 3, preparations: 3 },
      ['checking', undefined, 120_000],
    ],
    ['not yet, too often, once unclear', again('not_ready'), { notYets: 3, isUnclear: true }, ['checking', undefined, 0]],
    ['throttled', again('rate_limited'), {}, ['prepared', 'rate_limited', 900_000]],
    ['throttled for a second time', again('rate_limited'), { notYets: 1 }, ['prepared', 'rate_limited', 900_000]],
    ['quota used up', again('quota_reached'), {}, ['prepared', 'quota_reached', 900_000]],
    ['surely not arrived', again('provider_unavailable'), {}, ['prepared', 'provider_unavailable', 1_500]],
    ['refused for good', never('content_refused'), {}, ['failed', 'content_refused', undefined]],
    ['refused for good, once unclear', never('content_refused'), { isUnclear: true }, ['checking', undefined, 0]],
    ['token refused', never('reconnect_needed'), {}, ['held', 'reconnect_needed', 120_000]],
    ['scope refused', never('permission_missing'), {}, ['held', 'permission_missing', 120_000]],
  ])('%s', (_, answer, change, expected) => {
    expect(brief(afterSend(sending(change), answer, at))).toEqual(expected);
  });

  it('keeps the remote id and when it went out', () => {
    const next = afterSend(sending(), { kind: 'sent', remoteId: 'r1' }, at);

    expect(next).toMatchObject({ remoteId: 'r1', publishedAt: at.now.toISOString() });
    expect(next.failure).toBeUndefined();
  });

  it.each(codes)('T7.4 an unknown outcome is never repeated, whatever came with it: %s', (code) => {
    const next = afterSend(sending(), { kind: 'unknown', failure: { code } }, at);

    expect(next).toMatchObject({ state: 'checking', isUnclear: true, sentAt: inMs(minute).toISOString() });
  });

  it.each(codes)('T7.4 once unclear, no refusal shows "failed" or "held" (%s)', (code) => {
    for (const now of [at, tooLate])
      expect(['failed', 'held']).not.toContain(afterSend(sending({ isUnclear: true }), never(code), now).state);
  });

  it('T7.4 a throttled publish call proves nothing; one that never left us does', () => {
    const [throttled, unsent] = [again('rate_limited'), again('provider_unavailable')].map((answer) => afterSend(sending(), answer, at));

    expect([throttled && isCancelable(throttled), unsent && isCancelable(unsent)]).toEqual([false, true]);
  });

  it('after a day a call that never left us ends it', () => {
    expect(brief(afterSend(sending(), again('provider_unavailable'), tooLate), tooLate.now)).toEqual([
      'failed',
      'provider_unavailable',
      undefined,
    ]);
  });

  it.each(['not_ready', 'rate_limited', 'quota_reached'] as const)(
    'T7.4 after a day %s ends it, but not before the list was asked',
    (code) => {
      const asked = afterSend(sending({ failure: { code } }), again(code), tooLate);
      const minutesLater = inMs(120_000, tooLate.now);

      expect(brief(asked, tooLate.now)).toEqual(['checking', code, 120_000]);
      expect(brief(afterFind(asked, { kind: 'published', remoteId: 'r1' }, minutesLater), minutesLater)).toEqual([
        'published',
        undefined,
        0,
      ]);
      expect(brief(afterFind(asked, { kind: 'absent', usable: true }, minutesLater), minutesLater)).toEqual(['failed', code, undefined]);
    },
  );

  it('counts the day from when it could first be tried: an outage of ours takes nothing from it', () => {
    const begunLate = sending({ begunAt: inMs(0, tooLate.now).toISOString() });

    expect(brief(afterSend(begunLate, again('not_ready'), tooLate), tooLate.now)).toEqual(['preparing', 'not_ready', 5_000]);
  });

  it.each(['reconnect_needed', 'login_needed', 'permission_missing'] as const)(
    'T7.4 %s to the publish call holds the post, but says nothing about whether it is out',
    (code) => {
      const [next, late] = [at, tooLate].map((when) => afterSend(sending(), never(code), when));

      expect(next).toMatchObject({ state: 'held', holdReason: 'reconnect', failure: { code }, notYets: 1 });
      expect(late).toMatchObject({ state: 'unknown', notYets: 1 });
    },
  );

  it('keeps of a refusal only the listed fields', () => {
    const failure = { code: 'text_refused', provider: { code: 100, subcode: 2 } } as const;

    expect(afterSend(sending(), { kind: 'refused', failure, again: false }, at).failure).toEqual(failure);
  });
});

describe('what is held since its publish call was refused', () => {
  const held = (change: Partial<Publication> = {}) =>
    preparing({ state: 'held', holdReason: 'reconnect', notYets: 1, failure: { code: 'login_needed' }, ...change });

  it.each<[string, Prepared, unknown[]]>([
    ['its container was published', { kind: 'published' }, ['published', undefined, 0]],
    ['its container is still good', { kind: 'ready', memo, waitMs: 0 }, ['prepared', 'login_needed', 0]],
    ['its container is gone: the list is asked before a new one', { kind: 'gone' }, ['checking', 'login_needed', 120_000]],
    [
      'the account is still not connected',
      { kind: 'rejected', failure: { code: 'reconnect_needed' } },
      ['held', 'reconnect_needed', 120_000],
    ],
  ])('T7.4 %s', (_, answer, expected) => {
    const next = afterPrepare(held(), answer, at);

    expect(brief(next)).toEqual(expected);
    expect([next.notYets, next.isUnclear, next.sends]).toEqual([1, false, 0]);
  });

  it('T7.4 is asked about when the account was not connected again for a day', () => {
    const next = afterPrepare(held(), { kind: 'rejected', failure: { code: 'reconnect_needed' } }, tooLate);

    expect(next).toMatchObject({ state: 'unknown', failure: { code: 'outcome_unclear' } });
  });
});

describe('afterFind', () => {
  const absent = (usable: boolean): Found => ({ kind: 'absent', usable });

  it.each<[string, Found, Partial<Publication>, unknown[]]>([
    ['published with its id', { kind: 'published', remoteId: 'r1' }, {}, ['published', undefined, 0]],
    ['published, id not found yet', { kind: 'published' }, {}, ['published', undefined, 0]],
    ['absent and dead', absent(false), { preparations: 1 }, ['checking', undefined, 5_000]],
    ['absent and usable', absent(true), {}, ['checking', undefined, 5_000]],
    ['absent, may be sent again, dead', absent(false), { preparations: 1, ifUnclear: 'send_again' }, ['waiting', undefined, 2_000]],
    ['and no preparation left', absent(false), { preparations: 3, ifUnclear: 'send_again' }, ['checking', undefined, 5_000]],
    ['absent, may be sent again, usable', absent(true), { ifUnclear: 'send_again' }, ['prepared', undefined, 0]],
    ['and was sent again already', absent(true), { ifUnclear: 'send_again', isSentAgain: true }, ['checking', undefined, 5_000]],
    ['unclear', { kind: 'unclear' }, {}, ['checking', undefined, 5_000]],
  ])('%s', (_, answer, change, expected) => {
    expect(brief(afterFind(checking(change), answer, at.now))).toEqual(expected);
  });

  const refused = (seconds: number, change: Partial<Publication> = {}) =>
    checking({ isUnclear: false, notYets: 3, preparations: 1, sentAt: inMs(-seconds * 1000, at.now).toISOString(), ...change });
  const notListed: Found = { kind: 'unclear', isListedAbsent: true };

  it.each<[string, Publication, Found, unknown[]]>([
    [
      'neither the platform’s answers nor its list say that it is out: something new',
      refused(600),
      absent(true),
      ['waiting', undefined, 2_000],
    ],
    ['not in the list, and nothing is left of its preparation: something new', refused(600), notListed, ['waiting', undefined, 2_000]],
    ['not in the list, no replacement left', refused(600, { preparations: 3 }), notListed, ['failed', 'preparation_lost', undefined]],
    ['the list cannot be read', refused(120), { kind: 'unclear' }, ['checking', undefined, 60_000]],
    ['the list cannot be read for ten minutes', refused(600), { kind: 'unclear' }, ['unknown', 'outcome_unclear', 600_000]],
    ['out after all', refused(120), { kind: 'published', remoteId: 'r1' }, ['published', undefined, 0]],
  ])('T7.4 after explicit refusals only: %s', (_, p, answer, expected) => {
    expect(brief(afterFind(p, answer, at.now))).toEqual(expected);
  });

  it('T7.4 sends again at most once, and only if its owner has allowed it', () => {
    const once = afterFind(checking({ ifUnclear: 'send_again' }), absent(true), at.now);
    const twice = afterFind({ ...once, state: 'checking' }, absent(true), at.now);

    expect(once).toMatchObject({ state: 'prepared', isSentAgain: true, isUnclear: true, memo });
    expect(twice.state).toBe('checking');
  });

  it.each([{ kind: 'unclear' }, absent(true), absent(false)] as const)(
    'T7.4 after an unclear answer nothing that is seen leads to another send by itself: %j',
    (answer) => {
      let p = checking({ sentAt: inMs(0).toISOString() });
      const states = new Set<string>();
      while (p.dueAt) {
        states.add(p.state);
        p = afterFind(p, answer, new Date(p.dueAt));
      }

      expect([...states]).toEqual(['checking', 'unknown']);
      expect(p).toMatchObject({ state: 'unknown', isUnclear: true });
    },
  );

  it('looks at 5, 15, 30, 60 s, 2, 5 and 10 min after the call, then asks the person and goes on less and less often for three days', () => {
    const looks: (number | string)[] = [];
    let p = checking();
    while (p.dueAt && looks.length < 40) {
      const now = new Date(Math.max(Date.parse(p.sentAt ?? ''), Date.parse(p.dueAt)));
      p = afterFind(p, { kind: 'unclear' }, now);
      looks.push((now.getTime() - Date.parse(p.sentAt ?? '')) / 1000);
      if (p.state === 'unknown' && !looks.includes('asked')) looks.push('asked');
    }

    const hours = [1, 2, 4, 8, 16, 24, 48, 72].map((hour) => hour * 3_600);
    expect(looks.slice(1)).toEqual([5, 15, 30, 60, 120, 300, 600, 'asked', 1_200, 1_800, ...hours]);
    expect(brief(p)).toEqual(['unknown', 'outcome_unclear', undefined]);
  });

  it('T7.4 ends the question by itself when the post is found, and says what was seen until then', () => {
    const saw = { preparation: 'ready', list: 'not_there' } as const;
    const asked = afterFind(checking(), { kind: 'absent', usable: true, saw }, inMs(600_000, at.now));
    const found = afterFind(asked, { kind: 'published', remoteId: 'r1' }, inMs(3_600_000, at.now));

    expect(asked.steps.at(-1)).toMatchObject({ what: 'unknown', saw });
    expect(brief(found, inMs(3_600_000, at.now))).toEqual(['published', undefined, 0]);
    expect(found.remoteId).toBe('r1');
  });

  it('T7.4 goes on after the answer that it is not there, and tells if the words were changed meanwhile', () => {
    const late = inMs(700_000, at.now);
    const denied = resolvedAbsent(afterFind(checking(), { kind: 'unclear' }, inMs(600_000, at.now)), late, 500_000);
    const still = afterFind(denied, absent(true), inMs(1_300_000, at.now));
    const found: Found = { kind: 'published', remoteId: 'r1' };

    expect([denied.state, isReplaceable(denied), still.state, still.failure?.code]).toEqual(['failed', true, 'failed', 'not_found_by_you']);
    expect(afterFind(still, found, late)).toMatchObject({ state: 'published', remoteId: 'r1' });
    expect(afterFind(still, found, late, { isAsApproved: false })).toMatchObject({
      state: 'failed',
      failure: { code: 'out_after_all' },
      remoteId: 'r1',
    });
  });

  it('counts from when it was written if it is not known when it was sent', () => {
    const { sentAt: _, ...unsent } = checking();

    expect(dueMs(afterFind(unsent, { kind: 'unclear' }, at.now))).toBe(minute);
  });
});
