/** The short list of answers to a publish call after which the post is surely not out. Everything else has to be found out. */
import type { FailureCode } from '../../core/failures.ts';
import { classify } from './errors.ts';
import type { Trouble } from './graph.ts';

/** `again`: the same container may be sent later. */
export type Refusal = { failure: FailureCode; again: boolean };

type Row = {
  code: number;
  /** Only with one of these; `undefined` stands for an answer without a subcode. */
  subcodes: readonly (number | undefined)[];
  /** HTTP statuses from 400 up to this one. A 5xx was seen with posts that were live. */
  toStatus: number;
  refusal: Refusal;
};

const notReady: Refusal = { failure: 'not_ready', again: true };

/** Fact sheet section 12.1, item 4. */
const rows: readonly Row[] = [
  { code: 24, subcodes: [4279009], toStatus: 499, refusal: notReady },
  // Object missing, or a dead token in disguise: the status read before the next attempt tells which.
  { code: 100, subcodes: [undefined, 33], toStatus: 499, refusal: notReady },
  // Refused at the door; this one code is documented with status 500, too.
  { code: 190, subcodes: [undefined, 458, 460, 463, 467], toStatus: 500, refusal: { failure: 'reconnect_needed', again: false } },
  { code: 190, subcodes: [459, 464], toStatus: 500, refusal: { failure: 'login_needed', again: false } },
  { code: 613, subcodes: [undefined, 4279002], toStatus: 499, refusal: { failure: 'rate_limited', again: true } },
  { code: 10, subcodes: [4279067], toStatus: 499, refusal: { failure: 'app_not_allowed', again: false } },
];

/** Undefined when the post may be out. */
export function refusalIn(trouble: Trouble): Refusal | undefined {
  const { sent, status = 0, code, subcode, constant } = trouble;
  if (sent === 'no') return { failure: 'provider_unavailable', again: true };
  const row = rows.find((row) => row.code === code && row.subcodes.includes(subcode) && status >= 400 && status <= row.toStatus);
  // The error has a name, so sending the same again would not help.
  if (row && constant !== undefined) return { failure: classify(trouble).failure, again: false };
  return row?.refusal;
}
