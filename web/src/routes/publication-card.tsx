/** One post on its way to one profile: where it stands, each step with its time, and a failure in plain words. */
import { ChevronRight } from 'lucide-react';
import type { FailureView, PostView, PublicationView } from '../../../lib/core/api.ts';
import { endingWords } from '../../../lib/core/ending.ts';
import { useConnections } from '../api/queries.ts';
import { useNow } from '../browser/use-now.ts';
import { Chip } from '../ui/chip.tsx';
import { Notice } from '../ui/notice.tsx';
import { card } from '../ui/page.tsx';
import { isAsked } from '../words/chains.ts';
import { clockWords } from '../words/dates.ts';
import { actorWords, retryWords } from '../words/failures.ts';
import { holdWords, refusedWhileSending, stateOf, type Tone } from '../words/statuses.ts';
import { type Line, timeline } from '../words/steps.ts';
import { GuidedCheck } from './guided-check.tsx';
import { Difference, PublishedParts } from './published-parts.tsx';
import { usePlatformLabel, Who } from './who.tsx';

function Timeline({ lines, isMoving }: { lines: readonly Line[]; isMoving: boolean }) {
  return (
    <ol className="flex flex-col">
      {lines.map(({ at, words, times }, index) => {
        const isLast = index === lines.length - 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines only come at the end, and two of one moment may read the same.
          <li key={index} className="relative flex gap-3 pb-3 text-sm last:pb-0">
            {isLast ? null : <span aria-hidden="true" className="absolute bottom-0 left-[0.3125rem] top-4 w-px bg-line" />}
            <span
              aria-hidden="true"
              className={`mt-1.5 size-2.75 shrink-0 rounded-full border-2 ${isLast ? `border-accent ${isMoving ? 'animate-pulse bg-accent' : 'bg-accent'}` : 'border-edge bg-card'}`}
            />
            <span className={`min-w-0 flex-1 ${isLast ? 'font-medium' : 'text-soft'}`}>
              {words}
              {times > 1 ? <span className="text-soft"> ({times} times)</span> : null}
            </span>
            <time dateTime={at} className="shrink-0 tabular-nums text-soft">
              {clockWords(at)}
            </time>
          </li>
        );
      })}
    </ol>
  );
}

function FailureNotice({ failure }: { failure: FailureView }) {
  return (
    <Notice tone="bad" title={failure.sentence}>
      <p>{failure.cause}</p>
      <p>
        {actorWords(failure)} {retryWords(failure)}
      </p>
    </Notice>
  );
}

function Details({ publication }: { publication: PublicationView }) {
  const { id, state, remote_id, failure } = publication;
  const rows = Object.entries({ publication: id, state, remote_id, code: failure?.code, ...failure?.provider }).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  return (
    <details className="group text-sm text-soft">
      <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded font-medium hover:text-ink">
        <ChevronRight className="size-4 transition-transform group-open:rotate-90" />
        Technical details
      </summary>
      <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 font-mono text-xs">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="as-written text-ink">{String(value)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Who ended it before it was out, and what helps. What may be out all the same cannot be looked for without the connection. */
function Ending({ publication: { state, ended_by }, tone }: { publication: PublicationView; tone: Tone }) {
  if (ended_by === null || (state !== 'canceled' && state !== 'unknown')) return null;
  const { sentence, remedy } = endingWords[ended_by];
  return (
    <Notice tone={tone} title={sentence}>
      {state === 'canceled' ? remedy : 'So Postora cannot look for it any more.'}
    </Notice>
  );
}

export function PublicationCard({ post, publication }: { post: PostView; publication: PublicationView }) {
  const connections = useConnections();
  const labelOf = usePlatformLabel();
  const connection = connections.data?.data.find(({ id }) => id === publication.connection_id);
  const platform = connection ? labelOf(connection.provider) : 'the platform';
  const state = stateOf(publication, useNow());
  const holdReason = publication.hold_reason === null ? undefined : holdWords[publication.hold_reason];
  const hold = publication.may_be_out && publication.hold_reason === 'reconnect' ? refusedWhileSending : holdReason;
  const isFailed = publication.state === 'failed' || publication.state === 'held';
  return (
    <section aria-label={connection ? `On its way to @${connection.username}` : 'On its way'} className={`${card} flex flex-col gap-4 p-5`}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        {connection ? (
          <Who connection={connection} platform={platform} />
        ) : (
          <span className="text-sm text-soft">{connections.data ? 'A profile that is no longer connected' : ''}</span>
        )}
        <Chip tone={state.tone} label={state.label} />
      </div>
      {hold && publication.state === 'held' ? (
        <Notice tone="warn" title={hold.sentence}>
          {hold.remedy}
        </Notice>
      ) : null}
      <Ending publication={publication} tone={state.tone} />
      {publication.failure && isFailed && !hold ? <FailureNotice failure={publication.failure} /> : null}
      {isAsked(publication) ? <GuidedCheck post={post} publication={publication} connection={connection} platform={platform} /> : null}
      <Difference publication={publication} />
      <PublishedParts publication={publication} />
      <Timeline lines={timeline(publication, platform)} isMoving={state.tone === 'moving'} />
      <Details publication={publication} />
    </section>
  );
}
