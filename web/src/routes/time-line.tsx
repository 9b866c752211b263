/** A time of a post in words: with its place, how far away it is, and what the viewer's own clocks show then. */
import { CalendarClock } from 'lucide-react';
import { useNow } from '../browser/use-now.ts';
import { ownZone } from '../browser/zone.ts';
import { distanceWords, ownTimeWords, type Timed, timeWords } from '../words/times.ts';

/** `isLive`: read out when the time itself changes; how far away it is never is. */
export function TimeLine({ time, isLive = false }: { time: Timed; isLive?: boolean }) {
  const now = useNow();
  const own = ownTimeWords(time, ownZone(), now);
  return (
    <div className="flex gap-2.5 text-sm">
      <CalendarClock className="mt-0.75 size-4 shrink-0 text-accent" />
      <div className="min-w-0">
        <p>
          <time role={isLive ? 'status' : undefined} dateTime={time.at} className="font-medium">
            {timeWords(time, now)}
          </time>
          <span className="text-soft">, {distanceWords(time.at, now)}</span>
        </p>
        {own === undefined ? null : <p className="text-soft">{own}</p>}
      </div>
    </div>
  );
}
