import { describe, expect, it } from 'vitest';
import type { ConnectionView, PublicationView } from '../../lib/core/api.ts';
import { explanations } from '../../lib/core/failures.ts';
import type { HoldReason } from '../../lib/core/publication.ts';
import { listLookAgainMs, lookAgainMs } from '../../web/src/api/look-again.ts';
import { isStopped, outWords } from '../../web/src/words/chains.ts';
import { profileAddress } from '../../web/src/words/profiles.ts';
import { mayApprove, mayCancel, mayEdit, stateOf, statusWords, wordsOf } from '../../web/src/words/statuses.ts';
import { postView, publicationView } from './support.ts';

describe('statusWords', () => {
  it('says of everything that is not out that nothing went out', () => {
    for (const status of ['failed', 'held', 'canceled'] as const) expect(statusWords[status].explanation).toContain('Nothing went out');
  });
});

const part = { remote_id: '18', permalink: null, published_at: '2026-11-23T10:00:00.000Z' };
const failure = (code: 'rate_limited' | 'part_unidentified') => ({ ...explanations[code], code, is_known: true, provider: {} });

describe(wordsOf, () => {
  it('never says that exactly what was approved is out when the platform shows something else', () => {
    const published = (difference: 'text' | 'media' | 'removed') =>
      wordsOf(postView({ status: 'published', publications: [publicationView({ difference })] }));

    expect(published('text')).toMatchObject({ label: 'Differs', tone: 'warn' });
    expect(published('media')).toMatchObject({ label: 'Differs', tone: 'warn' });
    expect(published('removed')).toMatchObject({ label: 'Taken down', tone: 'warn' });
    expect(wordsOf(postView({ status: 'published', publications: [publicationView()] })).tone).toBe('good');
  });

  it('does not say that nothing went out of a chain that is held midway', () => {
    const held = publicationView({ state: 'held', parts: [part], part_count: 2 });

    expect(wordsOf(postView({ status: 'held', publications: [held] })).explanation).not.toContain('Nothing went out');
  });
});

describe('a post on hold', () => {
  it('says whether it waits for the person or goes on by itself', () => {
    const held = (hold_reason: HoldReason) =>
      wordsOf(postView({ status: 'held', publications: [publicationView({ state: 'held', hold_reason })] })).explanation;

    expect(held('late')).toBe('Nothing went out. It waits for you.');
    expect(held('operator_stop')).toBe('Nothing went out. It waits until the operator lets publishing go on.');
  });

  it('does not say that nothing went out when the publish call itself was refused, and offers nothing but looking', () => {
    const refused = publicationView({ state: 'held', hold_reason: 'reconnect', may_be_out: true });
    const post = postView({ status: 'held', is_editable: false, publications: [refused] });

    expect(wordsOf(post).explanation).toBe('It is probably not out. Postora looks soon after the account is connected again.');
    expect([mayCancel(post), mayApprove(post), mayEdit(post)]).toEqual([false, false, false]);
  });

  it('does not hide another target that can be approved again, nor what is out', () => {
    const refused = publicationView({ state: 'held', hold_reason: 'reconnect', may_be_out: true });
    const failed = publicationView({ state: 'failed' });
    const out = publicationView({ parts: [part] });
    const post = (...publications: PublicationView[]) => postView({ status: 'held', is_editable: false, publications });

    expect(mayApprove(post(refused, failed))).toBe(true);
    expect(wordsOf(post(refused, out)).explanation).toMatch(/^Some of it is out, the rest is probably not\./);
  });
});

describe('a post that its owner found on the platform', () => {
  it('is not said to be exactly what was approved', () => {
    const found = publicationView({ steps: [{ at: '2026-11-23T10:00:00.000Z', what: 'resolved:published', saw: null }] });

    expect(wordsOf(postView({ status: 'published', publications: [found] })).explanation).toContain('You found it');
  });
});

