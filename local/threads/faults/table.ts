/** Every way the simulator can misbehave: one row per fault, saying where it fits and what happens. */
import type { ErrorName } from '../api/errors.ts';

export const callNames = [
  'code_exchange',
  'token_exchange',
  'token_refresh',
  'profile',
  'create',
  'status',
  'publish',
  'read',
  'list',
  'quota',
  'delete',
  'repost',
  'debug_token',
  'app_token',
] as const;
export type CallName = (typeof callNames)[number];

/** `before`: the call has no effect. `after`: it took effect, and the client is told something else. */
type When = 'before' | 'after';

type Effect =
  | { kind: 'error'; when: When; error: ErrorName }
  | { kind: 'body'; when: When; status: number; type: string; body: string }
  | { kind: 'drop' | 'hang' | 'slow'; when: When }
  /** The call itself asks for it, at the moment it matters. */
  | { kind: 'asked' };

export type FaultRow = {
  calls: readonly CallName[];
  what: string;
  effect: Effect;
  /** Default for `ms`, present when the fault has a length. */
  ms?: number;
  /** Default for `message`, present when the fault has one. */
  message?: string;
};

const anyCall = callNames;
const html = { type: 'text/html; charset=utf-8', body: '<!DOCTYPE html><html><body><h1>Sorry, something went wrong.</h1></body></html>' };
const errorObject = JSON.stringify({
  error: { message: 'An unknown error occurred', type: 'OAuthException', code: 1, fbtrace_id: 'Asimulated' },
});
const error = (when: When, name: ErrorName): Effect => ({ kind: 'error', when, error: name });

