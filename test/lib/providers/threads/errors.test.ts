/** The golden table: every recorded error, and what creating, looking and publishing make of it. */
import { describe, expect, it } from 'vitest';
import type { Prepared, Sent } from '../../../../lib/core/provider.ts';
import { textContent } from '../../../contract/provider-setup.ts';
import { at, errorNamed, errors, fakeThreads, memo, now, recorded, respond, spellOut, token } from './fake-threads.ts';

const say = (answer: Prepared | Sent): string => {
  const words: string[] = [answer.kind];
  if ('failure' in answer && answer.failure) words.push(answer.failure.code);
  if (answer.kind === 'refused') words.push(answer.again ? 'again' : 'final');
  if (answer.kind === 'unreachable' && answer.waitMs !== undefined) words.push(`${answer.waitMs / 60_000}min`);
  return words.join(' ');
};

const unavailable = 'unreachable provider_unavailable';
const reconnect = 'rejected reconnect_needed';
const login = 'rejected login_needed';
const permission = 'rejected permission_missing';
const operator = 'rejected app_not_allowed';
const throttled = 'unreachable rate_limited';
const restricted = 'rejected account_restricted';
const unknown = 'unknown outcome_unclear';

/** Error → create, status (of a container ten minutes old), publish. `/me` answers, so that the token is good. */
const golden: [name: string, create: string, status: string, publish: string][] = [
  ['24/4279009 not found (yet)', 'unreachable not_ready', 'gone', 'refused not_ready again'],
  ['24/4279009 with a 500', 'unreachable not_ready', 'gone', unknown],
  ['100/4279004 carousel children', 'waiting', 'gone carousel_refused', unknown],
  ['100 text too long, as 500', 'rejected text_refused', 'gone', unknown],
  ['100 text too long, as 400', 'rejected text_refused', 'gone', 'refused not_ready again'],
  ['link limit in the message', 'rejected link_limit_refused', 'rejected link_limit_refused', 'refused link_limit_refused final'],
  ['link limit in a title, as 500', 'rejected link_limit_refused', 'rejected link_limit_refused', unknown],
  ['link limit outside JSON', 'rejected link_limit_refused', 'rejected link_limit_refused', unknown],
  ['feature not available', 'rejected feature_not_available', 'rejected feature_not_available', 'refused feature_not_available final'],
  ['geo gating', 'rejected countries_refused', 'rejected countries_refused', 'refused countries_refused final'],
  ['-1/4279047 link attachment', 'rejected link_refused', 'rejected link_refused', unknown],
  ['1609005 link not scraped', 'rejected link_unreadable', 'rejected link_unreadable', unknown],
  ['1/2207052 media not downloaded', 'waiting', 'gone media_download_failed', unknown],
  ['4/2207051 activity restricted', restricted, restricted, unknown],
  ['4/2207042 publishing limit', 'unreachable quota_reached', 'unreachable quota_reached', unknown],
  ['200/4279013 account restricted', restricted, restricted, unknown],
  ['613/4279002 throttled', `${throttled} 15min`, `${throttled} 15min`, 'refused rate_limited again'],
  ['613 throttled', `${throttled} 15min`, `${throttled} 15min`, 'refused rate_limited again'],
  ['613 with a 500', `${throttled} 15min`, `${throttled} 15min`, unknown],
  ['4 app throttled', throttled, throttled, unknown],
  ['17 user throttled', throttled, throttled, unknown],
  ['32 page throttled', throttled, throttled, unknown],
  ['341 app limit', throttled, throttled, unknown],
  ['190/463 token expired', reconnect, reconnect, 'refused reconnect_needed final'],
  ['190/458 app removed', reconnect, reconnect, 'refused reconnect_needed final'],
  ['190/459 must log in', login, login, 'refused login_needed final'],
  ['190/464 must confirm', login, login, 'refused login_needed final'],
  ['190/460 password changed', reconnect, reconnect, 'refused reconnect_needed final'],
  ['190/467 token invalid', reconnect, reconnect, 'refused reconnect_needed final'],
  ['190 as 500', reconnect, reconnect, 'refused reconnect_needed final'],
  ['102 session invalid', reconnect, reconnect, unknown],
  ['100 resource does not exist', 'rejected text_refused', 'gone', 'refused not_ready again'],
  ['100/33 object missing', 'unreachable not_ready', 'gone', 'refused not_ready again'],
  ['10 as 500, post may be live', unavailable, unavailable, unknown],
  ['10 as 403', permission, permission, unknown],
  ['10/4279067 access tier', operator, operator, 'refused app_not_allowed final'],
  ['10/4279017 app review', operator, operator, unknown],
  ['200 permission', permission, permission, unknown],
  ['299 permission', permission, permission, unknown],
  ['3 capability', operator, operator, unknown],
  ['100/4279040 breakdown missing', 'rejected our_mistake', 'rejected our_mistake', unknown],
  ['1 unknown', unavailable, unavailable, unknown],
  ['2 service down', unavailable, unavailable, unknown],
  ['368 blocked by policy', 'rejected blocked_for_policy', 'rejected blocked_for_policy', unknown],
  ['506 duplicate', 'rejected duplicate_refused', 'rejected duplicate_refused', unknown],
  ['unlisted code', 'rejected unknown_refusal', 'rejected unknown_refusal', unknown],
  ['unlisted code, transient', unavailable, unavailable, unknown],
  ['unlisted code as 500', unavailable, unavailable, unknown],
  ['an error inside a 200', unavailable, unavailable, unknown],
  ['an error beside an id', unavailable, unavailable, unknown],
  ['24/4279009 inside a 200', 'unreachable not_ready', 'gone', unknown],
  ['an error without codes', unavailable, unavailable, unknown],
  ['429 without a body', throttled, throttled, unknown],
  ['502 HTML', unavailable, unavailable, unknown],
  ['504 empty', unavailable, unavailable, unknown],
  ['403 HTML', unavailable, unavailable, unknown],
  ['200 empty', unavailable, unavailable, unknown],
  ['200 without an id', unavailable, unavailable, unknown],
  ['200 with an empty id', unavailable, unavailable, unknown],
  ['200 with id 0', unavailable, unavailable, unknown],
  ['200 HTML', unavailable, unavailable, unknown],
];

