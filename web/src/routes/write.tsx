/** Writing a post. It is saved by itself; the text is also kept in this browser until the server has it. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowRight, CloudCheck, CloudOff, LoaderCircle, Trash2 } from 'lucide-react';
import { useEffect, useId, useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import type { MeView } from '../../../lib/core/api.ts';
import { checkText } from '../../../lib/core/rules/text.ts';
import { changePost, createPost, deletePost, post as readPost, type Stored } from '../api/calls.ts';
import { meQuery, postQuery, postsKey, useConnections } from '../api/queries.ts';
import { memory } from '../browser/storage.ts';
import { type Draft, type DraftState, openDraft, type Phase } from '../draft/draft.ts';
import { localCopies } from '../draft/local-copy.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';
import { card, Page } from '../ui/page.tsx';
import { tell } from '../ui/toast.tsx';
import { Conflict } from './conflict.tsx';
import { CountRing } from './count-ring.tsx';
import { Findings } from './findings.tsx';
import { Targets } from './targets.tsx';

type WriteProps = { me: MeView; stored: Stored | undefined; onCreated: (id: string) => void };

function useDraft({ me, stored, onCreated }: WriteProps): { draft: Draft; state: DraftState } {
  const client = useQueryClient();
  const [draft] = useState(() => {
    let id = stored?.post.id;
    return openDraft({
      api: { create: createPost, change: changePost, read: readPost },
      copies: localCopies(memory, me.id),
      stored,
      onStored: (next) => {
        client.setQueryData(postQuery(next.post.id).queryKey, next);
        void client.invalidateQueries({ queryKey: postsKey });
        const isCreated = id === undefined;
        id = next.post.id;
        if (isCreated && window.location.pathname === '/posts/new') onCreated(next.post.id);
      },
    });
  });
  useEffect(() => () => void draft.flush(), [draft]);
  const state = useSyncExternalStore(draft.subscribe, draft.state);
  const isSignedOut = state.phase.kind === 'failed' && state.phase.problem.status === 401;
  useEffect(() => {
    if (isSignedOut) client.setQueryData(meQuery.queryKey, null);
  }, [client, isSignedOut]);
  return { draft, state };
}

const saveWords = {
  clean: '',
  saved: 'Saved',
  unsaved: 'Not saved yet',
  saving: 'Saving…',
  failed: 'Kept in this browser',
  conflict: 'Kept in this browser',
  locked: 'Kept in this browser',
} as const satisfies Record<Phase['kind'], string>;

function SaveState({ phase }: { phase: Phase }) {
  const words = saveWords[phase.kind];
  const Icon = phase.kind === 'saved' ? CloudCheck : phase.kind === 'unsaved' || phase.kind === 'saving' ? LoaderCircle : CloudOff;
  return (
    <span role="status" className="inline-flex min-h-5 items-center gap-1.5 text-sm text-soft">
      {words === '' ? null : <Icon className={`size-4 ${phase.kind === 'saving' ? 'animate-spin' : ''}`} />}
      {words}
    </span>
  );
}

/** A new post goes to the only connection there is, until the person says otherwise. */
function useOnlyTarget(draft: Draft, connectionIds: readonly string[] | undefined) {
  useEffect(() => {
    const { stored, content, isRestored } = draft.state();
    const [only] = connectionIds ?? [];
    if (stored || isRestored || content.targets.length > 0 || connectionIds?.length !== 1 || only === undefined) return;
    draft.edit({ targets: [only] });
  }, [draft, connectionIds]);
}

