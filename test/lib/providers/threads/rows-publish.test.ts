/** Sections 11 and 12 of the facts, rows of the publish call: produced by the simulator; one post at most, and the person reads the truth. */
import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../../lib/core/failures.ts';
import type { FaultName } from '../../../../local/threads/faults/table.ts';
import { approve, edit, outcomeOf, readPost, signInAgain } from '../../../functions/steps.ts';
import { openWholePath } from './whole-path.ts';

describe('an unclear publish call', () => {
  it.each<[string, FaultName]>([
    ['E11-09', 'activity_restricted_after'],
    ['E11-12', 'app_throttled_after'],
    ['E11-20 F12-03', 'permission_error_after'],
    ['E11-24', 'unknown_error_after'],
    ['E11-25', 'service_down_after'],
    ['E11-27', 'duplicate_refused_after'],
    ['E11-31', 'drop_after'],
    ['E11-31 F12-04', 'hang_after'],
    ['E11-31', 'bad_gateway_after'],
    ['E11-31', 'html_error_after'],
    ['E11-31', 'empty_body_after'],
    ['E11-31', 'answer_without_id'],
  ])('%s %s with the post live: found with its id, and sent once', async (_row, name) => {
    const { fault, post, later, visible, publishCalls } = await openWholePath();
    fault({ name, call: 'publish', times: 1 });

    const seen = await later((await post()).id, 5);

    expect(seen).toMatchObject({ status: 'published', publications: [{ remote_id: visible()[0]?.id, failure: null }] });
    expect([visible().length, publishCalls()]).toEqual([1, 1]);
  });

  it.each<[string, FaultName]>([
    ['E11-20', 'permission_error'],
    ['E11-24', 'unknown_error'],
    ['E11-25', 'service_down'],
    ['E11-26', 'policy_blocked'],
    ['E11-27', 'duplicate_refused'],
    ['E11-31', 'drop_before'],
    ['E11-31', 'hang_before'],
    ['E11-31', 'bad_gateway'],
    ['E11-31', 'empty_body'],
    ['E11-31', 'error_as_200'],
  ])('%s %s with nothing live: after ten minutes its owner is asked, and nothing is sent again', async (_row, name) => {
    const { fault, post, later, visible, publishCalls } = await openWholePath();
    fault({ name, call: 'publish', times: 1 });

    const { id } = await post();
    const early = await later(id, 9);
    const seen = await later(id, 120);

    expect(early.publications).toMatchObject([{ state: 'checking' }]);
    expect(seen.status).toBe('outcome_unknown');
    expect([visible().length, publishCalls()]).toEqual([0, 1]);
  });

  it('F12-05 F12-04 while the outcome is being found out, nobody can edit, approve or send it again', async () => {
    const { fault, post, later, visible, publishCalls, browser } = await openWholePath();
    fault({ name: 'drop_before', call: 'publish' });

    const seen = await later((await post()).id, 3);
    const answers = [await edit(browser, seen, { text: 'Another text' }), await approve(browser, seen)].map(outcomeOf);

    expect(seen).toMatchObject({ status: 'publishing', is_editable: false, publications: [{ state: 'checking' }] });
    expect(answers).toEqual(['409 post_locked', '409 already_approved']);
    expect([visible(), publishCalls()]).toEqual([[], 1]);
  });

  it('E11-31 ends as a question to the person when nothing can be found out', async () => {
    const { fault, post, later } = await openWholePath();
    fault({ name: 'drop_after', call: 'publish' });
    fault({ name: 'service_down', call: 'status', skip: 1 });
    fault({ name: 'service_down', call: 'list' });

    const seen = await later((await post()).id, 35);

    expect(seen).toMatchObject({ status: 'outcome_unknown', publications: [{ state: 'unknown', failure: { code: 'outcome_unclear' } }] });
  });
});

