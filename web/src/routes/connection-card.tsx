/** One connected profile: who it is, what Postora may do there, and until when. */
import type { ConnectionView } from '../../../lib/core/api.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { card } from '../ui/page.tsx';
import { daysUntil, healthOf, scopeWords } from '../words/connecting.ts';
import { dayWords } from '../words/dates.ts';
import { usePlatformLabel, Who } from './who.tsx';

type ConnectionCardProps = { connection: ConnectionView; isBusy: boolean; onReconnect: () => void; onDisconnect: () => void };

function untilWords({ token_expires_at }: ConnectionView): string {
  const days = daysUntil(token_expires_at, Date.now());
  if (days < 0) return `${dayWords(token_expires_at)} (over)`;
  return `${dayWords(token_expires_at)} (${days === 1 ? '1 day' : `${days} days`})`;
}

export function ConnectionCard({ connection, isBusy, onReconnect, onDisconnect }: ConnectionCardProps) {
  const labelOf = usePlatformLabel();
  const health = healthOf(connection, Date.now());
  return (
    <article aria-label={`@${connection.username}`} className={`${card} flex flex-col gap-4 p-5`}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Who connection={connection} platform={labelOf(connection.provider)} />
        <Chip tone={health.tone} label={health.label} />
      </div>
      {connection.biography === '' ? null : <p className="as-written text-sm text-soft">{connection.biography}</p>}
      {health.remedy ? <p className="text-sm font-medium">{health.remedy}</p> : null}
      <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-[2fr_1.4fr_1.1fr]">
        <div>
          <dt className="text-soft">Postora may</dt>
          <dd>
            <ul>
              {connection.scopes.map((scope) => (
                <li key={scope} title={scope}>
                  {scopeWords(scope)}
                </li>
              ))}
            </ul>
          </dd>
        </div>
        <div>
          <dt className="text-soft">Valid until</dt>
          <dd className="tabular-nums">{untilWords(connection)}</dd>
        </div>
        <div>
          <dt className="text-soft">Connected since</dt>
          <dd className="tabular-nums">{dayWords(connection.connected_at)}</dd>
        </div>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button kind={health.tone === 'good' ? 'quiet' : 'primary'} isBusy={isBusy} onClick={onReconnect}>
          Connect again
        </Button>
        <Button kind="danger" onClick={onDisconnect}>
          Disconnect
        </Button>
      </div>
    </article>
  );
}
