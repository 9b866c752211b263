/** A copy of everything: asking for it, waiting, and the way to the file. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, Download } from 'lucide-react';
import type { MeView } from '../../../lib/core/api.ts';
import type { ExportView } from '../../../lib/core/export-api.ts';
import { askForExport, fetchExport } from '../api/calls.ts';
import { toProblem } from '../api/problem.ts';
import { exportsQuery } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { card } from '../ui/page.tsx';
import { whenWords } from '../words/dates.ts';
import { sizeWords } from '../words/sizes.ts';
import { Presence } from './presence.tsx';

type Tried = { isError: boolean; error: unknown; reset: () => void };
type TroubleProps = { me: MeView; tried: Tried; effect: string; onProven: () => void };

const isProofNeeded = ({ isError, error }: Tried): boolean => isError && toProblem(error).code === 'presence_proof_needed';

/** What kept it from being done: a proof that is too old, which can be given here, or something to read. */
function Trouble({ me, tried, effect, onProven }: TroubleProps) {
  if (isProofNeeded(tried)) return <Presence me={me} effect={effect} onProven={onProven} onGiveUp={tried.reset} />;
  return tried.isError ? <ProblemNotice error={tried.error} /> : null;
}

const states = {
  building: { tone: 'moving', label: 'Being made' },
  ready: { tone: 'good', label: 'Ready' },
  failed: { tone: 'bad', label: 'Not made' },
} as const;

const detailWords = ({ state, size_bytes: size, expires_at: until }: ExportView): string => {
  if (state === 'building') return 'You can leave this page. A mail tells you when it is ready.';
  if (state === 'failed') return 'It could not be made within an hour. Please ask for another one.';
  return `${size === null ? '' : `${sizeWords(size)} · `}can be downloaded until ${whenWords(until, new Date()).replace(/^To/, 'to')}`;
};

function ExportRow({ me, made }: { me: MeView; made: ExportView }) {
  // Leaving for an address of a file keeps this page where it is.
  const fetch = useMutation({ mutationFn: () => fetchExport(made.id), onSuccess: ({ url }) => window.location.assign(url) });
  return (
    <li className="flex flex-col gap-3 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 font-medium">
            {whenWords(made.created_at, new Date())} <Chip {...states[made.state]} />
          </p>
          <p className="mt-0.5 text-sm text-soft">{detailWords(made)}</p>
        </div>
        {made.state === 'ready' && !isProofNeeded(fetch) ? (
          <Button icon={<Download className="size-4" />} isBusy={fetch.isPending} onClick={() => fetch.mutate()}>
            Download
          </Button>
        ) : null}
      </div>
      <Trouble me={me} tried={fetch} effect="the download begins." onProven={() => fetch.mutate()} />
    </li>
  );
}

function AskForCopy({ me, isMaking }: { me: MeView; isMaking: boolean }) {
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: askForExport,
    onSettled: () => client.invalidateQueries({ queryKey: exportsQuery.queryKey }),
  });
  return (
    <>
      {isMaking || isProofNeeded(ask) ? null : (
        <Button icon={<Archive className="size-4" />} isBusy={ask.isPending} onClick={() => ask.mutate()} className="self-start">
          Make a copy of my data
        </Button>
      )}
      <Trouble me={me} tried={ask} effect="your copy is made." onProven={() => ask.mutate()} />
    </>
  );
}

const pages = [
  { path: '/privacy', label: 'What is kept, why and how long' },
  { path: '/data-deletion', label: 'How to have it deleted' },
] as const;

export function YourData({ me }: { me: MeView }) {
  const exports = useQuery(exportsQuery);
  const made = exports.data?.data ?? [];
  return (
    <section id="export" aria-labelledby="your-data" className={`${card} flex scroll-mt-6 flex-col gap-4 p-5`}>
      <div>
        <h2 id="your-data" className="font-semibold">
          Your data
        </h2>
        <p className="mt-1 text-sm text-soft">
          One file with your posts, uploads, approvals, connections and everything that happened here, without any token. It is there for 24
          hours, for you alone.
        </p>
      </div>
      {exports.isError && !exports.data ? <ProblemNotice error={exports.error} onRetry={() => void exports.refetch()} /> : null}
      {made.length > 0 ? (
        <ul className="divide-y divide-line">
          {made.map((one) => (
            <ExportRow key={one.id} me={me} made={one} />
          ))}
        </ul>
      ) : null}
      <AskForCopy me={me} isMaking={made.some(({ state }) => state === 'building')} />
      <ul className="flex flex-col gap-1 text-sm sm:flex-row sm:gap-6">
        {pages.map(({ path, label }) => (
          <li key={path}>
            <a href={path} className="inline-flex min-h-11 items-center font-medium text-accent underline underline-offset-4">
              {label}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
