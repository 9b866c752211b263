/** Every way a call can fail, as one sentence with what to do: our own problems, the gateway's answers, no answer at all. */
import type { FindingView } from '../../../lib/core/api.ts';

type Details = {
  remediation?: string | undefined;
  findings?: readonly FindingView[];
  requestId?: string | undefined;
  retryAfterMs?: number | undefined;
};

/** `status` is 0 when no answer came. `message` may be shown. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Details;

  constructor(status: number, code: string, message: string, details: Details = {}) {
    super(message);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** Would the same call help later? */
  get isRetryable(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

type Words = { code: string; sentence: string; remediation: string };

const unreachable: Words = {
  code: 'unreachable',
  sentence: 'Postora could not be reached.',
  remediation: 'Check your internet connection, then try again.',
};
const unexpected: Words = {
  code: 'unexpected_answer',
  sentence: 'Something answered that is not Postora.',
  remediation: 'Reload the page. A network that asks you to sign in first can cause this.',
};
/** What the gateway in front of Postora says by itself: `{"message": …}`, not for people. */
const gatewayWords: Readonly<Record<number, Words>> = {
  403: { code: 'gateway_refused', sentence: 'The request was stopped on its way.', remediation: 'Reload the page, then try again.' },
  404: { code: 'gateway_not_found', sentence: 'There is nothing here.', remediation: 'Check the address.' },
  413: { code: 'gateway_too_large', sentence: 'This is too large to be sent.', remediation: 'Make it shorter.' },
  429: { code: 'gateway_too_many', sentence: 'That was too much in too short a time.', remediation: 'Wait a minute, then try again.' },
};
const gatewayDown: Words = {
  code: 'gateway_failed',
  sentence: 'Postora does not answer right now.',
  remediation: 'Try again in a minute.',
};

const fromWords = (status: number, { code, sentence, remediation }: Words, details: Details = {}): ApiProblem =>
  new ApiProblem(status, code, sentence, { ...details, remediation });

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const isFinding = (value: unknown): value is FindingView =>
  isRecord(value) && typeof value['detail'] === 'string' && typeof value['code'] === 'string' && typeof value['pointer'] === 'string';

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

type Answer = { status: number; body: string; requestId: string | null; retryAfter: string | null };

/** The problem in an answer that is not a success. */
export function problemOf({ status, body, requestId, retryAfter }: Answer): ApiProblem {
  const parsed = parse(body);
  const seconds = Number(retryAfter ?? Number.NaN);
  const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
  const code = isRecord(parsed) ? textOf(parsed['code']) : undefined;
  if (!isRecord(parsed) || code === undefined) {
    const words = gatewayWords[status] ?? (status >= 500 ? gatewayDown : unexpected);
    return fromWords(status, words, { requestId: requestId ?? undefined, retryAfterMs });
  }
  const sentence = textOf(parsed['detail']) ?? textOf(parsed['title']) ?? 'Postora refused this.';
  const errors: unknown = parsed['errors'];
  return new ApiProblem(status, code, sentence, {
    remediation: textOf(parsed['remediation']),
    findings: Array.isArray(errors) ? errors.filter(isFinding) : [],
    requestId: textOf(parsed['request_id']) ?? requestId ?? undefined,
    retryAfterMs,
  });
}

export const noAnswer = (): ApiProblem => fromWords(0, unreachable);
export const notOurs = (status: number): ApiProblem => fromWords(status === 200 ? 502 : status, unexpected);

/** Anything thrown, as a problem. A bug in the console gets a sentence too. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(500, 'console_bug', 'The console made a mistake.', {
    remediation: 'Reload the page. If it happens again, tell us.',
  });
}
