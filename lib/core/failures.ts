/** What went wrong, in plain words: who acts and whether trying again helps. Grows with each provider's error table. */

export type FailureCode =
  | 'reconnect_needed'
  | 'permission_missing'
  | 'text_refused'
  | 'link_refused'
  | 'content_refused'
  | 'account_restricted'
  | 'rate_limited'
  | 'quota_reached'
  | 'provider_unavailable'
  | 'not_ready'
  | 'preparation_lost'
  | 'outcome_unclear'
  | 'app_not_allowed'
  | 'unknown_refusal';

/** `provider` holds only listed fields of the platform's answer (codes and ids), never its words about a person. */
export type Failure = { code: FailureCode; provider?: Readonly<Record<string, string | number>> };

export type Explanation = { sentence: string; whoActs: 'you' | 'operator' | 'nobody'; retryHelps: boolean };

/** One row per code; a new code does not compile until it is explained. */
export const explanations = {
  reconnect_needed: {
    sentence: 'The connection is no longer accepted. Connect it again, then approve once more.',
    whoActs: 'you',
    retryHelps: false,
  },
  permission_missing: {
    sentence: 'The permission to publish was not granted. Connect again and leave it ticked.',
    whoActs: 'you',
    retryHelps: false,
  },
  text_refused: {
    sentence: 'The platform refused the text, most often because it is too long by its own count.',
    whoActs: 'you',
    retryHelps: false,
  },
  link_refused: { sentence: 'The platform refused a link in this post.', whoActs: 'you', retryHelps: false },
  content_refused: { sentence: 'The platform refused this content.', whoActs: 'you', retryHelps: false },
  account_restricted: {
    sentence: 'The platform has restricted this account. Nothing more is sent for now.',
    whoActs: 'you',
    retryHelps: false,
  },
  rate_limited: { sentence: 'The platform asked us to slow down. We try again by ourselves.', whoActs: 'nobody', retryHelps: true },
  quota_reached: { sentence: 'The account has used up its posts for these 24 hours.', whoActs: 'nobody', retryHelps: true },
  provider_unavailable: { sentence: 'The platform could not be reached. Nothing was published.', whoActs: 'nobody', retryHelps: true },
  not_ready: { sentence: 'The platform was not ready to publish this post. Nothing was published.', whoActs: 'nobody', retryHelps: true },
  preparation_lost: {
    sentence: 'The platform lost the prepared post several times. Nothing was published.',
    whoActs: 'you',
    retryHelps: true,
  },
  outcome_unclear: { sentence: 'The platform did not say whether the post went out.', whoActs: 'you', retryHelps: false },
  app_not_allowed: {
    sentence: 'This Postora is not allowed to do this at the platform yet. Nothing was published.',
    whoActs: 'operator',
    retryHelps: false,
  },
  unknown_refusal: {
    sentence: 'The platform refused for a reason that we do not know yet. Nothing was published.',
    whoActs: 'operator',
    retryHelps: false,
  },
} as const satisfies Record<FailureCode, Explanation>;
