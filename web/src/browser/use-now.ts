/** The present moment, looked at again twice a minute: for words such as "in 14 hours", never for a ticking clock. */
import { useEffect, useState } from 'react';

const everyMs = 30_000;

export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), everyMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
