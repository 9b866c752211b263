/** Errors as problem documents. What is not an AppError is our bug: the outside learns a request id and nothing else. */
import type { Problem } from '../../lib/core/api.ts';
import { AppError } from '../../lib/core/errors.ts';

const bug = (cause: unknown): AppError =>
  new AppError('unavailable', 'internal', 'Something went wrong on our side.', {
    status: 500,
    cause,
    remediation: 'Try again; if it stays, tell us the request id.',
  });

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported content type',
  422: 'Not accepted as it is',
  428: 'Precondition required',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available',
};

export function problemOf(error: unknown, { instance, requestId }: { instance: string; requestId: string }) {
  const known = error instanceof AppError ? error : bug(error);
  const { findings, remediation, retryAfterMs, headers = {} } = known.details;
  const problem: Problem = {
    type: 'about:blank',
    title: titles[known.status] ?? 'Error',
    status: known.status,
    detail: known.message,
    instance,
    code: known.code,
    request_id: requestId,
    retryable: known.isRetryable,
    ...(remediation === undefined ? {} : { remediation }),
    ...(findings === undefined ? {} : { errors: [...findings] }),
  };
  const retryAfter = retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) };
  return { problem, headers: { ...headers, ...retryAfter } };
}
