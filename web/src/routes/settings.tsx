/** The person's own things: theme, where they are signed in, their data, signing out. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { type ComponentType, useState } from 'react';
import type { MeView, SessionView } from '../../../lib/core/api.ts';
import { endSession, signOut } from '../api/calls.ts';
import { sessionsQuery } from '../api/queries.ts';
import { forgetEverything } from '../browser/storage.ts';
import { chooseTheme, chosenTheme, type Theme, themes } from '../browser/theme.ts';
import { Button } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { tell } from '../ui/toast.tsx';
import { browserWords } from '../words/browsers.ts';
import { dayWords, whenWords } from '../words/dates.ts';
import { DeleteEverything } from './delete-everything.tsx';
import { YourData } from './your-data.tsx';

const themeWords = { system: 'As the system', light: 'Light', dark: 'Dark' } as const satisfies Record<Theme, string>;
const themeIcons = { system: Monitor, light: Sun, dark: Moon } as const satisfies Record<Theme, ComponentType<{ className?: string }>>;

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <fieldset className={`${card} min-w-0 p-5`}>
      <legend className="float-left mb-3 w-full font-semibold">Appearance</legend>
      <div className="clear-both grid gap-2 sm:grid-cols-3">
        {themes.map((name) => {
          const Icon = themeIcons[name];
          return (
            <label
              key={name}
              className={`flex min-h-11 items-center gap-2.5 rounded-lg border px-3 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${theme === name ? 'border-accent bg-accent-soft' : 'border-line hover:bg-sunken'}`}
            >
              <input type="radio" name="theme" className="sr-only" checked={theme === name} onChange={() => choose(name)} />
              <Icon className="size-4" />
              {themeWords[name]}
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function SessionRow({ session }: { session: SessionView }) {
  const client = useQueryClient();
  const end = useMutation({
    mutationFn: () => endSession(session.id),
    onSuccess: async () => {
      tell('That browser is signed out.');
      await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
    },
  });
  const name = browserWords(session.user_agent);
  return (
    <li className="flex flex-col gap-3 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="font-medium" title={session.user_agent}>
            {name}
          </p>
          <p className="text-sm text-soft">
            Last seen: {whenWords(session.last_seen_at, new Date())} · Signed in: {whenWords(session.created_at, new Date())}
          </p>
        </div>
        {session.is_current ? (
          <Chip tone="good" label="This browser" />
        ) : (
          <Button isBusy={end.isPending} onClick={() => end.mutate()}>
            Sign out<span className="sr-only"> {name}</span>
          </Button>
        )}
      </div>
      {end.isError ? <ProblemNotice error={end.error} /> : null}
    </li>
  );
}

function Sessions() {
  const sessions = useQuery(sessionsQuery);
  return (
    <section aria-labelledby="sessions" className={`${card} p-5`}>
      <h2 id="sessions" className="mb-3 font-semibold">
        Where you are signed in
      </h2>
      {sessions.isError && !sessions.data ? <ProblemNotice error={sessions.error} onRetry={() => void sessions.refetch()} /> : null}
      {sessions.isPending ? <Skeleton rows={1} /> : null}
      <ul className="divide-y divide-line">
        {sessions.data?.data.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </section>
  );
}

/** Leaves nothing in the browser: a full load of the front page follows. */
function SignOut() {
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      forgetEverything();
      window.location.assign('/');
    },
  });
  return (
    <div className="flex flex-col gap-3">
      <Button
        icon={<LogOut className="size-4" />}
        isBusy={leave.isPending || leave.isSuccess}
        onClick={() => leave.mutate()}
        className="self-start"
      >
        Sign out
      </Button>
      {leave.isError ? <ProblemNotice error={leave.error} /> : null}
    </div>
  );
}

export function SettingsPage({ me }: { me: MeView }) {
  return (
    <Page title="Settings">
      <div className="flex flex-col gap-5">
        <section aria-labelledby="you" className={`${card} p-5`}>
          <h2 id="you" className="font-semibold">
            You
          </h2>
          <p className="as-written mt-1">{me.address}</p>
          <p className="text-sm text-soft">With Postora since {dayWords(me.created_at)}</p>
        </section>
        <ThemeChoice />
        <Sessions />
        <YourData me={me} />
        <SignOut />
        <DeleteEverything me={me} />
      </div>
    </Page>
  );
}
