/** Keeps the session from idling out while somebody looks at the console. Reading alone never does: a GET writes nothing. */
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keepAlive } from './calls.ts';

const everyMs = 10 * 60_000;

export function useKeepAlive(): void {
  const { mutate } = useMutation({ mutationFn: keepAlive });
  useEffect(() => {
    const keep = () => {
      if (document.visibilityState === 'visible') mutate();
    };
    keep();
    const timer = setInterval(keep, everyMs);
    document.addEventListener('visibilitychange', keep);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', keep);
    };
  }, [mutate]);
}
