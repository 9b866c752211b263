/**
 * Time limits of calls without a clock: a call ends when the far side says that it will never answer, and never because this machine is slow.
 * A limit in real milliseconds fails by chance as soon as something else runs beside the test.
 */
import type { IncomingHttpHeaders } from 'node:http';

const callHeader = 'x-call';

/** `timeout` takes the place of `AbortSignal.timeout`; `giveUp` ends the call that was given this signal. */
export function patience() {
  const limits = new WeakMap<AbortSignal, AbortController>();
  return {
    timeout: (): AbortSignal => {
      const limit = new AbortController();
      limits.set(limit.signal, limit);
      return limit.signal;
    },
    giveUp: (signal: AbortSignal | null | undefined): void => {
      if (signal) limits.get(signal)?.abort(new DOMException('It did not answer in time.', 'TimeoutError'));
    },
  };
}

/** A line to a simulator of this process: `onHang` is for its options, `fetch` and `timeout` for the client. */
export function patientLine(fetch: typeof globalThis.fetch = globalThis.fetch) {
  const { timeout, giveUp } = patience();
  const open = new Map<string, AbortSignal>();
  let count = 0;
  const numbered: typeof globalThis.fetch = async (input, init) => {
    count += 1;
    const call = String(count);
    if (init?.signal) open.set(call, init.signal);
    const headers = new Headers(init?.headers);
    headers.set(callHeader, call);
    // No socket outlives its call: the next simulator may listen on the same port.
    headers.set('connection', 'close');
    return fetch(input, { ...init, headers }).finally(() => open.delete(call));
  };
  return { fetch: numbered, timeout, onHang: (headers: IncomingHttpHeaders) => giveUp(open.get(String(headers[callHeader]))) };
}