describe(stateOf, () => {
  it('does not say that something is on its way which waits for its time', () => {
    const waiting = publicationView({ state: 'waiting', publish_at: '2026-11-23T12:00:00.000Z' });

    expect(stateOf(waiting, new Date('2026-11-23T11:00:00.000Z'))).toEqual({ label: 'Scheduled', tone: 'waiting' });
    expect(stateOf(waiting, new Date('2026-11-23T12:00:01.000Z')).tone).toBe('moving');
    expect(stateOf({ ...waiting, publish_at: null }, new Date('2026-11-23T11:00:00.000Z')).tone).toBe('moving');
  });
});

describe(mayEdit, () => {
  it('lets a post be changed that waits for its time, and none that is out', () => {
    expect(mayEdit(postView({ status: 'scheduled' }))).toBe(true);
    expect(mayEdit(postView({ status: 'scheduled', is_editable: false }))).toBe(false);
    expect(mayEdit(postView({ status: 'publishing' }))).toBe(false);
  });
});

describe(lookAgainMs, () => {
  const now = Date.parse('2026-11-23T10:00:00.000Z');
  const at = (ms: number) => ({ at: new Date(now + ms).toISOString(), wall_time: '', zone: 'UTC', if_late: 'ask' }) as const;
  const scheduled = (ms: number) => lookAgainMs(postView({ status: 'scheduled', schedule: at(ms) }), now);
  const held = (hold_reason: HoldReason) =>
    lookAgainMs(postView({ status: 'held', publications: [publicationView({ state: 'held', hold_reason })] }), now);

  it('looks often when a time is near, now and then before, and not at what only waits for its owner', () => {
    expect(scheduled(3_600_000)).toBe(30_000);
    expect(scheduled(50_000)).toBe(2_000);
    expect(scheduled(-5_000)).toBe(2_000);
    expect(held('operator_stop')).toBe(30_000);
    expect(held('reconnect')).toBe(30_000);
    expect(held('late')).toBe(false);
    const near = postView({ status: 'scheduled', schedule: at(50_000) });
    expect(listLookAgainMs([postView(), near], now)).toBe(4_000);
    expect(listLookAgainMs([postView()], now)).toBe(false);
  });
});

describe(profileAddress, () => {
  it('leads to the profile on its platform, to the own page of the sandbox, and nowhere it does not know', () => {
    const of = (provider: string) => profileAddress({ provider, id: 'con_1', username: 'lea.bakes' } as ConnectionView);

    expect(of('threads')).toBe('https://www.threads.com/@lea.bakes');
    expect(of('sandbox')).toBe('/sandbox/con_1');
    expect(of('other')).toBeUndefined();
  });
});

describe(isStopped, () => {
  it('is a chain of which some is out and the rest can follow', () => {
    const stopped = publicationView({ state: 'failed', parts: [part], part_count: 3, failure: failure('rate_limited') });

    expect(isStopped(stopped)).toBe(true);
    expect(outWords(stopped)).toBe('1 of 3 is out');
    expect(isStopped({ ...stopped, parts: [] })).toBe(false);
    expect(isStopped({ ...stopped, state: 'preparing' })).toBe(false);
    expect(isStopped({ ...stopped, state: 'published', parts: [part, part, part] })).toBe(false);
  });
});

describe(mayApprove, () => {
  it('offers the rest of a chain, unless nothing can be attached to what is out', () => {
    const stopped = publicationView({ state: 'failed', parts: [part], part_count: 3, failure: failure('rate_limited') });
    const lost = { ...stopped, failure: failure('part_unidentified') };
    const post = (publication: PublicationView) =>
      postView({ status: 'partially_published', is_editable: false, publications: [publication] });

    expect(mayApprove(post(stopped))).toBe(true);
    expect(mayApprove(post({ ...stopped, state: 'held' }))).toBe(true);
    expect(mayApprove(post(lost))).toBe(false);
  });
});
