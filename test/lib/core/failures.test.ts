/** Every answer that the platform was seen to give has its plain words; the rows are those of the fact sheet. */
import { describe, expect, it } from 'vitest';
import { explain, explanations, type FailureCode, mediaDetails } from '../../../lib/core/failures.ts';

const all = Object.entries(explanations);

describe('explanations', () => {
  it.each(all)('%s is short and plain, and says why', (_, { sentence, cause }) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence.length).toBeLessThanOrEqual(140);
    expect(sentence).not.toMatch(/[_{}]|undefined|HTTP|API|\d{3}|container|token|scope|subcode/i);
    expect(cause).toMatch(/^[A-Z].*\.$/);
    expect(cause.length).toBeLessThanOrEqual(140);
  });

  it('differ from each other', () => {
    expect(new Set(all.map(([, { sentence }]) => sentence)).size).toBe(all.length);
  });

  it.each(all)('%s promises nothing that is not sure', (_, { sentence, published, retryHelps }) => {
    if (sentence.includes('Nothing was published')) expect(published).toBe('no');
    // Whoever may have a post out must not be told to send it again.
    if (published !== 'no') expect(retryHelps).toBe(false);
  });

  it.each(['outcome_unclear', 'duplicate_refused'] as const)('%s leaves open whether it is out', (code) => {
    expect(explanations[code]).toMatchObject({ published: 'unknown', whoActs: 'you', retryHelps: false });
  });
});

/** Fact sheet section 11: the row, and the code it ends in if it does not heal by itself. */
const rows: readonly (readonly [row: string, code: FailureCode])[] = [
  ['24/4279009 publish', 'preparation_lost'],
  ['24/4279009 status within 60 s', 'not_ready'],
  ['24/4279009 reply, parent gone', 'reply_parent_gone'],
  ['100/4279004 carousel', 'carousel_refused'],
  ['100 text over 500', 'text_refused'],
  ['THREADS_API__LINK_LIMIT_EXCEEDED', 'link_limit_refused'],
  ['-1/4279047 link attachment', 'link_refused'],
  ['1/2207052 media download', 'media_download_failed'],
  ['2207051 activity restricted', 'account_restricted'],
  ['2207051 publish', 'outcome_unclear'],
  ['4279013 account restricted', 'account_restricted'],
  ['613/4279002 rate limit', 'rate_limited'],
  ['4, 17, 32, 341 throttling', 'rate_limited'],
  ['190/463 token expired', 'reconnect_needed'],
  ['190/458, 460, 467 token refused', 'reconnect_needed'],
  ['190/459, 464 log in first', 'login_needed'],
  ['102 session invalid', 'reconnect_needed'],
  ['100 with a dead token', 'reconnect_needed'],
  ['100/33 object gone', 'post_gone'],
  ['100 nonexisting field (status)', 'already_published'],
  ['10 with 5xx on publish', 'outcome_unclear'],
  ['10/4279067, 4279017 access tier', 'app_not_allowed'],
  ['10, 200-299 permission', 'permission_missing'],
  ['3 capability missing', 'app_not_allowed'],
  ['1 unknown, create', 'provider_unavailable'],
  ['1 unknown, publish', 'outcome_unclear'],
  ['2 service down, create', 'provider_unavailable'],
  ['2 service down, publish', 'outcome_unclear'],
  ['368 policy', 'blocked_for_policy'],
  ['506 duplicate', 'duplicate_refused'],
  ['1609005 link not scraped', 'link_unreadable'],
  ['4279040 breakdown missing', 'our_mistake'],
  ['THREADS_API__FEATURE_NOT_AVAILABLE', 'feature_not_available'],
  ['THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES', 'countries_refused'],
  ['no answer, publish', 'outcome_unclear'],
  ['no answer, create or read', 'provider_unavailable'],
  ['quota of 250 used up (section 5, Q6)', 'quota_reached'],
  ['post removed within a minute (F14)', 'removed_by_platform'],
  ['status ERROR (section 4.3)', 'media_refused'],
  ['an error that nobody described', 'unknown_refusal'],
];

