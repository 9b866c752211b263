/** What an answer means while nothing can be visible yet (every call but publish). One table, first fitting row wins; never by an error's words. */
import type { FailureCode } from '../../core/failures.ts';
import type { CallName } from './endpoints.ts';
import type { Constant, Trouble } from './graph.ts';

/**
 * `missing`: an object is not there (yet). `lost`: make a new one. `in_doubt`: the request is at fault, or the token is dead;
 * both were seen to answer so.
 */
export type Verdict = { kind: 'rejected' | 'unreachable' | 'missing' | 'lost' | 'in_doubt'; failure: FailureCode; waitMs?: number };

type Row = {
  call?: CallName;
  code?: number | readonly [from: number, to: number];
  subcode?: number;
  constant?: Constant;
  /** Only with an HTTP status below this one. */
  below?: number;
  verdict: Verdict;
};

const rejected = (failure: FailureCode): Verdict => ({ kind: 'rejected', failure });
const unreachable = (failure: FailureCode): Verdict => ({ kind: 'unreachable', failure });
const lost = (failure: FailureCode): Verdict => ({ kind: 'lost', failure });
const missing: Verdict = { kind: 'missing', failure: 'not_ready' };
/** Several services sharing one account were throttled for minutes. */
const coolDown: Verdict = { kind: 'unreachable', failure: 'rate_limited', waitMs: 900_000 };

/** Calls, then subcodes, then named constants, then codes. Fact sheet section 11; sources and dates in docs/providers/threads.md. */
const rows: readonly Row[] = [
  { call: 'read', code: 100, subcode: 33, verdict: { kind: 'missing', failure: 'post_gone' } },
  { subcode: 4279009, verdict: missing },
  { code: 100, subcode: 33, verdict: missing },
  { subcode: 4279004, verdict: lost('carousel_refused') },
  { subcode: 2207052, verdict: lost('media_download_failed') },
  { subcode: 2207051, verdict: rejected('account_restricted') },
  { subcode: 4279013, verdict: rejected('account_restricted') },
  { subcode: 4279047, verdict: rejected('link_refused') },
  { subcode: 2207042, verdict: unreachable('quota_reached') },
  { subcode: 4279002, verdict: coolDown },
  { subcode: 4279067, verdict: rejected('app_not_allowed') },
  { subcode: 4279017, verdict: rejected('app_not_allowed') },
  { subcode: 4279040, verdict: rejected('our_mistake') },
  { code: 190, subcode: 459, verdict: rejected('login_needed') },
  { code: 190, subcode: 464, verdict: rejected('login_needed') },
  { constant: 'THREADS_API__LINK_LIMIT_EXCEEDED', verdict: rejected('link_limit_refused') },
  { constant: 'THREADS_API__FEATURE_NOT_AVAILABLE', verdict: rejected('feature_not_available') },
  { constant: 'THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES', verdict: rejected('countries_refused') },
  { code: 613, verdict: coolDown },
  { code: 4, verdict: unreachable('rate_limited') },
  { code: 17, verdict: unreachable('rate_limited') },
  { code: 32, verdict: unreachable('rate_limited') },
  { code: 341, verdict: unreachable('rate_limited') },
  { code: 190, verdict: rejected('reconnect_needed') },
  { code: 102, verdict: rejected('reconnect_needed') },
  // With a 5xx, code 10 was seen to be false.
  { code: 10, below: 500, verdict: rejected('permission_missing') },
  { code: 10, verdict: unreachable('provider_unavailable') },
  { code: [200, 299], verdict: rejected('permission_missing') },
  { code: 100, verdict: { kind: 'in_doubt', failure: 'content_refused' } },
  { code: 3, verdict: rejected('app_not_allowed') },
  { code: 1, verdict: unreachable('provider_unavailable') },
  { code: 2, verdict: unreachable('provider_unavailable') },
  { code: 368, verdict: rejected('blocked_for_policy') },
  { code: 506, verdict: rejected('duplicate_refused') },
  { code: 1609005, verdict: rejected('link_unreadable') },
];

function fitsCode(code: Row['code'], actual = Number.NaN): boolean {
  if (code === undefined) return true;
  return typeof code === 'number' ? code === actual : code[0] <= actual && actual <= code[1];
}

const fits = (row: Row, trouble: Trouble): boolean =>
  (row.call === undefined || row.call === trouble.call) &&
  fitsCode(row.code, trouble.code) &&
  (row.subcode === undefined || row.subcode === trouble.subcode) &&
  (row.constant === undefined || row.constant === trouble.constant) &&
  (row.below === undefined || (trouble.status ?? 500) < row.below);

/** An explicit error that nobody has described is final; whatever is not an explicit error is worth another try. */
function byStatus({ code, status = 500, isTransient }: Trouble): Verdict {
  if (status === 429) return unreachable('rate_limited');
  return code !== undefined && status < 500 && !isTransient ? rejected('unknown_refusal') : unreachable('provider_unavailable');
}

export const classify = (trouble: Trouble): Verdict => rows.find((row) => fits(row, trouble))?.verdict ?? byStatus(trouble);

/** The person has to connect again, or to log in at Threads first. */
export const isAboutToken = ({ kind, failure }: Verdict): boolean =>
  failure === 'reconnect_needed' || failure === 'login_needed' || kind === 'in_doubt';