describe('an explicit refusal to publish', () => {
  it.each<[string, FaultName]>([
    ['E11-13', 'token_expired'],
    ['E11-14', 'token_revoked'],
    ['E11-14', 'token_broken'],
    ['E11-14', 'password_changed'],
    ['E11-15', 'login_needed'],
    ['E11-15', 'account_unconfirmed'],
  ])('%s %s holds the post until the person connects again', async (_row, name) => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name, call: 'publish' });

    const seen = await later((await post()).id, 5);

    expect(seen).toMatchObject({ status: 'held', publications: [{ hold_reason: 'reconnect' }] });
    expect(visible()).toEqual([]);
  });

  it('E11-21 access_tier_missing ends as failed: only the operator can mend it', async () => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name: 'access_tier_missing', call: 'publish' });

    const seen = await later((await post()).id, 5);

    expect(seen).toMatchObject({ status: 'failed', publications: [{ failure: { code: 'app_not_allowed' satisfies FailureCode } }] });
    expect(visible()).toEqual([]);
  });

  it.each<[string, FaultName]>([
    ['E11-01 F12-01', 'unpublishable_after_create'],
    ['E11-01 F12-01', 'unpublishable_after_finished'],
  ])('%s %s is waited out with the same container', async (_row, name) => {
    const { fault, post, later, visible, simulator } = await openWholePath();
    fault({ name, ms: 12_000, times: 1 });

    const seen = await later((await post()).id, 5);

    expect(seen.status).toBe('published');
    expect(visible()).toHaveLength(1);
    expect(simulator.control.account('ada.paints').containers).toHaveLength(1);
  });

  it('E11-01 F12-02 a lost container is replaced after three refusals and a look at the list, and one post goes out', async () => {
    const { fault, post, later, visible, simulator } = await openWholePath();
    fault({ name: 'container_unpublishable', times: 1 });

    const seen = await later((await post()).id, 15);

    expect(seen.status).toBe('published');
    expect(visible()).toHaveLength(1);
    expect(simulator.control.account('ada.paints').containers).toHaveLength(2);
  });

  it('F12-02 a platform that loses every container is given up after three, with nothing out', async () => {
    const { fault, post, later, visible, simulator } = await openWholePath();
    fault({ name: 'container_lost' });

    const seen = await later((await post()).id, 30);

    expect(seen).toMatchObject({ status: 'failed', publications: [{ failure: { code: 'preparation_lost' } }] });
    expect(visible()).toEqual([]);
    expect(simulator.control.account('ada.paints').containers).toHaveLength(3);
  });

  it('E11-11 F12-15 a throttled account is left alone for fifteen minutes, then the post goes out once', async () => {
    const { fault, post, later, visible, publishCalls } = await openWholePath();
    fault({ name: 'rate_limited', call: 'publish', times: 1 });

    const { id } = await post();
    const waiting = await later(id, 14);
    const seen = await later(id, 4);

    expect(waiting.publications).toMatchObject([{ state: 'prepared', failure: { code: 'rate_limited' } }]);
    expect(seen.status).toBe('published');
    expect([visible().length, publishCalls()]).toEqual([1, 2]);
  });

  it('E11-17 code 100 without a subcode from a dead token holds the post', async () => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name: 'resource_missing', call: 'publish' });
    fault({ name: 'token_revoked', call: 'status', skip: 1 });

    const seen = await later((await post()).id, 15);

    expect(seen).toMatchObject({ status: 'held', publications: [{ hold_reason: 'reconnect' }] });
    expect(visible()).toEqual([]);
  });
});

describe('after publishing', () => {
  it('F12-06 a follow-up call that fails changes nothing: published, with its id, and sent once', async () => {
    const { fault, post, later, visible, publishCalls } = await openWholePath();
    fault({ name: 'service_down', call: 'read' });

    const seen = await later((await post()).id, 30);

    expect(seen).toMatchObject({ status: 'published', publications: [{ remote_id: visible()[0]?.id, permalink: null }] });
    expect(publishCalls()).toBe(1);
  });

  it('F12-14 E11-18 a post that the platform took down is said to be removed, and not sent again', async () => {
    const { fault, post, later, visible, publishCalls } = await openWholePath();
    fault({ name: 'post_removed', ms: 30_000 });

    const seen = await later((await post()).id, 30);

    expect(seen).toMatchObject({ status: 'published', publications: [{ difference: 'removed' }] });
    expect([visible(), publishCalls()]).toEqual([[], 1]);
  });

  it('F12-17 ids above 2^53 arrive without losing a digit', async () => {
    const { post, later, visible, simulator, connectionId, w } = await openWholePath();

    const seen = await later((await post()).id, 5);
    const stored = w.dump('main').find(({ kind, sk }) => kind === 'connection' && sk === connectionId);
    const { id } = simulator.control.account('ada.paints');

    expect(Number(id)).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
    expect(stored).toMatchObject({ remoteId: id });
    expect(seen.publications).toMatchObject([{ remote_id: visible()[0]?.id }]);
  });
});