describe('classification', () => {
  it('has a row for every recorded error', () => {
    expect(golden.map(([name]) => name)).toEqual(errors.map(({ name }) => name));
  });

  it.each(golden)('%s → create: %s; status: %s; publish: %s', async (name, create, status, publish) => {
    const answer = () => respond(errorNamed(name));
    const { threads, seen } = fakeThreads({ create: answer, status: answer, publish: answer, profile: () => recorded('profile') });

    const made = await threads.prepare(token, { content: textContent('hi'), polls: 0, now });
    const looked = await threads.prepare(token, { content: textContent('hi'), memo, polls: 1, now: at(600) });
    const sent = await threads.send(token, memo);

    expect([say(made), say(looked), say(sent)]).toEqual([create, status, publish]);
    expect(seen.filter(({ method }) => method === 'POST')).toHaveLength(2);
    expect(spellOut([made, looked, sent])).not.toMatch(/THAAV|https?:|threads\.net|message|Session|container_id/);
  });

  it.each(['24/4279009 not found (yet)', '100/33 object missing', '100 resource does not exist'])(
    'waits for a young container that answers %s',
    async (name) => {
      const { threads } = fakeThreads({ status: () => respond(errorNamed(name)), profile: () => recorded('profile') });

      const looked = await threads.prepare(token, { content: textContent('hi'), memo, polls: 1, now: at(59) });

      expect(looked).toEqual({ kind: 'waiting', memo, waitMs: 30_000 });
    },
  );

  it.each([
    ['190/463 token expired', 'rejected reconnect_needed'],
    ['100 resource does not exist', 'rejected reconnect_needed'],
    ['190/464 must confirm', 'rejected login_needed'],
    ['2 service down', 'unreachable provider_unavailable'],
  ])('asks /me when an answer could be a dead token in disguise: %s → %s', async (me, expected) => {
    const answer = () => respond(errorNamed('100 resource does not exist'));
    const { threads } = fakeThreads({ create: answer, status: answer, profile: () => respond(errorNamed(me)) });

    const made = await threads.prepare(token, { content: textContent('hi'), polls: 0, now });
    const looked = await threads.prepare(token, { content: textContent('hi'), memo, polls: 1, now: at(600) });

    expect([say(made), say(looked)]).toEqual([expected, expected]);
  });

  it('keeps codes and ids of the answer, and nothing else', async () => {
    const { threads } = fakeThreads({ publish: () => respond(errorNamed('24/4279009 not found (yet)')) });

    const sent = await threads.send(token, memo);

    const provider = { call: 'publish', status: 400, code: 24, subcode: 4279009, request_id: 'Areq1' };
    expect(sent).toEqual({ kind: 'refused', again: true, failure: { code: 'not_ready', provider } });
  });
});
