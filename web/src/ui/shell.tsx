/** The frame around every page: left rail on a desk, bottom bar on a phone; a plain top line for people not signed in. */
import { AtSign, Plus, ScrollText, Settings } from 'lucide-react';
import type { ComponentType, ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { MeView } from '../../../lib/core/api.ts';
import { useIsOnline } from '../browser/online.ts';
import { Brand } from './brand.tsx';
import { StopBanner } from './stop-banner.tsx';
import { ToastRegion } from './toast.tsx';

type Place = { to: string; label: string; icon: ComponentType<{ className?: string }> };

const places: readonly Place[] = [
  { to: '/posts', label: 'Posts', icon: ScrollText },
  { to: '/connections', label: 'Connections', icon: AtSign },
  { to: '/settings', label: 'Settings', icon: Settings },
];
const write: Place = { to: '/posts/new', label: 'New post', icon: Plus };

function useIsHere(): (to: string) => boolean {
  const [path] = useLocation();
  return (to) => (to === '/posts' ? path.startsWith('/posts') && path !== '/posts/new' : path === to);
}

function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed left-3 top-3 z-30 -translate-y-20 rounded-lg bg-ink px-4 py-2 text-sm font-medium text-paper focus:translate-y-0"
    >
      Skip to the content
    </a>
  );
}

function Rail({ me }: { me: MeView }) {
  const isHere = useIsHere();
  return (
    <header className="sticky top-0 hidden h-dvh w-60 shrink-0 flex-col gap-6 border-r border-line bg-card px-4 py-5 md:flex">
      <Link to="/posts" className="rounded-lg px-2">
        <Brand />
      </Link>
      <Link
        to={write.to}
        className="inline-flex min-h-10 items-center justify-center gap-2 rounded-lg bg-accent px-4 text-sm font-medium text-on-accent shadow-sm transition-colors hover:bg-accent-strong"
      >
        <Plus className="size-4" />
        {write.label}
      </Link>
      <nav aria-label="Main" className="flex flex-1 flex-col gap-1">
        {places.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            aria-current={isHere(to) ? 'page' : undefined}
            className="flex min-h-10 items-center gap-3 rounded-lg px-3 text-sm font-medium text-soft transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
          >
            <Icon className="size-4.5" />
            {label}
          </Link>
        ))}
      </nav>
      <p className="truncate px-3 text-xs text-soft" title={me.address}>
        {me.address}
      </p>
    </header>
  );
}

function BottomBar() {
  const isHere = useIsHere();
  const [posts, connections, settings] = places;
  const inOrder = [posts, write, connections, settings].filter((place) => place !== undefined);
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-10 grid grid-cols-4 border-t border-line bg-card pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {inOrder.map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          aria-current={isHere(to) ? 'page' : undefined}
          className="flex min-h-14 flex-col items-center justify-center gap-1 text-xs font-medium text-soft aria-[current=page]:text-accent"
        >
          <Icon className="size-5" />
          {label}
        </Link>
      ))}
    </nav>
  );
}

function OfflineBanner() {
  const isOnline = useIsOnline();
  return (
    <div role="status">
      {isOnline ? null : (
        <p className="bg-warn-soft px-4 py-2 text-center text-sm text-warn">You are offline. What you write is kept in this browser.</p>
      )}
    </div>
  );
}

export function ConsoleShell({ me, children }: { me: MeView; children: ReactNode }) {
  return (
    <>
      <SkipLink />
      <OfflineBanner />
      <StopBanner stop={me.publishing_stopped} />
      <div className="flex w-full">
        <Rail me={me} />
        <main id="main" tabIndex={-1} className="min-w-0 flex-1 px-4 pb-28 pt-6 outline-none sm:px-8 md:pb-16 md:pt-10 lg:px-12">
          <div className="mx-auto w-full max-w-2xl">{children}</div>
        </main>
      </div>
      <BottomBar />
      <ToastRegion />
    </>
  );
}

/** Files of their own, without JavaScript: a full load leads there. */
function PublicPages() {
  const link = 'inline-flex min-h-11 items-center underline-offset-4 hover:text-ink hover:underline';
  return (
    <footer className="px-4 pb-6 text-sm text-soft sm:px-8">
      <nav aria-label="About Postora" className="mx-auto flex w-full max-w-5xl flex-wrap gap-x-6 border-t border-line pt-3">
        <a href="/privacy" className={link}>
          Privacy
        </a>
        <a href="/data-deletion" className={link}>
          Deleting your data
        </a>
      </nav>
    </footer>
  );
}

export function PublicShell({ action, children }: { action?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <OfflineBanner />
      <header className="px-4 py-5 sm:px-8">
        <div className="mx-auto flex w-full max-w-5xl items-center justify-between gap-4">
          <Link to="/" className="rounded-lg">
            <Brand />
          </Link>
          {action}
        </div>
      </header>
      <main id="main" tabIndex={-1} className="flex flex-1 flex-col px-4 pb-16 pt-4 outline-none sm:px-8">
        {children}
      </main>
      <PublicPages />
      <ToastRegion />
    </div>
  );
}
