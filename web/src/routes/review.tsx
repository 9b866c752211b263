/** The last look: exactly what will go out, and the one button that publishes it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { PenLine, Send } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { ConnectionView, MeView, PostView } from '../../../lib/core/api.ts';
import { approvePost, type Stored } from '../api/calls.ts';
import { ApiProblem } from '../api/problem.ts';
import { postQuery, postsKey, useConnections } from '../api/queries.ts';
import { partsOf } from '../draft/content.ts';
import { judge } from '../draft/findings.ts';
import { useFacts } from '../media/use-facts.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { isStopped, outWords } from '../words/chains.ts';
import { Changes } from './changes.tsx';
import { FinalPart } from './final-part.tsx';
import { Findings } from './findings.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { Presence } from './presence.tsx';
import { usePlatformLabel, Who } from './who.tsx';

/** The post as readers will see it, part by part, and where it goes. */
function FinalPost({ post, connections }: { post: PostView; connections: readonly ConnectionView[] }) {
  const labelOf = usePlatformLabel();
  const parts = partsOf(post);
  return (
    <section aria-label="What goes out" className={card}>
      <ul className="flex flex-wrap gap-x-6 gap-y-3 border-b border-line px-5 py-4">
        {connections.map((connection) => (
          <li key={connection.id}>
            <Who connection={connection} platform={labelOf(connection.provider)} />
          </li>
        ))}
        {connections.length === 0 ? <li className="text-soft">Goes nowhere yet</li> : null}
      </ul>
      <ol className="divide-y divide-line">
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is shown here does not change while it is shown.
          <FinalPart key={index} part={part} index={index} count={parts.length} />
        ))}
      </ol>
      <p className="border-t border-line px-5 py-3 text-sm text-soft">
        <Fingerprint hash={post.hash} />
      </p>
    </section>
  );
}

/** For a chain that stopped midway: an approval goes on where it stopped. */
function Resumed({ post, connections }: { post: PostView; connections: readonly ConnectionView[] }) {
  return post.publications.filter(isStopped).map((publication) => {
    const connection = connections.find(({ id }) => id === publication.connection_id);
    return (
      <Notice key={publication.id} tone="moving" title={`${outWords(publication)}${connection ? ` at @${connection.username}` : ''}`}>
        Approving sends only the rest, as replies to what is out. Nothing is sent twice.
      </Notice>
    );
  });
}

function Changed({ shown, latest, onShow }: { shown: PostView; latest: PostView; onShow: () => void }) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title="This post was changed after you opened this page"
      actions={
        <Button kind="primary" onClick={onShow}>
          Review the new version
        </Button>
      }
    >
      <p className="mb-2">This is what changed. Nothing was approved.</p>
      <Changes before={{ parts: partsOf(shown), targets: shown.targets }} after={{ parts: partsOf(latest), targets: latest.targets }} />
    </Notice>
  );
}

/** What to say when the approval did not go through. Without an answer it may have: the page looks again by itself. */
function ApproveProblem({ error, editPath, onLook }: { error: ApiProblem; editPath: string; onLook: () => void }) {
  if (error.code === 'content_changed') return null;
  if (error.status === 0 || error.status >= 500) {
    return (
      <ProblemNotice
        error={error}
        title="It is not certain whether your approval arrived"
        actions={<Button onClick={onLook}>Look again</Button>}
      />
    );
  }
  return <ProblemNotice error={error} actions={<ButtonLink to={editPath}>Edit the post</ButtonLink>} />;
}

function useApproval({ post, etag }: Stored) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const { queryKey } = postQuery(post.id);
  return useMutation<PostView, unknown, string>({
    mutationFn: (hash) => approvePost(post.id, hash),
    onSuccess: (approved) => {
      client.setQueryData(queryKey, { post: approved, etag });
      void client.invalidateQueries({ queryKey: postsKey });
      navigate(`/posts/${post.id}`);
    },
    onError: () => client.invalidateQueries({ queryKey }),
  });
}

export function ReviewPage({ me, stored }: { me: MeView; stored: Stored }) {
  const client = useQueryClient();
  const connections = useConnections();
  const approval = useApproval(stored);
  /** What the person is looking at; an approval names this very content. */
  const [shown, setShown] = useState(stored.post);
  const { queryKey } = postQuery(shown.id);
  const look = () => client.invalidateQueries({ queryKey });
  useEffect(() => void client.invalidateQueries({ queryKey: postQuery(stored.post.id).queryKey }), [client, stored.post.id]);
  const targets = (connections.data?.data ?? []).filter(({ id }) => shown.targets.includes(id));
  const parts = partsOf(shown);
  const found = judge(parts, useFacts(parts.flatMap(({ media }) => media)));
  const isChanged = stored.post.hash !== shown.hash;
  const problem = approval.error instanceof ApiProblem ? approval.error : undefined;
  const isProofNeeded = problem?.code === 'presence_proof_needed';
  const missing = shown.targets.length - targets.length;
  const isBlocked =
    isChanged || found.some(({ tone }) => tone === 'bad') || shown.targets.length === 0 || (connections.data !== undefined && missing > 0);
  const isOutAt = (id: string): boolean => shown.publications.some((p) => p.connection_id === id && p.state === 'published');
  const open = targets.filter(({ id }) => !isOutAt(id));
  const isRest = shown.publications.some((p) => p.state === 'published' || isStopped(p));
  const names = open.map(({ username }) => `@${username}`).join(', ');
  const editPath = shown.status === 'draft' ? `/posts/${shown.id}` : `/posts/${shown.id}/edit`;
  return (
    <Page title="Review" intro="This is exactly what will go out. After you approve it, no letter can change.">
      <div className="flex flex-col gap-5">
        <FinalPost post={shown} connections={open} />
        <Resumed post={shown} connections={targets} />
        <Findings found={found} isChain={parts.length > 1} />
        {connections.data && missing > 0 ? (
          <Notice tone="warn" title="A profile this post was meant for is not connected any more">
            Edit the post and choose where it goes.
          </Notice>
        ) : null}
        {shown.targets.length === 0 ? (
          <Notice tone="warn" title="The post goes nowhere yet">
            Edit the post and choose a profile, or connect one first.
          </Notice>
        ) : null}
        {isChanged ? (
          <Changed
            shown={shown}
            latest={stored.post}
            onShow={() => {
              approval.reset();
              setShown(stored.post);
            }}
          />
        ) : null}
        {isProofNeeded ? (
          <Presence me={me} effect="the post is published." onProven={() => approval.mutate(shown.hash)} onGiveUp={approval.reset} />
        ) : null}
        {problem && !isProofNeeded ? <ApproveProblem error={problem} editPath={editPath} onLook={() => void look()} /> : null}
        {isProofNeeded ? null : (
          <div className="flex flex-wrap items-center gap-3">
            <Button
              kind="primary"
              disabled={isBlocked}
              isBusy={approval.isPending}
              icon={<Send className="size-4" />}
              onClick={() => approval.mutate(shown.hash)}
            >
              {isRest ? 'Approve and publish the rest' : 'Approve and publish now'}
            </Button>
            {shown.is_editable ? (
              <ButtonLink to={editPath} icon={<PenLine className="size-4" />}>
                Edit
              </ButtonLink>
            ) : null}
            {isBlocked || names === '' ? null : <p className="text-sm text-soft">Goes out at once as {names}.</p>}
          </div>
        )}
      </div>
    </Page>
  );
}
