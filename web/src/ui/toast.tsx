/** A short word in the corner after something was done; read out, gone by itself, never the only place of a failure. */
import { useEffect, useSyncExternalStore } from 'react';

type Toast = { id: number; text: string };

const lifeMs = 6000;
let current: Toast | null = null;
const listeners = new Set<() => void>();

function show(toast: Toast | null): void {
  current = toast;
  for (const listener of listeners) listener();
}

export const tell = (text: string): void => show({ id: (current?.id ?? 0) + 1, text });

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function ToastRegion() {
  const toast = useSyncExternalStore(subscribe, () => current);
  useEffect(() => {
    if (toast === null) return undefined;
    const timer = setTimeout(() => show(null), lifeMs);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-4 bottom-20 z-20 flex justify-center md:bottom-6">
      {toast ? (
        <p key={toast.id} className="animate-rise rounded-lg bg-ink px-4 py-2.5 text-sm text-paper shadow-card">
          {toast.text}
        </p>
      ) : null}
    </div>
  );
}
