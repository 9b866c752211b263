/** Section 11 of the facts, rows of the create and status calls: produced by the simulator, told to the person by the post. */
import { describe, expect, it } from 'vitest';
import type { FailureCode } from '../../../../lib/core/failures.ts';
import type { FaultName } from '../../../../local/threads/faults/table.ts';
import { openWholePath } from './whole-path.ts';

describe('an error while nothing is visible', () => {
  it.each<[string, FaultName, FailureCode]>([
    ['E11-06', 'link_limit', 'link_limit_refused'],
    ['E11-07 F12-11', 'link_refused', 'link_refused'],
    ['E11-09', 'activity_restricted', 'account_restricted'],
    ['E11-10', 'account_restricted', 'account_restricted'],
    ['E11-21', 'access_tier_missing', 'app_not_allowed'],
    ['E11-21', 'app_review_missing', 'app_not_allowed'],
    ['E11-23', 'capability_missing', 'app_not_allowed'],
    ['E11-26', 'policy_blocked', 'blocked_for_policy'],
    ['E11-28', 'link_not_scraped', 'link_unreadable'],
    ['E11-29', 'breakdown_missing', 'our_mistake'],
    ['E11-30', 'feature_unavailable', 'feature_not_available'],
    ['E11-30', 'countries_refused', 'countries_refused'],
  ])('%s %s ends as failed, says %s, and nothing is out', async (_row, name, code) => {
    const { fault, post, later, visible, publishCalls } = await openWholePath();
    fault({ name, call: 'create' });

    const seen = await later((await post()).id, 5);

    expect(seen).toMatchObject({ status: 'failed', is_editable: true, publications: [{ state: 'failed', failure: { code } }] });
    expect([visible(), publishCalls()]).toEqual([[], 0]);
  });

  it.each<[string, FaultName, FailureCode]>([
    ['E11-13', 'token_expired', 'reconnect_needed'],
    ['E11-14', 'token_revoked', 'reconnect_needed'],
    ['E11-14', 'token_broken', 'reconnect_needed'],
    ['E11-14', 'password_changed', 'reconnect_needed'],
    ['E11-15', 'login_needed', 'login_needed'],
    ['E11-15', 'account_unconfirmed', 'login_needed'],
    ['E11-16', 'session_invalid', 'reconnect_needed'],
    ['E11-22', 'permission_taken_back', 'permission_missing'],
  ])('%s %s holds the post until the person connects again, says %s, and nothing is out', async (_row, name, code) => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name, call: 'create' });

    const seen = await later((await post()).id, 5);

    expect(seen).toMatchObject({ status: 'held', publications: [{ state: 'held', hold_reason: 'reconnect', failure: { code } }] });
    expect(visible()).toEqual([]);
  });

  it.each<[string, FaultName, number]>([
    ['E11-11 F12-15', 'rate_limited', 20],
    ['E11-12', 'app_throttled', 5],
    ['E11-12', 'user_throttled', 5],
    ['E11-12', 'page_throttled', 5],
    ['E11-12', 'app_limit_reached', 5],
    ['E11-24', 'unknown_error', 5],
    ['E11-25', 'service_down', 5],
    ['E11-32', 'bad_gateway', 5],
    ['E11-32', 'drop_before', 5],
    ['E11-32', 'hang_before', 5],
    ['E11-32', 'html_error', 5],
    ['E11-32', 'empty_body', 5],
    ['E11-32', 'error_as_200', 5],
  ])('%s %s is waited out, and the post goes out once within %i minutes', async (_row, name, minutes) => {
    for (const call of ['create', 'status'] as const) {
      const { fault, post, later, visible } = await openWholePath();
      fault({ name, call, times: 1 });

      const seen = await later((await post()).id, minutes);

      expect(seen).toMatchObject({ status: 'published', publications: [{ state: 'published', failure: null }] });
      expect(visible()).toHaveLength(1);
    }
  });

  it('E11-05 F12-09 a text that Threads counts longer than we do is refused with HTTP 500, and the post says so', async () => {
    const { post, later, visible } = await openWholePath();

    const seen = await later((await post(`${'’'.repeat(10)}${'a'.repeat(485)}`)).id, 5);

    expect(seen).toMatchObject({ status: 'failed', is_editable: true, publications: [{ failure: { code: 'text_refused' } }] });
    expect(visible()).toEqual([]);
  });

  it('E11-17 F12-12 code 100 without a subcode is put down to the token when the profile is refused as well', async () => {
    const { fault, post, later, simulator } = await openWholePath();
    fault({ name: 'resource_missing', call: 'create' });
    fault({ name: 'token_revoked', call: 'profile' });

    const dead = await later((await post()).id, 5);
    simulator.control.clearFaults();
    fault({ name: 'resource_missing', call: 'create' });
    const alive = await later((await post('Another one.')).id, 5);

    expect(dead).toMatchObject({ status: 'held', publications: [{ hold_reason: 'reconnect' }] });
    expect(alive).toMatchObject({ status: 'failed', publications: [{ failure: { code: 'text_refused' } }] });
  });

  it('E11-02 a status that cannot be read at first is waited for', async () => {
    const { fault, post, later, visible } = await openWholePath();
    fault({ name: 'unreadable_after_create', ms: 20_000 });

    const seen = await later((await post()).id, 5);

    expect(seen.status).toBe('published');
    expect(visible()).toHaveLength(1);
  });
});
