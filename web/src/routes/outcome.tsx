/** What became of an approved post: in one sentence, then step by step, with what the person can do about it. */
import { useQueryClient } from '@tanstack/react-query';
import type { MeView, PostView } from '../../../lib/core/api.ts';
import type { Stored } from '../api/calls.ts';
import { postQuery } from '../api/queries.ts';
import { partsOf } from '../draft/content.ts';
import { ButtonLink } from '../ui/button.tsx';
import { ToneIcon, toneClasses } from '../ui/chip.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { whenWords } from '../words/dates.ts';
import { wordsOf } from '../words/statuses.ts';
import { lateWords } from '../words/times.ts';
import { FinalPart } from './final-part.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { OutcomeActions } from './outcome-actions.tsx';
import { PublicationCard } from './publication-card.tsx';
import { TimeLine } from './time-line.tsx';

/** While it still counts: before the post is out, or after it has failed to be. */
function Time({ post: { schedule, status } }: { post: PostView }) {
  if (schedule === null || status === 'published') return null;
  return (
    <div>
      <TimeLine time={schedule} />
      {status === 'scheduled' ? <p className="pl-6.5 text-sm text-soft">{lateWords[schedule.if_late]}</p> : null}
    </div>
  );
}

function Headline({ me, stored }: { me: MeView; stored: Stored }) {
  const { headline, explanation, tone } = wordsOf(stored.post);
  return (
    <section aria-label="State" className={`${card} flex flex-col gap-4 p-5 sm:p-6`}>
      <div className="flex items-start gap-4">
        <span className={`flex size-11 shrink-0 items-center justify-center rounded-full ${toneClasses[tone]}`}>
          <ToneIcon tone={tone} className="size-5" />
        </span>
        <div role="status">
          <p className="text-lg font-semibold tracking-tight">{headline}</p>
          <p className="text-soft">{explanation}</p>
        </div>
      </div>
      <Time post={stored.post} />
      <OutcomeActions me={me} stored={stored} />
    </section>
  );
}

function Approved({ post }: { post: PostView }) {
  const parts = partsOf(post);
  return (
    <section aria-label="What you wrote" className={card}>
      <ol className="divide-y divide-line">
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a post that is on its way keep their places.
          <FinalPart key={index} part={part} index={index} count={parts.length} />
        ))}
      </ol>
      <p className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line px-5 py-3 text-sm text-soft">
        {post.approval ? (
          <span>You approved it: {whenWords(post.approval.approved_at, new Date())}</span>
        ) : (
          <span>Not approved in this form</span>
        )}
        <Fingerprint hash={post.hash} />
      </p>
    </section>
  );
}

export function OutcomePage({ me, stored, error }: { me: MeView; stored: Stored; error: unknown }) {
  const client = useQueryClient();
  const { post } = stored;
  return (
    <Page
      title="Post"
      actions={
        <ButtonLink to="/posts" kind="quiet">
          All posts
        </ButtonLink>
      }
    >
      <div className="flex flex-col gap-5">
        {error === undefined ? null : (
          <ProblemNotice
            error={error}
            title="What you see may be out of date"
            onRetry={() => void client.invalidateQueries({ queryKey: postQuery(post.id).queryKey })}
          />
        )}
        <Headline me={me} stored={stored} />
        {post.publications.map((publication) => (
          <PublicationCard key={publication.id} post={post} publication={publication} />
        ))}
        <Approved post={post} />
      </div>
    </Page>
  );
}
