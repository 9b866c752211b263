/** The one-time token of a mailed link: taken out of the address bar at once, so that no history or screenshot keeps it. */
import { useSyncExternalStore } from 'react';

let token: string | null = null;
const listeners = new Set<() => void>();

function take(): void {
  const { hash, pathname, search } = window.location;
  if (hash.length < 2 || hash === '#main' || !['/sign-in', '/invite', '/delete'].includes(pathname)) return;
  token = hash.slice(1);
  window.history.replaceState(window.history.state, '', pathname + search);
  for (const listener of listeners) listener();
}

/** Call once, before the first render. Another link may be opened later in the same tab. */
export function watchLinkTokens(): void {
  take();
  window.addEventListener('hashchange', take);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useLinkToken = (): string | null => useSyncExternalStore(subscribe, () => token);

/** A used token is of no use any more. */
export function dropLinkToken(): void {
  token = null;
  for (const listener of listeners) listener();
}

export const isWholeToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);
