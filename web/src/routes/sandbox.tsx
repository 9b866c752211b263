/** The pretend platform: one profile with its posts, for its owner's eyes only. */
import { FlaskConical, Plus } from 'lucide-react';
import { useEffect, useSyncExternalStore } from 'react';
import type { SandboxPostView, SandboxThreadView } from '../../../lib/core/sandbox-api.ts';
import { useSandbox } from '../api/sandbox.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { SandboxFace, SandboxThread } from './sandbox-post.tsx';

function onHash(notify: () => void): () => void {
  window.addEventListener('hashchange', notify);
  return () => window.removeEventListener('hashchange', notify);
}
/** The post that the address names, or nothing. */
const useTarget = (): string => useSyncExternalStore(onHash, () => location.hash.slice(1));

/** Goes to the post that the address names, once it is there. */
function useJump(target: string, isHere: boolean): void {
  useEffect(() => {
    const post = isHere ? document.getElementById(target) : null;
    post?.scrollIntoView({ block: 'start' });
    post?.focus({ preventScroll: true });
  }, [target, isHere]);
}

function Profile() {
  return (
    <section aria-label="Profile" className={`${card} overflow-hidden`}>
      <p className="flex items-center gap-2 bg-accent-soft px-4 py-2.5 text-sm font-medium text-accent sm:px-5">
        <FlaskConical className="size-4 shrink-0" />
        Pretend platform. Nobody but you can see this.
      </p>
      <div className="flex items-center gap-3 px-4 py-4 sm:px-5">
        <SandboxFace />
        <div className="min-w-0 flex-1 leading-tight">
          <p className="font-semibold">Sandbox</p>
          <p className="text-sm text-soft">@sandbox</p>
        </div>
        <ButtonLink to="/posts/new" icon={<Plus className="size-4" />}>
          Write a post
        </ButtonLink>
      </div>
    </section>
  );
}

function Nothing() {
  return (
    <div className={`${card} flex flex-col items-center gap-3 px-6 py-12 text-center`}>
      <span className="flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
        <FlaskConical className="size-5" />
      </span>
      <p className="font-medium">Nothing posted here yet</p>
      <p className="max-w-sm text-sm text-soft">Write a post, choose the sandbox, approve it, and see it here as your readers would.</p>
    </div>
  );
}

const allOf = (threads: readonly SandboxThreadView[]): SandboxPostView[] => threads.flatMap((thread) => [thread, ...thread.replies]);

function Threads({ id }: { id: string }) {
  const target = useTarget();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, refetch } = useSandbox(id);
  const threads = data?.pages.flatMap((page) => page.data) ?? [];
  const posts = allOf(threads);
  const find = (wanted: string) => posts.find((post) => post.id === wanted);
  const isHere = find(target) !== undefined;
  const isOlder = target !== '' && !isHere && hasNextPage && !isFetchingNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (isOlder) void fetchNextPage();
  }, [isOlder, fetchNextPage]);
  useJump(target, isHere);
  if (isPending) return <Skeleton rows={3} />;
  if (!data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (
    <>
      {error ? <ProblemNotice error={error} title="This list may be out of date" onRetry={() => void refetch()} /> : null}
      {threads.length === 0 ? (
        <Nothing />
      ) : (
        <ul className="flex flex-col gap-4">
          {threads.map((thread) => (
            <SandboxThread key={thread.id} thread={thread} target={target} find={find} />
          ))}
        </ul>
      )}
      {hasNextPage ? (
        <div className="flex justify-center">
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older posts
          </Button>
        </div>
      ) : null}
    </>
  );
}

export function SandboxPage({ id }: { id: string }) {
  return (
    <Page title="Sandbox" intro="A pretend platform to try everything on.">
      <div className="flex flex-col gap-4">
        <Profile />
        <Threads id={id} />
      </div>
    </Page>
  );
}