export const faultTable = {
  // The line and the machines in between
  slow: { calls: anyCall, ms: 2000, what: 'takes effect and answers late', effect: { kind: 'slow', when: 'before' } },
  slow_after: { calls: anyCall, ms: 2000, what: 'takes effect at once, answers late', effect: { kind: 'slow', when: 'after' } },
  drop_before: { calls: anyCall, what: 'connection closed, no effect', effect: { kind: 'drop', when: 'before' } },
  drop_after: {
    calls: anyCall,
    what: 'took effect, then the connection closes without an answer',
    effect: { kind: 'drop', when: 'after' },
  },
  hang_before: { calls: anyCall, what: 'no effect, and no answer until the client gives up', effect: { kind: 'hang', when: 'before' } },
  hang_after: { calls: anyCall, what: 'took effect, and no answer until the client gives up', effect: { kind: 'hang', when: 'after' } },
  bad_gateway: { calls: anyCall, what: '502, no effect', effect: { kind: 'body', when: 'before', status: 502, ...html } },
  bad_gateway_after: {
    calls: anyCall,
    what: '502, although it took effect',
    effect: { kind: 'body', when: 'after', status: 502, ...html },
  },
  html_error: { calls: anyCall, what: '500 as an HTML page, no effect', effect: { kind: 'body', when: 'before', status: 500, ...html } },
  html_error_after: {
    calls: anyCall,
    what: '500 as an HTML page, although it took effect',
    effect: { kind: 'body', when: 'after', status: 500, ...html },
  },
  empty_body: {
    calls: anyCall,
    what: '200 with an empty body, no effect',
    effect: { kind: 'body', when: 'before', status: 200, type: 'text/plain', body: '' },
  },
  empty_body_after: {
    calls: anyCall,
    what: '200 with an empty body, and it took effect',
    effect: { kind: 'body', when: 'after', status: 200, type: 'text/plain', body: '' },
  },
  error_as_200: {
    calls: anyCall,
    what: '200 with an error object inside, no effect',
    effect: { kind: 'body', when: 'before', status: 200, type: 'application/json; charset=UTF-8', body: errorObject },
  },

  // Errors of the platform
  service_down: { calls: anyCall, what: '500 with code 2, is_transient, no effect', effect: error('before', 'serviceDown') },
  service_down_after: { calls: anyCall, what: '500 with code 2, although it took effect', effect: error('after', 'serviceDown') },
  unknown_error: { calls: anyCall, what: '500 with code 1, no effect', effect: error('before', 'unknownError') },
  unknown_error_after: { calls: anyCall, what: '500 with code 1, although it took effect', effect: error('after', 'unknownError') },
  rate_limited: { calls: anyCall, what: '613/4279002, no effect', effect: error('before', 'rateLimited') },
  app_throttled: { calls: anyCall, what: 'code 4, no effect', effect: error('before', 'appThrottled') },
  app_throttled_after: { calls: ['publish', 'delete'], what: 'code 4, although it took effect', effect: error('after', 'appThrottled') },
  user_throttled: { calls: anyCall, what: 'code 17, no effect', effect: error('before', 'userThrottled') },
  page_throttled: { calls: anyCall, what: 'code 32, no effect', effect: error('before', 'pageThrottled') },
  app_limit_reached: { calls: anyCall, what: 'code 341, no effect', effect: error('before', 'appLimitReached') },
  token_expired: { calls: anyCall, what: '190/463 with a token that was good a moment ago', effect: error('before', 'tokenExpired') },
  token_revoked: { calls: anyCall, what: '190/458 with a token that was good a moment ago', effect: error('before', 'tokenRevoked') },
  token_broken: { calls: anyCall, what: '190/467 with a token that was good a moment ago', effect: error('before', 'tokenBroken') },
  password_changed: { calls: anyCall, what: '190/460 with a token that was good a moment ago', effect: error('before', 'passwordChanged') },
  login_needed: { calls: anyCall, what: '190/459: the user must log in and confirm', effect: error('before', 'loginNeeded') },
  account_unconfirmed: {
    calls: anyCall,
    what: '190/464: the user must confirm the account',
    effect: error('before', 'accountUnconfirmed'),
  },
  session_invalid: { calls: anyCall, what: 'code 102, no effect', effect: error('before', 'sessionInvalid') },
  resource_missing: {
    calls: anyCall,
    what: 'code 100 without a subcode, as seen with a dead token',
    effect: error('before', 'resourceMissing'),
  },
  access_tier_missing: { calls: anyCall, what: '10/4279067, no effect', effect: error('before', 'accessTierMissing') },
  app_review_missing: { calls: anyCall, what: '10/4279017, no effect', effect: error('before', 'appReviewMissing') },
  permission_taken_back: {
    calls: anyCall,
    what: '403 with code 10: a scope that was granted is gone, no effect',
    effect: error('before', 'permissionMissing'),
  },
  breakdown_missing: {
    calls: anyCall,
    what: '100/4279040, as insights answer a call that lacks one',
    effect: error('before', 'breakdownMissing'),
  },
  capability_missing: { calls: anyCall, what: 'code 3, no effect', effect: error('before', 'capabilityMissing') },
  policy_blocked: { calls: anyCall, what: 'code 368, no effect', effect: error('before', 'policyBlocked') },
  activity_restricted: { calls: anyCall, what: '2207051, no effect', effect: error('before', 'activityRestricted') },
  account_restricted: { calls: anyCall, what: '4279013, no effect', effect: error('before', 'accountRestricted') },
  media_not_found: { calls: anyCall, what: '24/4279009, no effect', effect: error('before', 'mediaNotFound') },
  localised_errors: {
    calls: anyCall,
    message: 'fr',
    what: 'error_user_title and error_user_msg in another language: the message is fr, es, ko or vi',
    effect: { kind: 'asked' },
  },

  // Containers
  container_lost: {
    calls: ['create'],
    what: 'the id is given out, but status and publish say 24/4279009 for good',
    effect: { kind: 'asked' },
  },
  container_unpublishable: { calls: ['create'], what: 'reaches FINISHED, but publish says 24/4279009 for good', effect: { kind: 'asked' } },
  container_slow: { calls: ['create'], ms: 60_000, what: 'stays IN_PROGRESS this long', effect: { kind: 'asked' } },
  container_error: { calls: ['create'], message: 'UNKNOWN', what: 'ends in ERROR with this message', effect: { kind: 'asked' } },
  container_expired: {
    calls: ['create'],
    ms: 60_000,
    what: 'EXPIRED this long after creation, not after a day',
    effect: { kind: 'asked' },
  },
  media_download_failed: {
    calls: ['create'],
    what: 'the media host cannot be reached: 1/2207052 for an image, later ERROR FAILED_DOWNLOADING_VIDEO for a video',
    effect: { kind: 'asked' },
  },
  children_refused: { calls: ['create'], what: '100/4279004 although the items are good, no container', effect: { kind: 'asked' } },
  feature_unavailable: {
    calls: ['create'],
    what: 'THREADS_API__FEATURE_NOT_AVAILABLE, no container',
    effect: error('before', 'featureUnavailable'),
  },
  countries_refused: {
    calls: ['create'],
    what: 'THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES, no container',
    effect: error('before', 'countryCodesInvalid'),
  },
  link_limit: { calls: ['create'], what: 'THREADS_API__LINK_LIMIT_EXCEEDED, no container', effect: error('before', 'linkLimit') },
  unreadable_after_create: {
    calls: ['create'],
    ms: 5000,
    what: 'status says 24/4279009 (a carousel item: 100/4279004) this long after creation',
    effect: { kind: 'asked' },
  },
  unpublishable_after_create: {
    calls: ['create'],
    ms: 10_000,
    what: 'publish says 24/4279009 this long after creation',
    effect: { kind: 'asked' },
  },
  unpublishable_after_finished: {
    calls: ['create'],
    ms: 5000,
    what: 'publish says 24/4279009 this long after FINISHED',
    effect: { kind: 'asked' },
  },
  link_refused: { calls: ['create'], what: '-1/4279047, no container', effect: error('before', 'linkRefused') },
  link_not_scraped: { calls: ['create'], what: 'code 1609005, no container', effect: error('before', 'linkNotScraped') },

  // Publishing
  permission_error: { calls: ['publish'], what: '500 with code 10, nothing posted', effect: error('before', 'permissionLost') },
  permission_error_after: { calls: ['publish'], what: '500 with code 10, and the post is live', effect: error('after', 'permissionLost') },
  activity_restricted_after: { calls: ['publish'], what: '2207051, and the post is live', effect: error('after', 'activityRestricted') },
  token_broken_after: {
    calls: ['publish'],
    what: '190/467, and the post is live: the call came twice, and the token died in between',
    effect: error('after', 'tokenBroken'),
  },
  answer_without_id: {
    calls: ['publish'],
    what: '200 with an empty object, and the post is live',
    effect: { kind: 'body', when: 'after', status: 200, type: 'application/json', body: '{}' },
  },
  duplicate_refused: { calls: ['publish'], what: 'code 506, nothing posted', effect: error('before', 'duplicatePost') },
  duplicate_refused_after: { calls: ['publish'], what: 'code 506, and the post is live', effect: error('after', 'duplicatePost') },
  cross_share_failed: { calls: ['publish'], what: 'posted, but sharing to Instagram says FAILED', effect: { kind: 'asked' } },
  quota_reached: {
    calls: ['publish', 'delete', 'quota'],
    what: 'the quota is used up: publish and delete refuse, the quota call shows it',
    effect: { kind: 'asked' },
  },
  status_lag: {
    calls: ['publish'],
    ms: 10_000,
    what: 'the status says FINISHED this long after the post is live',
    effect: { kind: 'asked' },
  },
  list_lag: { calls: ['publish'], ms: 5000, what: 'the list does not show the post this long', effect: { kind: 'asked' } },
  reply_lag: {
    calls: ['publish'],
    ms: 10_000,
    what: 'answering or quoting the post says 24/4279009 this long',
    effect: { kind: 'asked' },
  },
  post_removed: {
    calls: ['publish'],
    ms: 30_000,
    what: 'the post is deleted by the platform this long after it went out',
    effect: { kind: 'asked' },
  },

  // Reading back
  permalink_missing: { calls: ['read', 'list'], what: 'no permalink, as for a flagged post', effect: { kind: 'asked' } },
} as const satisfies Record<string, FaultRow>;

export type FaultName = keyof typeof faultTable;

export const isFaultName = (name: unknown): name is FaultName => typeof name === 'string' && Object.hasOwn(faultTable, name);

export const faultRow = (name: FaultName): FaultRow => faultTable[name];
