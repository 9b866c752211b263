/** What became of an approved post: in one sentence, then step by step, with what the person can do about it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Copy, ExternalLink, PenLine, RotateCcw } from 'lucide-react';
import { useLocation } from 'wouter';
import type { MeView, PostView } from '../../../lib/core/api.ts';
import { cancelPost, type Stored } from '../api/calls.ts';
import { postQuery, postsKey, useConnections } from '../api/queries.ts';
import { memory } from '../browser/storage.ts';
import { contentOf, partsOf } from '../draft/content.ts';
import { localCopies } from '../draft/local-copy.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ToneIcon, toneClasses } from '../ui/chip.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { tell } from '../ui/toast.tsx';
import { isStopped } from '../words/chains.ts';
import { whenWords } from '../words/dates.ts';
import { mayApprove, mayCancel, wordsOf } from '../words/statuses.ts';
import { FinalPart } from './final-part.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { PublicationCard } from './publication-card.tsx';
import { usePlatformLabel } from './who.tsx';

function useCancel({ post, etag }: Stored) {
  const client = useQueryClient();
  const { queryKey } = postQuery(post.id);
  return useMutation({
    mutationFn: () => cancelPost(post.id),
    onSuccess: (canceled) => {
      client.setQueryData(queryKey, { post: canceled, etag });
      tell('Canceled. Nothing goes out.');
    },
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey }), client.invalidateQueries({ queryKey: postsKey })]),
  });
}

/** For the post whose outcome nobody knows: only a person who has looked may send it again, as a new post. */
function WriteAgain({ me, post }: { me: MeView; post: PostView }) {
  const [, navigate] = useLocation();
  const copy = () => {
    localCopies(memory, me.id).write('new', { ...contentOf(post), etag: '' });
    navigate('/posts/new');
  };
  return (
    <Button icon={<Copy className="size-4" />} onClick={copy}>
      It is not there: write it again
    </Button>
  );
}

function Permalink({ post }: { post: PostView }) {
  const labelOf = usePlatformLabel();
  const connections = useConnections();
  const [only, ...others] = post.publications;
  if (!only?.permalink || only.difference === 'removed' || others.length > 0) return null;
  const provider = connections.data?.data.find(({ id }) => id === only.connection_id)?.provider;
  return (
    <a
      href={only.permalink}
      target="_blank"
      rel="noopener noreferrer"
      className="inline-flex min-h-10 items-center gap-2 rounded-lg bg-accent px-4 text-sm font-medium text-on-accent shadow-sm hover:bg-accent-strong"
    >
      <ExternalLink className="size-4" />
      See it {provider === undefined ? 'in public' : `on ${labelOf(provider)}`}
    </a>
  );
}

const reconnectCodes = ['reconnect_needed', 'permission_missing'];

/** What helps most comes first: connecting again, changing the text, or simply approving once more. */
function Again({ post }: { post: PostView }) {
  const needsReconnect = post.publications.some((p) => p.hold_reason === 'reconnect' || reconnectCodes.includes(p.failure?.code ?? ''));
  const needsEdit = !needsReconnect && post.status === 'failed' && !post.publications.some((p) => p.failure?.retryHelps);
  return (
    <>
      {needsReconnect ? (
        <ButtonLink to="/connections" kind="primary">
          Connect again
        </ButtonLink>
      ) : null}
      {post.is_editable && needsEdit ? <EditLink post={post} kind="primary" /> : null}
      <ButtonLink
        to={`/posts/${post.id}/review`}
        kind={needsReconnect || needsEdit ? 'plain' : 'primary'}
        icon={<RotateCcw className="size-4" />}
      >
        {post.publications.some(isStopped) ? 'Review and send the rest' : 'Review and approve again'}
      </ButtonLink>
      {post.is_editable && !needsEdit ? <EditLink post={post} kind="plain" /> : null}
    </>
  );
}

function EditLink({ post, kind }: { post: PostView; kind: 'primary' | 'plain' }) {
  return (
    <ButtonLink to={`/posts/${post.id}/edit`} kind={kind} icon={<PenLine className="size-4" />}>
      Edit
    </ButtonLink>
  );
}

function Actions({ me, stored }: { me: MeView; stored: Stored }) {
  const { post } = stored;
  const cancel = useCancel(stored);
  return (
    <>
      <div className="flex flex-wrap gap-2 empty:hidden">
        <Permalink post={post} />
        {mayApprove(post) ? <Again post={post} /> : null}
        {mayCancel(post) ? (
          <Button isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel it
          </Button>
        ) : null}
        {post.status === 'outcome_unknown' ? <WriteAgain me={me} post={post} /> : null}
      </div>
      {cancel.isError ? <ProblemNotice error={cancel.error} /> : null}
    </>
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
      <Actions me={me} stored={stored} />
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
          <PublicationCard key={publication.id} publication={publication} />
        ))}
        <Approved post={post} />
      </div>
    </Page>
  );
}
