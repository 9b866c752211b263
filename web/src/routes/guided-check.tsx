/** The platform never said whether it took the post: how to find out by looking, and the place to say what one saw. Nothing is sent by it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check, ExternalLink, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ConnectionView, PostView, PublicationView } from '../../../lib/core/api.ts';
import { resolvePublication } from '../api/calls.ts';
import { toProblem } from '../api/problem.ts';
import { postQuery, postsKey } from '../api/queries.ts';
import { partsOf } from '../draft/content.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';
import { tell } from '../ui/toast.tsx';
import { clockWords, whenWords } from '../words/dates.ts';
import { postTitle } from '../words/posts.ts';
import { profileAddress } from '../words/profiles.ts';
import { lookWords } from '../words/steps.ts';

type Outcome = 'published' | 'not_published';

const toldWords = {
  published: 'Thank you. It counts as published.',
  not_published: 'Thank you. Nothing was sent. You can approve it again.',
} as const satisfies Record<Outcome, string>;

function useResolve(postId: string, connectionId: string) {
  const client = useQueryClient();
  const { queryKey } = postQuery(postId);
  return useMutation({
    mutationFn: (outcome: Outcome) => resolvePublication(postId, connectionId, { outcome }),
    onSuccess: (stored, outcome) => {
      client.setQueryData(queryKey, stored);
      void client.invalidateQueries({ queryKey: postsKey });
      tell(toldWords[outcome]);
    },
    onError: (error) => {
      if (toProblem(error).code !== 'too_early_to_say') void client.invalidateQueries({ queryKey });
    },
  });
}

function Profile({ connection, platform }: { connection: ConnectionView | undefined; platform: string }) {
  const address = connection && profileAddress(connection);
  if (!connection || address === undefined) return `Open the profile on ${platform}.`;
  const words = `Open @${connection.username} on ${platform}`;
  const look = 'inline-flex min-h-6 items-center gap-1.5 font-medium text-accent underline underline-offset-4';
  if (address.startsWith('/')) {
    return (
      <Link to={address} className={look}>
        {words}
      </Link>
    );
  }
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" className={look}>
      {words}
      <ExternalLink className="size-4 shrink-0" />
    </a>
  );
}

/** Which words to look for, and around which time the publish call was made. */
function LookFor({ post, publication: { parts, sent_at, updated_at } }: { post: PostView; publication: PublicationView }) {
  const part = partsOf(post)[parts.length] ?? post;
  const sentAt = sent_at ?? updated_at;
  const time = <time dateTime={sentAt}>{whenWords(sentAt, new Date())}</time>;
  if (part.text.trim() === '') {
    return (
      <>
        Look for {postTitle(part)}, posted around this time: {time}.
      </>
    );
  }
  return (
    <>
      Look for these words, posted around this time: {time}.
      <blockquote className="as-written my-2 border-l-2 border-edge pl-3">{part.text}</blockquote>
      <CopyButton text={part.text} label="Copy the words" />
    </>
  );
}

/** Half an answer is worse than a late one: a publish call was seen to take effect minutes after it had been given up. */
function TooEarly({ retryAfterMs = 600_000 }: { retryAfterMs?: number | undefined }) {
  const from = new Date(Date.now() + retryAfterMs).toISOString();
  return (
    <Notice tone="waiting" role="alert" title="It is too early to say that it is not there">
      The platform may still be working on it. Please look again from this time on: {whenWords(from, new Date())}.
    </Notice>
  );
}

/** Everything that was seen until now: when Postora looked, and what the platform said and showed. */
function Looks({ publication: { steps, looks_again_at }, platform }: { publication: PublicationView; platform: string }) {
  const looks = steps.flatMap(({ at, saw }) => (saw ? [{ at, words: lookWords(saw, platform) }] : []));
  return (
    <div className="flex flex-col gap-1.5">
      {looks.length === 0 ? null : (
        <details>
          <summary className="min-h-6 font-medium">What Postora saw when it looked</summary>
          <ul className="mt-1.5 flex flex-col gap-1">
            {looks.map(({ at, words }) => (
              <li key={at}>
                <time dateTime={at} className="tabular-nums">
                  {clockWords(at)}
                </time>{' '}
                {words}
              </li>
            ))}
          </ul>
        </details>
      )}
      {looks_again_at === null ? null : (
        <p>
          Postora goes on looking by itself, next at {whenWords(looks_again_at, new Date())}. If it finds the post, this question ends. What
          a profile shows can be hours behind.
        </p>
      )}
    </div>
  );
}

function Step({ children }: { children: ReactNode }) {
  return <li className="pl-1 marker:font-medium marker:text-soft">{children}</li>;
}

type GuidedCheckProps = { post: PostView; publication: PublicationView; connection: ConnectionView | undefined; platform: string };

export function GuidedCheck({ post, publication, connection, platform }: GuidedCheckProps) {
  const resolve = useResolve(post.id, publication.connection_id);
  const problem = resolve.error === null ? undefined : toProblem(resolve.error);
  const isMoreToCome = publication.parts.length + 1 < publication.part_count;
  return (
    <section aria-label="Look and say" className="flex flex-col gap-3 rounded-card border border-warn/30 bg-warn-soft px-4 py-3.5 text-sm">
      <ol className="flex list-decimal flex-col gap-2.5 pl-5">
        <Step>
          <Profile connection={connection} platform={platform} />
        </Step>
        <Step>
          <LookFor post={post} publication={publication} />
        </Step>
        <Step>Say what you see. Nothing is sent by either answer.</Step>
      </ol>
      <div className="flex flex-wrap gap-2">
        <Button isBusy={resolve.isPending} icon={<Check className="size-4" />} onClick={() => resolve.mutate('published')}>
          It is there
        </Button>
        <Button isBusy={resolve.isPending} icon={<X className="size-4" />} onClick={() => resolve.mutate('not_published')}>
          It is not there
        </Button>
      </div>
      <p>If it is there, it counts as published. If it is not, you can approve it again; should both copies appear, you are told here.</p>
      <Looks publication={publication} platform={platform} />
      {isMoreToCome ? <p>If it is there, the parts after it cannot follow: nobody knows the address that they would answer to.</p> : null}
      {problem?.code === 'too_early_to_say' ? <TooEarly retryAfterMs={problem.details.retryAfterMs} /> : null}
      {problem && problem.code !== 'too_early_to_say' ? <ProblemNotice error={problem} /> : null}
    </section>
  );
}
