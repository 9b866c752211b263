/** What goes wrong while connecting, as our errors: vague outside, codes in the cause. */
import { AppError } from '../../core/errors.ts';
import { classify, isAboutToken } from './errors.ts';
import { failureFrom, type Trouble } from './graph.ts';

/** Our own registration is wrong, most often the Meta app id in place of the Threads app id. */
const wrongApp = [101, 1349026, 4476002];

const unavailable = (cause: unknown, retryAfterMs?: number) =>
  new AppError('unavailable', 'provider_unavailable', 'Threads did not answer as it should. Try again in a few minutes.', {
    cause,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

const tokenRefused = {
  invalid: (cause: unknown) =>
    new AppError('invalid', 'provider_refused', 'Threads did not accept this sign-in. Start connecting again.', { cause }),
  reconnect: (cause: unknown) =>
    new AppError('reconnect', 'reconnect_needed', 'Threads no longer accepts this connection. Connect it again.', { cause }),
};

/** `ifRefused` says what a refused code or token means here: a new sign-in, or a known connection. */
export function connectError(trouble: Trouble, ifRefused: keyof typeof tokenRefused): AppError {
  const verdict = classify(trouble);
  const cause = failureFrom(trouble, verdict.failure).provider;
  if (verdict.kind === 'unreachable' || (trouble.code !== undefined && wrongApp.includes(trouble.code))) {
    return unavailable(cause, verdict.waitMs);
  }
  if (verdict.failure === 'permission_missing') {
    return new AppError('rejected', 'permission_missing', 'The permission to publish was not granted. Connect again and leave it ticked.', {
      cause,
    });
  }
  if (isAboutToken(verdict) || ifRefused === 'invalid') return tokenRefused[ifRefused](cause);
  return new AppError('rejected', 'provider_refused', 'Threads refused to show this account.', { cause });
}
