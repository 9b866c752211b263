/** The line to the pretend platform: its answer, or silence with what is known of it. */
import { AppError, isAppError } from '../../core/errors.ts';
import type { Failure, FailureCode } from '../../core/failures.ts';
import type { Answer } from './access.ts';

/** `isSureNo`: the request surely changed nothing. `error` is the name of what was thrown, never its words. */
export type Silence = { kind: 'silence'; isSureNo: boolean; error: string };

/** A write whose answer is lost may have happened; only the kinds that say so did not. */
export async function ask<T>(call: () => Promise<Answer<T>>): Promise<Answer<T> | Silence> {
  try {
    return await call();
  } catch (error) {
    const name = error instanceof Error ? error.name : typeof error;
    return { kind: 'silence', isSureNo: isAppError(error, 'unavailable'), error: name };
  }
}

export const failure = (code: FailureCode, call: string, silence?: Silence): Failure => ({
  code,
  provider: silence ? { call, error: silence.error } : { call },
});

const refusals = {
  invalid: () => new AppError('invalid', 'provider_refused', 'The sandbox did not accept this sign-in. Start connecting again.'),
  reconnect: () => new AppError('reconnect', 'reconnect_needed', 'The sandbox no longer accepts this connection. Connect it again.'),
};

/** The value, for the calls around connecting. @throws {AppError} as `ifRefused` says; `unavailable` `provider_unavailable` */
export async function insist<T>(ifRefused: keyof typeof refusals, call: () => Promise<Answer<T>>): Promise<T> {
  const answer = await ask(call);
  if (answer.kind === 'ok') return answer.value;
  if (answer.kind === 'refused') throw refusals[ifRefused]();
  throw new AppError('unavailable', 'provider_unavailable', 'The sandbox did not answer. Try again in a moment.', { cause: answer.error });
}
