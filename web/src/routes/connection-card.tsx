/** One connected profile: who it is, what Postora may do there, and how well the connection is. */
import type { ReactNode } from 'react';
import type { ConnectionView } from '../../../lib/core/api.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { Notice } from '../ui/notice.tsx';
import { card } from '../ui/page.tsx';
import { healthOf, leavingWords, quotaWords, renewalWords, scopeWords, validWords } from '../words/connecting.ts';
import { dayWords, whenWords } from '../words/dates.ts';
import { usePlatformLabel, Who } from './who.tsx';

type ConnectionCardProps = { connection: ConnectionView; isBusy: boolean; onReconnect: () => void; onDisconnect: () => void };

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-soft">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

/** What is not known yet is left out. */
function Facts({ connection: { scopes, health, connected_at } }: { connection: ConnectionView }) {
  const now = new Date();
  return (
    <dl className="grid gap-x-6 gap-y-3 text-sm sm:grid-cols-3">
      <Fact name="Postora may">
        <ul>
          {scopes.map((scope) => (
            <li key={scope} title={scope}>
              {scopeWords(scope)}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact name="Valid until">{validWords(health.valid_until, now.getTime())}</Fact>
      <Fact name="Last renewed">{renewalWords(health, now)}</Fact>
      <Fact name="Connected since">{dayWords(connected_at)}</Fact>
      {health.last_success_at === null ? null : <Fact name="Last post">{whenWords(health.last_success_at, now)}</Fact>}
      {health.quota === null ? null : <Fact name="Posts used">{quotaWords(health.quota)}</Fact>}
    </dl>
  );
}

function Leaving({ connection }: { connection: ConnectionView }) {
  const { sentence, remedy } = leavingWords(connection);
  return (
    <Notice tone="moving" title={sentence}>
      {remedy}
    </Notice>
  );
}

/** What the owner can do about it, what helps most first. */
function Care({ connection, isBusy, onReconnect, onDisconnect }: ConnectionCardProps) {
  const { tone, remedy } = healthOf(connection, Date.now());
  const again = (
    <Button kind={remedy ? 'primary' : 'quiet'} isBusy={isBusy} onClick={onReconnect}>
      Connect again
    </Button>
  );
  return (
    <>
      {remedy ? <Notice tone={tone} title={remedy} actions={again} /> : null}
      {connection.biography === '' ? null : <p className="as-written text-sm text-soft">{connection.biography}</p>}
      <Facts connection={connection} />
      <div className="flex flex-wrap gap-2">
        {remedy ? null : again}
        <Button kind="danger" onClick={onDisconnect}>
          Disconnect
        </Button>
      </div>
    </>
  );
}

export function ConnectionCard(props: ConnectionCardProps) {
  const { connection } = props;
  const labelOf = usePlatformLabel();
  const { tone, label } = healthOf(connection, Date.now());
  return (
    <article aria-label={`@${connection.username}`} className={`${card} flex flex-col gap-4 p-5`}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Who connection={connection} platform={labelOf(connection.provider)} />
        <Chip tone={tone} label={label} />
      </div>
      {connection.state === 'disconnecting' ? <Leaving connection={connection} /> : <Care {...props} />}
    </article>
  );
}
