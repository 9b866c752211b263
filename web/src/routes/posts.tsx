/** All posts, newest first; what waits for its time before them, soonest first. */
import { CalendarClock, Images, ListTree, PenLine, Plus } from 'lucide-react';
import { Link } from 'wouter';
import type { ConnectionView, PostView } from '../../../lib/core/api.ts';
import { hasPassed } from '../../../lib/core/chosen-time.ts';
import { useConnections, usePosts } from '../api/queries.ts';
import { useNow } from '../browser/use-now.ts';
import { ownZone } from '../browser/zone.ts';
import { partsOf } from '../draft/content.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Chip } from '../ui/chip.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { whenWords } from '../words/dates.ts';
import { mediaWords } from '../words/media.ts';
import { postTitle } from '../words/posts.ts';
import { wordsOf } from '../words/statuses.ts';
import { distanceWords, shortTime } from '../words/times.ts';
import { Checklist } from './checklist.tsx';

/** What a first line cannot show: that there are media, and that more parts follow. */
function Hints({ post }: { post: PostView }) {
  const media = partsOf(post).flatMap((part) => part.media);
  const count = post.replies.length + 1;
  return (
    <span className="flex shrink-0 items-center gap-2.5 text-sm text-soft empty:hidden">
      {media.length === 0 ? null : (
        <span className="inline-flex items-center gap-1 tabular-nums" title={mediaWords(media)}>
          <Images className="size-4" />
          <span aria-hidden="true">{media.length}</span>
          <span className="sr-only">{mediaWords(media)}</span>
        </span>
      )}
      {count === 1 ? null : (
        <span className="inline-flex items-center gap-1 tabular-nums" title={`${count} parts`}>
          <ListTree className="size-4" />
          <span aria-hidden="true">{count}</span>
          <span className="sr-only">{count} parts</span>
        </span>
      )}
    </span>
  );
}

/** While its time still counts that is told, else when it was last changed. */
function RowTime({ post: { schedule, status, updated_at } }: { post: PostView }) {
  const now = useNow();
  if (schedule === null || (status !== 'scheduled' && status !== 'draft')) return whenWords(updated_at, now);
  const words = shortTime(schedule, ownZone(), now);
  return (
    <time dateTime={schedule.at} className="inline-flex items-center gap-1.5">
      <CalendarClock className="size-4 shrink-0" />
      {status === 'draft' ? `${hasPassed(schedule.at, now) ? 'Was for' : 'For'} ${words}` : words}
      {status === 'draft' ? null : <span className="hidden sm:inline">({distanceWords(schedule.at, now)})</span>}
    </time>
  );
}

function PostRow({ post, connections }: { post: PostView; connections: readonly ConnectionView[] }) {
  const status = wordsOf(post);
  const targets = connections.filter(({ id }) => post.targets.includes(id));
  return (
    <li className="relative px-4 py-3.5 hover:bg-sunken/60 sm:px-5">
      <div className="flex items-center justify-between gap-3">
        <Link to={`/posts/${post.id}`} className="truncate font-medium after:absolute after:inset-0">
          {postTitle(post)}
        </Link>
        <Hints post={post} />
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-soft">
        <span className="tabular-nums">
          <RowTime post={post} />
        </span>
        <span className="flex min-w-44 flex-1 items-center gap-3">
          <span className="flex min-w-0 flex-1 items-center gap-3 overflow-hidden">
            {targets.map((connection) => (
              <span key={connection.id} className="inline-flex min-w-0 items-center gap-1.5">
                <span className="hidden sm:inline-flex">
                  <Avatar of={connection} size="small" />
                </span>
                <span className="truncate">@{connection.username}</span>
              </span>
            ))}
          </span>
          <Chip tone={status.tone} label={status.label} />
        </span>
      </div>
    </li>
  );
}

function NoPosts() {
  return (
    <div className={`${card} flex flex-col items-center gap-3 px-6 py-12 text-center`}>
      <span className="flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
        <PenLine className="size-5" />
      </span>
      <p className="font-medium">Nothing written yet</p>
      <p className="max-w-sm text-sm text-soft">A post stays a draft until you approve it. Try “Good morning. We open at eight.”</p>
      <ButtonLink to="/posts/new" icon={<Plus className="size-4" />}>
        Write a post
      </ButtonLink>
    </div>
  );
}

type RowsProps = { posts: readonly PostView[]; connections: readonly ConnectionView[] };

function Rows({ posts, connections }: RowsProps) {
  return (
    <ul className={`${card} divide-y divide-line overflow-hidden`}>
      {posts.map((post) => (
        <PostRow key={post.id} post={post} connections={connections} />
      ))}
    </ul>
  );
}

const timeOf = ({ schedule }: PostView): number => Date.parse(schedule?.at ?? '');

/** `isWhole`: no older post is left that might be scheduled too. */
function Scheduled({ posts, connections, isWhole }: RowsProps & { isWhole: boolean }) {
  if (posts.length === 0) return null;
  return (
    <section aria-labelledby="scheduled" className="mb-6">
      <h2 id="scheduled" className="mb-2 font-semibold">
        Waiting for their time
      </h2>
      <Rows posts={posts.toSorted((a, b) => timeOf(a) - timeOf(b))} connections={connections} />
      {isWhole ? null : <p className="mt-2 text-sm text-soft">Older posts may be waiting too. Show them below.</p>}
    </section>
  );
}

function Others({ posts, connections, isTitled }: RowsProps & { isTitled: boolean }) {
  if (posts.length === 0) return null;
  return (
    <section aria-labelledby={isTitled ? 'others' : undefined}>
      {isTitled ? (
        <h2 id="others" className="mb-2 font-semibold">
          All others
        </h2>
      ) : null}
      <Rows posts={posts} connections={connections} />
    </section>
  );
}

function PostList() {
  const posts = usePosts();
  const connections = useConnections();
  if (posts.isPending) return <Skeleton rows={4} />;
  if (posts.isError && !posts.data) return <ProblemNotice error={posts.error} onRetry={() => void posts.refetch()} />;
  const all = posts.data.pages.flatMap((page) => page.data);
  const scheduled = all.filter(({ status }) => status === 'scheduled');
  const known = connections.data?.data ?? [];
  const isFirstRun = !posts.hasNextPage && !all.some(({ status }) => status === 'published' || status === 'partially_published');
  return (
    <>
      {isFirstRun && connections.data ? <Checklist connections={known} posts={all} /> : null}
      {posts.isError ? (
        <ProblemNotice error={posts.error} title="This list may be out of date" onRetry={() => void posts.refetch()} />
      ) : null}
      {all.length === 0 ? <NoPosts /> : null}
      <Scheduled posts={scheduled} connections={known} isWhole={!posts.hasNextPage} />
      <Others posts={all.filter((post) => !scheduled.includes(post))} connections={known} isTitled={scheduled.length > 0} />
      {posts.hasNextPage ? (
        <div className="mt-4 flex justify-center">
          <Button isBusy={posts.isFetchingNextPage} onClick={() => void posts.fetchNextPage()}>
            Show older posts
          </Button>
        </div>
      ) : null}
    </>
  );
}

export function PostsPage() {
  return (
    <Page title="Posts" intro="Drafts, what is on its way, and what is out.">
      <PostList />
    </Page>
  );
}
