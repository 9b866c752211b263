/** The operator has stopped all publishing: since when and why, above every page of the console, read out once when it begins. */
import type { MeView } from '../../../lib/core/api.ts';
import { whenWords } from '../words/dates.ts';

export function StopBanner({ stop }: { stop: MeView['publishing_stopped'] }) {
  return (
    <div role="status">
      {stop === null ? null : (
        <p className="bg-warn-soft px-4 py-2 text-center text-sm text-warn">
          <strong className="font-semibold">The operator has stopped all publishing.</strong> Since:{' '}
          <time dateTime={stop.since}>{whenWords(stop.since, new Date())}</time>.{' '}
          {stop.reason === '' ? null : <span className="as-written">Reason: {stop.reason} </span>}
          Nothing is lost. It goes on by itself afterwards; what is then more than an hour late asks first.
        </p>
      )}
    </div>
  );
}