describe('a token or container that ended', () => {
  it('F12-13 after sixty days the post is held until the person connects again', async () => {
    const { post, visible, w, browser } = await openWholePath();
    w.clock.advance(61 * 86_400_000);
    await signInAgain(w, browser);
    const { id } = await post();

    await w.live(3);
    const seen = await readPost(browser, id);

    expect(seen).toMatchObject({ status: 'held', publications: [{ hold_reason: 'reconnect' }] });
    expect(visible()).toEqual([]);
  });

  it('F12-16 a container that expired meanwhile is replaced, and one post goes out', async () => {
    const { fault, post, later, visible, simulator } = await openWholePath();
    fault({ name: 'container_expired', ms: 60_000, times: 1 });
    fault({ name: 'rate_limited', call: 'publish', times: 1 });

    const seen = await later((await post()).id, 30);

    expect(seen.status).toBe('published');
    expect(visible()).toHaveLength(1);
    expect(simulator.control.account('ada.paints').containers).toHaveLength(2);
  });

  it('F12-08 an ERROR without a reason is answered with one new container', async () => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name: 'container_error', times: 1 });

    const seen = await later((await post()).id, 5);

    expect(seen.status).toBe('published');
    expect(visible()).toHaveLength(1);
  });
});

describe('a chain of replies', () => {
  const chain = { replies: [{ text: 'Second part.' }, { text: 'Third part.' }] };

  it('E11-03 a parent that is not known yet is waited for, and every part hangs on the one before', async () => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name: 'reply_lag', ms: 20_000 });

    const seen = await later((await post('First part.', chain)).id, 15);
    const [first, second, third] = visible();

    expect(seen.status).toBe('published');
    expect([first?.replyTo, second?.replyTo, third?.replyTo]).toEqual([null, first?.id, second?.id]);
  });

  it('E11-03 a parent that was removed ends the chain, and the person reads which', async () => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name: 'post_removed', ms: 0, times: 1 });

    const seen = await later((await post('First part.', chain)).id, 30);

    expect(seen.publications).toMatchObject([{ state: 'failed', failure: { code: 'reply_parent_gone' } }]);
    expect(visible()).toEqual([]);
  });

  it('F12-10 a part that fails is taken up again where it stopped, and no part goes out twice', async () => {
    const { fault, post, later, visible, publishCalls } = await openWholePath();
    fault({ name: 'service_down', call: 'create', skip: 1, times: 2 });

    const seen = await later((await post('First part.', chain)).id, 30);

    expect(seen).toMatchObject({ status: 'published', publications: [{ part_count: 3 }] });
    expect(visible().map(({ text }) => text)).toEqual(['First part.', 'Second part.', 'Third part.']);
    expect(publishCalls()).toBe(3);
  });

  it('F12-10 E11-05 a later part that breaks a rule is refused before the first goes out', async () => {
    const { w, browser, connectionId, visible } = await openWholePath();

    const draft = await browser.request('POST', '/v1/posts', {
      body: { text: 'First part.', targets: [connectionId], replies: [{ text: 'x'.repeat(501) }] },
    });
    const { id, hash } = Object(draft.body);
    const refused = await approve(browser, { id, hash });
    await w.live(5);

    expect(outcomeOf(refused)).toMatch(/^4\d\d (?!ok)/);
    expect((await readPost(browser, id)).status).toBe('draft');
    expect(visible()).toEqual([]);
  });
});
