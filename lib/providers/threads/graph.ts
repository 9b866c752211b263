/** One call of the Threads API and its answer, read once: the value that was asked for, or what stood in the way. */
import * as z from 'zod/mini';
import type { Failure, FailureCode } from '../../core/failures.ts';
import type { Http, HttpOutcome } from '../http.ts';
import { type CallName, endpoints } from './endpoints.ts';

/** Words that name an error wherever they stand: no source says in which field, or with which status. */
const constants = [
  'THREADS_API__LINK_LIMIT_EXCEEDED',
  'THREADS_API__FEATURE_NOT_AVAILABLE',
  'THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES',
] as const;
export type Constant = (typeof constants)[number];

/** Codes and ids of an answer that was not what we hoped for; never its words. Without an answer, `status` is absent. */
export type Trouble = {
  call: CallName;
  /** `no`: the request never left. `maybe`: it may have arrived, but no answer came back. */
  sent: 'no' | 'maybe' | 'yes';
  status?: number;
  code?: number;
  subcode?: number;
  isTransient: boolean;
  constant?: Constant;
  requestId?: string;
};

type Result<T> = { kind: 'ok'; value: T } | { kind: 'trouble'; trouble: Trouble };

export type CallInput = {
  /** Sent as `Authorization: Bearer`, so that no address holds it. */
  token?: string;
  id?: string;
  query?: Readonly<Record<string, string>>;
  form?: Readonly<Record<string, string>>;
};

export type Graph = <T>(call: CallName, input: CallInput, schema: z.ZodMiniType<T>) => Promise<Result<T>>;

/** A decimal id. Numbers come only below 2^53: larger ones are strings already. */
export const remoteId = z.pipe(
  z.union([z.string(), z.int()]),
  z.pipe(
    z.transform((id: string | number) => String(id)),
    z.string().check(z.regex(/^[1-9]\d{0,39}$/)),
  ),
);

const number = z.catch(z.optional(z.int()), undefined);
const nested = z.object({
  error: z.object({ code: number, error_subcode: number, is_transient: z.catch(z.optional(z.boolean()), undefined) }),
});
/** The code exchange answers errors without an envelope. */
const flat = z.object({ error_type: z.string(), code: number, error_code: number });

type ErrorCodes = { code?: number | undefined; error_subcode?: number | undefined; is_transient?: boolean | undefined };

/** The codes of an error body; an error that cannot be read is one without codes. */
function errorIn(body: unknown): ErrorCodes | undefined {
  const full = nested.safeParse(body);
  if (full.success) return full.data.error;
  const short = flat.safeParse(body);
  if (short.success) return { code: short.data.code ?? short.data.error_code };
  return typeof body === 'object' && body !== null && 'error' in body ? {} : undefined;
}

function troubleIn(call: CallName, outcome: Extract<HttpOutcome, { kind: 'answer' }>, codes: ErrorCodes): Trouble {
  const constant = constants.find((word) => outcome.seen.includes(word));
  return {
    call,
    sent: 'yes',
    status: outcome.status,
    isTransient: codes.is_transient ?? false,
    ...(codes.code === undefined ? {} : { code: codes.code }),
    ...(codes.error_subcode === undefined ? {} : { subcode: codes.error_subcode }),
    ...(constant === undefined ? {} : { constant }),
    ...(outcome.requestId === undefined ? {} : { requestId: outcome.requestId }),
  };
}

/** Any error in the body counts, whatever the status; success is a 2xx with the value that was asked for. */
function read<T>(call: CallName, outcome: HttpOutcome, schema: z.ZodMiniType<T>): Result<T> {
  if (outcome.kind === 'no_answer') return { kind: 'trouble', trouble: { call, sent: outcome.sent, isTransient: false } };
  const codes = errorIn(outcome.body);
  const value = schema.safeParse(outcome.body);
  const isGood = codes === undefined && outcome.status >= 200 && outcome.status < 300 && value.success;
  return isGood ? { kind: 'ok', value: value.data } : { kind: 'trouble', trouble: troubleIn(call, outcome, codes ?? {}) };
}

export function graphClient(http: Http, graphUrl: string): Graph {
  return async (call, { token, id = '', query, form }, schema) => {
    const { method, path, timeoutMs } = endpoints[call];
    const outcome = await http({
      method,
      url: new URL(path(id), graphUrl).href,
      timeoutMs,
      watchFor: constants,
      ...(token === undefined ? {} : { bearer: token }),
      ...(query ? { query } : {}),
      ...(form ? { form } : {}),
    });
    return read(call, outcome, schema);
  };
}

/** What is kept of a trouble: the listed codes and ids. */
export function failureFrom({ call, status, code, subcode, requestId }: Trouble, failure: FailureCode): Failure {
  return {
    code: failure,
    provider: {
      call,
      ...(status === undefined ? {} : { status }),
      ...(code === undefined ? {} : { code }),
      ...(subcode === undefined ? {} : { subcode }),
      ...(requestId === undefined ? {} : { request_id: requestId }),
    },
  };
}
