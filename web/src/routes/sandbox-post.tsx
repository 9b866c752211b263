/** One pretend post as a reader would see it, and the answers below it on one line. */
import { Link2, MessageCircle, Quote } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import type { SandboxPostView, SandboxThreadView } from '../../../lib/core/sandbox-api.ts';
import { card } from '../ui/page.tsx';
import { whenWords } from '../words/dates.ts';
import { hostOf, replyWords } from '../words/sandbox.ts';
import { SandboxMedia } from './sandbox-media.tsx';

export function SandboxFace() {
  return (
    <span
      aria-hidden="true"
      className="inline-flex size-10 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent"
    >
      SB
    </span>
  );
}

function Poll({ choices }: { choices: readonly string[] }) {
  return (
    <ul aria-label="Poll" className="flex flex-col gap-1.5 text-sm">
      {choices.map((choice) => (
        <li key={choice} className="rounded-lg border border-edge/60 px-3 py-2 as-written">
          {choice}
        </li>
      ))}
    </ul>
  );
}

const box = 'flex min-w-0 items-center gap-2 rounded-lg border border-line bg-sunken px-3 py-2 text-sm';

/** `find` looks among the posts that are loaded. */
function Quoted({ id, find }: { id: string; find: (id: string) => SandboxPostView | undefined }) {
  const quoted = find(id);
  return (
    <a href={`#${id}`} className={`${box} hover:border-edge`}>
      <Quote className="size-4 shrink-0 text-soft" />
      <span className="line-clamp-3 as-written">{quoted ? quoted.text || 'A post without words' : 'An older post'}</span>
    </a>
  );
}

function Extras({ post: { options }, find }: { post: SandboxPostView; find: (id: string) => SandboxPostView | undefined }) {
  const who = replyWords(options.reply_audience);
  return (
    <>
      {options.poll === undefined ? null : <Poll choices={options.poll} />}
      {options.gif_id === undefined ? null : <p className={box}>GIF {options.gif_id} of GIPHY</p>}
      {options.link_attachment === undefined ? null : (
        <a href={options.link_attachment} target="_blank" rel="noreferrer" className={`${box} hover:border-edge`}>
          <Link2 className="size-4 shrink-0 text-soft" />
          <span className="truncate">{hostOf(options.link_attachment)}</span>
        </a>
      )}
      {options.quote_post_id === undefined ? null : <Quoted id={options.quote_post_id} find={find} />}
      {who === undefined ? null : (
        <p className="flex items-center gap-1.5 text-xs text-soft">
          <MessageCircle className="size-3.5" />
          {who}
        </p>
      )}
    </>
  );
}

type RowProps = { post: SandboxPostView; hasMore: boolean; isTarget: boolean; children: ReactNode };

/** `hasMore` draws the line to the answer below. */
function Row({ post, hasMore, isTarget, children }: RowProps) {
  return (
    <article
      id={post.id}
      tabIndex={-1}
      aria-label={post.reply_to === null ? 'Post' : 'Answer'}
      aria-current={isTarget ? 'true' : undefined}
      className="grid scroll-mt-6 grid-cols-[2.5rem_minmax(0,1fr)] gap-x-3 rounded-card px-4 pt-4 outline-none aria-[current]:bg-accent-soft sm:px-5"
    >
      <div className="flex flex-col items-center gap-2">
        <SandboxFace />
        {hasMore ? <span className="w-0.5 flex-1 rounded bg-line" /> : null}
      </div>
      <div className="flex min-w-0 flex-col gap-2.5 pb-4">{children}</div>
    </article>
  );
}

type ThreadProps = { thread: SandboxThreadView; target: string; find: (id: string) => SandboxPostView | undefined };

export function SandboxThread({ thread, target, find }: ThreadProps) {
  const posts: SandboxPostView[] = [thread, ...thread.replies];
  return (
    <li className={card}>
      {posts.map((post, i) => (
        <Fragment key={post.id}>
          <Row post={post} hasMore={i < posts.length - 1} isTarget={post.id === target}>
            <p className="flex flex-wrap items-baseline gap-x-2 text-sm">
              <span className="font-semibold">@sandbox</span>
              {post.options.topic_tag === undefined ? null : <span className="font-medium text-accent">› {post.options.topic_tag}</span>}
              <time dateTime={post.published_at} className="text-soft tabular-nums">
                {whenWords(post.published_at, new Date())}
              </time>
            </p>
            {post.text === '' ? null : <p className="as-written">{post.text}</p>}
            <SandboxMedia media={post.media} isSpoiler={post.options.is_spoiler === true} />
            <Extras post={post} find={find} />
          </Row>
        </Fragment>
      ))}
    </li>
  );
}