/** Section 11, column "class": what an answer of this class must say. */
const classes: readonly (readonly [name: string, codes: readonly FailureCode[], says: object])[] = [
  ['RECONNECT', ['reconnect_needed', 'login_needed', 'permission_missing'], { whoActs: 'you', retryHelps: false, published: 'no' }],
  [
    'WAIT',
    ['rate_limited', 'quota_reached', 'provider_unavailable', 'not_ready'],
    { whoActs: 'nobody', retryHelps: true, published: 'no' },
  ],
  ['NEW', ['media_download_failed', 'carousel_refused', 'preparation_lost'], { whoActs: 'you', retryHelps: true, published: 'no' }],
  [
    'USER',
    [
      'text_refused',
      'link_refused',
      'link_limit_refused',
      'link_unreadable',
      'media_refused',
      'poll_refused',
      'gif_refused',
      'topic_refused',
    ],
    { whoActs: 'you', retryHelps: false, published: 'no' },
  ],
  [
    'STOP',
    ['account_restricted', 'blocked_for_policy', 'quote_gone', 'reply_parent_gone', 'feature_not_available', 'countries_refused'],
    { whoActs: 'you', retryHelps: false, published: 'no' },
  ],
  ['STOP (operator)', ['app_not_allowed', 'our_mistake'], { whoActs: 'operator', retryHelps: false, published: 'no' }],
  ['RECON', ['outcome_unclear', 'duplicate_refused'], { whoActs: 'you', retryHelps: false, published: 'unknown' }],
  ['out', ['already_published', 'removed_by_platform', 'post_gone'], { whoActs: 'nobody', retryHelps: false, published: 'yes' }],
];

describe(explain, () => {
  it.each(rows)('knows %s as %s', (_, code) => {
    expect(explain({ code, provider: { call: 'create', status: 400, request_id: 'A1' } })).toEqual({
      ...explanations[code],
      known: code !== 'unknown_refusal',
    });
  });

  it.each(classes)('%s: %s', (_, codes, says) => {
    for (const code of codes) expect(explain({ code })).toMatchObject(says);
  });

  /** Section 4.3, all of them, in its order. */
  it.each([
    ['FAILED_DOWNLOADING_VIDEO', /fetch/],
    ['FAILED_PROCESSING_AUDIO', /sound/],
    ['FAILED_PROCESSING_VIDEO', /read the video/],
    ['INVALID_ASPEC_RATIO', /too wide or too narrow/],
    ['INVALID_BIT_RATE', /data per second/],
    ['INVALID_DURATION', /too long/],
    ['INVALID_FRAME_RATE', /frames per second/],
    ['INVALID_AUDIO_CHANNELS', /channels/],
    ['INVALID_AUDIO_CHANNEL_LAYOUT', /laid out/],
    ['UNKNOWN', /did not say why/],
  ])('says what %s means', (error_message, words) => {
    const found = explain({ code: 'media_refused', provider: { call: 'status', error_message } });

    expect(found).toMatchObject({
      sentence: expect.stringMatching(words),
      whoActs: 'you',
      retryHelps: false,
      published: 'no',
      known: true,
    });
  });

  it.each(Object.entries(mediaDetails))('%s is short and plain', (_, { sentence, cause }) => {
    for (const words of [sentence, cause]) {
      expect(words).toMatch(/^[A-Z].*\.$/);
      expect(words.length).toBeLessThanOrEqual(140);
      expect(words).not.toMatch(/[_{}]|\d{3}(?!\d* frames)(?<!264)/);
    }
  });

  it('keeps the general words for an error message that it does not know', () => {
    for (const error_message of ['SOMETHING_NEW', '', 'constructor', 7])
      expect(explain({ code: 'media_refused', provider: { error_message } })).toEqual({ ...explanations.media_refused, known: true });
  });

  it.each(['brand_new', '', 'constructor', '__proto__'])('says of %j that it has no words, and which field helps', (code) => {
    const found = explain({ code, provider: { request_id: 'AbC' } });

    expect(found).toMatchObject({ known: false, whoActs: 'operator', retryHelps: false, published: 'unknown' });
    expect(found.sentence).toContain('no words for yet');
    expect(found.sentence).toContain('request_id');
    expect(found.sentence.length).toBeLessThanOrEqual(140);
  });

  it('asks for the time where there is no request id', () => {
    expect(explain({ code: 'brand_new' }).sentence).toContain('the time it happened');
  });

  it('asks for a report when the platform gave a reason that nobody has described', () => {
    expect(explain({ code: 'unknown_refusal' })).toMatchObject({ known: false, cause: expect.stringContaining('request_id') });
  });
});