function DeleteDraft({ stored }: { stored: Stored }) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [isOpen, setIsOpen] = useState(false);
  const remove = useMutation({
    mutationFn: () => deletePost(stored.post.id),
    onSuccess: async () => {
      navigate('/posts');
      client.removeQueries({ queryKey: postQuery(stored.post.id).queryKey });
      await client.invalidateQueries({ queryKey: postsKey });
      tell('The draft is deleted.');
    },
  });
  return (
    <>
      <Button kind="quiet" icon={<Trash2 className="size-4" />} onClick={() => setIsOpen(true)}>
        Delete
      </Button>
      {isOpen ? (
        <Dialog title="Delete this draft?" onClose={() => setIsOpen(false)}>
          <p className="text-soft">Its text is gone for good. Nothing that is published changes.</p>
          {remove.isError ? <ProblemNotice error={remove.error} /> : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={() => setIsOpen(false)}>Keep it</Button>
            <Button kind="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>
              Delete the draft
            </Button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

function PhaseNotices({ draft, state: { phase, content, isRestored } }: { draft: Draft; state: DraftState }) {
  if (phase.kind === 'conflict') {
    return <Conflict mine={content} theirs={phase.theirs} onKeepMine={() => void draft.keepMine()} onTakeTheirs={draft.takeTheirs} />;
  }
  if (phase.kind === 'locked') return <ProblemNotice error={phase.problem} title="This post can no longer be changed" />;
  if (phase.kind === 'failed') {
    return (
      <ProblemNotice
        error={phase.problem}
        title="Not saved on the server yet. Your text is kept in this browser."
        onRetry={() => void draft.flush()}
      />
    );
  }
  if (!isRestored) return null;
  return (
    <Notice tone="moving" role="status" title="Here is what you wrote before">
      It had not reached the server yet, so this browser kept it.
    </Notice>
  );
}

type EditorProps = { text: string; phase: Phase; onText: (text: string) => void; onReview: () => void };

function Editor({ text, phase, onText, onReview }: EditorProps) {
  const id = useId();
  return (
    <div className={`${card} flex flex-col focus-within:border-accent`}>
      <label htmlFor={id} className="sr-only">
        Text of the post
      </label>
      <textarea
        id={id}
        aria-describedby={`${id}-count`}
        value={text}
        rows={7}
        placeholder="What would you like to say?"
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          onReview();
        }}
        className="field-sizing-content min-h-48 w-full resize-none rounded-t-card bg-transparent px-5 py-4 text-lg leading-relaxed placeholder:text-soft focus-visible:outline-none"
      />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line px-5 py-3">
        <SaveState phase={phase} />
        <CountRing text={text} id={`${id}-count`} />
      </div>
    </div>
  );
}

export function WritePage(props: WriteProps) {
  const { draft, state } = useDraft(props);
  const connections = useConnections();
  const [, navigate] = useLocation();
  const [isGoing, setIsGoing] = useState(false);
  const known = connections.data?.data;
  useOnlyTarget(
    draft,
    known?.map(({ id }) => id),
  );
  const { content, stored, phase } = state;
  const isEmpty = content.text.trim() === '';
  const findings = checkText(content.text);
  const review = async () => {
    if (isEmpty) return;
    setIsGoing(true);
    const isSaved = await draft.flush();
    setIsGoing(false);
    const id = draft.state().stored?.post.id;
    if (isSaved && id !== undefined) navigate(`/posts/${id}/review`);
  };
  return (
    <Page
      title={props.stored ? 'Edit post' : 'New post'}
      actions={stored && stored.post.publications.length === 0 ? <DeleteDraft stored={stored} /> : null}
    >
      <div className="flex flex-col gap-5">
        <PhaseNotices draft={draft} state={state} />
        <Editor text={content.text} phase={phase} onText={(text) => draft.edit({ text })} onReview={() => void review()} />
        {isEmpty ? null : <Findings {...findings} />}
        {connections.isError && !known ? <ProblemNotice error={connections.error} onRetry={() => void connections.refetch()} /> : null}
        {known ? <Targets connections={known} chosen={content.targets} onChange={(targets) => draft.edit({ targets })} /> : null}
        <div className="flex flex-wrap items-center gap-3">
          <Button kind="primary" disabled={isEmpty} isBusy={isGoing} onClick={() => void review()} icon={<ArrowRight className="size-4" />}>
            Review
          </Button>
          <ButtonLink to="/posts" kind="quiet">
            Back to all posts
          </ButtonLink>
          <p className="w-full text-sm text-soft sm:w-auto">Nothing goes out before you approve it on the next page.</p>
        </div>
      </div>
    </Page>
  );
}
