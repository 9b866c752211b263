/** Writing a post. It is saved by itself; what is written is also kept in this browser until the server has it. */
import { ArrowRight, Plus, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { maxParts } from '../../../lib/core/rules/post.ts';
import { useConnections } from '../api/queries.ts';
import { useNow } from '../browser/use-now.ts';
import { isEmpty } from '../draft/content.ts';
import type { Draft, DraftState } from '../draft/draft.ts';
import { judge, ofChain, ofPart } from '../draft/findings.ts';
import { isUsable } from '../draft/time.ts';
import type { EditorProps } from '../draft/use-editor.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Conflict } from './conflict.tsx';
import { DeleteDraft } from './delete-draft.tsx';
import { IfUnclear } from './if-unclear.tsx';
import { Notes } from './notes.tsx';
import { PartEditor } from './part-editor.tsx';
import { SaveState } from './save-state.tsx';
import { Targets } from './targets.tsx';
import { useWriting, type Writing } from './use-writing.ts';
import { When } from './when.tsx';

/** A new post goes to the only connection there is, until the person says otherwise. */
function useOnlyTarget(draft: Draft, connectionIds: readonly string[] | undefined) {
  useEffect(() => {
    const { stored, content, isRestored } = draft.state();
    const [only] = connectionIds ?? [];
    if (stored || isRestored || content.targets.length > 0 || connectionIds?.length !== 1 || only === undefined) return;
    draft.edit((present) => ({ ...present, targets: [only] }));
  }, [draft, connectionIds]);
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

/** Said before the first letter is changed. */
function Approved() {
  return (
    <Notice tone="waiting" title="This post is approved and has its time">
      As soon as you change anything here, it has to be approved again before it goes out.
    </Notice>
  );
}

/** The button that removed it is gone with it, so the focus comes here. */
function RemovedPart({ index, onPutBack }: { index: number; onPutBack: () => void }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => frame.current?.querySelector('button')?.focus(), []);
  return (
    <div ref={frame}>
      <Notice
        tone="quiet"
        role="status"
        title={`Part ${index + 1} was removed`}
        actions={
          <Button icon={<Undo2 className="size-4" />} onClick={onPutBack}>
            Put it back
          </Button>
        }
      />
    </div>
  );
}

function Parts({ writing, onReview }: { writing: Writing; onReview: () => void }) {
  const { state, uploads, actions, factsOf } = writing;
  const { parts } = state.content;
  const found = judge(parts, factsOf);
  return (
    <div className="flex flex-col gap-3">
      <ol aria-label="Parts of the post" className="flex flex-col gap-3">
        {parts.map((part, index) => (
          <PartEditor
            key={part.key}
            part={part}
            index={index}
            count={parts.length}
            found={ofPart(found, index)}
            uploads={uploads}
            actions={actions}
            onReview={onReview}
          />
        ))}
      </ol>
      {actions.removed ? <RemovedPart key={actions.removed.part.key} index={actions.removed.index} onPutBack={actions.putBack} /> : null}
      <Notes found={ofChain(found)} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button
          kind="quiet"
          icon={<Plus className="size-4" />}
          disabled={parts.length >= maxParts}
          title={parts.length >= maxParts ? `A thread has ${maxParts} parts at most.` : undefined}
          onClick={actions.addPart}
        >
          Add to thread
        </Button>
        <SaveState phase={state.phase} />
      </div>
    </div>
  );
}

const files = (count: number): string => (count === 1 ? 'One file' : `${count} files`);

/** Why the post cannot be reviewed yet; otherwise what will happen. */
function Ahead({ coming: { underWay, stuck }, isTimeUsable }: Pick<Writing, 'coming'> & { isTimeUsable: boolean }) {
  const words =
    stuck > 0
      ? `${files(stuck)} could not be added. Try again or remove ${stuck === 1 ? 'it' : 'them'}, then review.`
      : underWay > 0
        ? `${files(underWay)} still on the way.`
        : !isTimeUsable
          ? 'Choose a time that can be used, then review.'
          : 'Nothing goes out before you approve it on the next page.';
  return (
    <p role="status" className={`w-full text-sm sm:w-auto ${stuck > 0 ? 'text-bad' : 'text-soft'}`}>
      {words}
    </p>
  );
}

export function WritePage(props: EditorProps) {
  const writing = useWriting(props);
  const { draft, state, coming } = writing;
  const connections = useConnections();
  const [, navigate] = useLocation();
  const [isGoing, setIsGoing] = useState(false);
  const known = connections.data?.data;
  useOnlyTarget(
    draft,
    known?.map(({ id }) => id),
  );
  const { content, stored } = state;
  const isTimeUsable = isUsable(content.schedule, useNow());
  const isReviewable = !isEmpty(content) && coming.underWay + coming.stuck === 0 && isTimeUsable;
  const review = async () => {
    if (!isReviewable) return;
    setIsGoing(true);
    const isSaved = await draft.flush();
    setIsGoing(false);
    const id = draft.state().stored?.post.id;
    if (isSaved && id !== undefined) navigate(`/posts/${id}/review`);
  };
  return (
    <Page
      title={props.stored ? 'Edit post' : 'New post'}
      actions={stored && stored.post.publications.length === 0 ? <DeleteDraft stored={stored} onDeleted={writing.stopUploads} /> : null}
    >
      <div className="flex flex-col gap-5">
        {stored?.post.status === 'scheduled' ? <Approved /> : null}
        <PhaseNotices draft={draft} state={state} />
        <Parts writing={writing} onReview={() => void review()} />
        {connections.isError && !known ? <ProblemNotice error={connections.error} onRetry={() => void connections.refetch()} /> : null}
        {known ? (
          <Targets
            connections={known}
            chosen={content.targets}
            onChange={(targets) => draft.edit((present) => ({ ...present, targets }))}
          />
        ) : null}
        <When time={content.schedule} onChange={(schedule) => draft.edit((present) => ({ ...present, schedule }))} />
        <IfUnclear policy={content.ifUnclear} onChange={(ifUnclear) => draft.edit((present) => ({ ...present, ifUnclear }))} />
        <div className="flex flex-wrap items-center gap-3">
          <Button
            kind="primary"
            disabled={!isReviewable}
            isBusy={isGoing}
            onClick={() => void review()}
            icon={<ArrowRight className="size-4" />}
          >
            Review
          </Button>
          <ButtonLink to="/posts" kind="quiet">
            Back to all posts
          </ButtonLink>
          <Ahead coming={coming} isTimeUsable={isTimeUsable} />
        </div>
      </div>
    </Page>
  );
}
