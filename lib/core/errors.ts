/** The one error class. Its kind says what to do next, its code says what happened; style guide section 6. */

export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'reconnect'
  | 'rejected'
  | 'rate_limited'
  | 'unavailable';

const statuses = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  reconnect: 409,
  rejected: 422,
  rate_limited: 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

/** One finding inside an error: where (JSON pointer), what, and the rule's numbers. */
export type Finding = { pointer: string; code: string; detail: string; limit?: number; actual?: number; remediation?: string };

export type ErrorDetails = {
  /** HTTP status when it is not the kind's usual one (413, 415, 422, 412, 428). */
  status?: number;
  findings?: readonly Finding[];
  /** What the caller can do about it, one sentence. */
  remediation?: string;
  retryAfterMs?: number;
  /** When what is in the way ends by itself, as an ISO instant. */
  endsAt?: string;
  /** Extra response headers, such as `Allow`. */
  headers?: Readonly<Record<string, string>>;
  cause?: unknown;
};

/** `message` may be shown to the owner: never a token, an address or post text. The remote detail goes into `cause`. */
export class AppError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(kind: ErrorKind, code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'AppError';
    this.kind = kind;
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return this.details.status ?? statuses[this.kind];
  }

  /** Would the same request help later? Whoever is told when to come back is told so. */
  get isRetryable(): boolean {
    return this.kind === 'rate_limited' || this.kind === 'unavailable' || this.details.retryAfterMs !== undefined;
  }
}

/** What should not happen: a setting that is missing, an answer without what it must hold, a bug. Our own words, nothing from outside, so they may be logged. */
export class Unexpected extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Unexpected';
  }
}

/** True for an `AppError` of this kind (and code, if given). */
export const isAppError = (error: unknown, kind?: ErrorKind, code?: string): error is AppError =>
  error instanceof AppError && (kind === undefined || error.kind === kind) && (code === undefined || error.code === code);

/** Someone else's object and a missing one look the same. */
export const notFound = (what: string): AppError => new AppError('not_found', `${what}_not_found`, `There is no such ${what}.`);
