/** What the person can do about an approved post, what helps most first. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, ExternalLink, PenLine, RotateCcw, Send } from 'lucide-react';
import { useState } from 'react';
import type { MeView, PostView } from '../../../lib/core/api.ts';
import { isMendedByConnecting } from '../../../lib/core/failures.ts';
import type { HoldReason } from '../../../lib/core/publication.ts';
import { cancelPost, type Stored } from '../api/calls.ts';
import { postQuery, postsKey, useConnections } from '../api/queries.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { tell } from '../ui/toast.tsx';
import { isStopped } from '../words/chains.ts';
import { mayApprove, mayCancel, mayEdit } from '../words/statuses.ts';
import { PublishNowDialog } from './publish-now-dialog.tsx';
import { RescheduleDialog } from './reschedule-dialog.tsx';
import { usePlatformLabel } from './who.tsx';

function useCancel({ post, etag }: Stored) {
  const client = useQueryClient();
  const { queryKey } = postQuery(post.id);
  return useMutation({
    mutationFn: () => cancelPost(post.id),
    onSuccess: (canceled) => {
      client.setQueryData(queryKey, { post: canceled, etag });
      tell(canceled.status === 'canceled' ? 'Canceled. Nothing goes out.' : 'Canceled what had not gone out yet.');
    },
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey }), client.invalidateQueries({ queryKey: postsKey })]),
  });
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

function EditLink({ post, kind = 'plain' }: { post: PostView; kind?: 'primary' | 'plain' }) {
  return (
    <ButtonLink to={`/posts/${post.id}/edit`} kind={kind} icon={<PenLine className="size-4" />}>
      Edit
    </ButtonLink>
  );
}

function ConnectAgain() {
  return (
    <ButtonLink to="/connections" kind="primary">
      Connect again
    </ButtonLink>
  );
}

/** What helps most comes first: connecting again, changing the text, or simply approving once more. */
function Again({ post }: { post: PostView }) {
  const needsReconnect = post.publications.some((p) => p.hold_reason === 'reconnect' || isMendedByConnecting(p.failure?.code));
  const needsEdit = !needsReconnect && post.status === 'failed' && !post.publications.some((p) => p.failure?.retryHelps);
  return (
    <>
      {needsReconnect ? <ConnectAgain /> : null}
      {post.is_editable && needsEdit ? <EditLink post={post} kind="primary" /> : null}
      <ButtonLink
        to={`/posts/${post.id}/review`}
        kind={needsReconnect || needsEdit ? 'plain' : 'primary'}
        icon={<RotateCcw className="size-4" />}
      >
        {post.publications.some(isStopped) ? 'Review and send the rest' : 'Review and approve again'}
      </ButtonLink>
      {post.is_editable && !needsEdit ? <EditLink post={post} /> : null}
    </>
  );
}

type TimedProps = { me: MeView; stored: Stored; isLate: boolean };

/** For what waits for its time, or has missed it. What is partly out keeps its time: it cannot be changed any more. */
function Timed({ me, stored, isLate }: TimedProps) {
  const [open, setOpen] = useState<'now' | 'time'>();
  const close = () => setOpen(undefined);
  const { post } = stored;
  return (
    <>
      <Button kind={isLate ? 'primary' : 'plain'} icon={<Send className="size-4" />} onClick={() => setOpen('now')}>
        Publish now
      </Button>
      {post.is_editable ? (
        <Button icon={<CalendarClock className="size-4" />} onClick={() => setOpen('time')}>
          {isLate ? 'Choose another time' : 'Reschedule'}
        </Button>
      ) : null}
      {mayEdit(post) ? <EditLink post={post} /> : null}
      {open === 'now' ? <PublishNowDialog me={me} stored={stored} onClose={close} /> : null}
      {open === 'time' ? <RescheduleDialog me={me} stored={stored} onClose={close} /> : null}
    </>
  );
}

const isHeldFor = ({ publications }: PostView, reason: HoldReason): boolean =>
  publications.some((p) => p.state === 'held' && p.hold_reason === reason);

function Ahead({ me, stored }: { me: MeView; stored: Stored }) {
  const { post } = stored;
  const isLate = isHeldFor(post, 'late');
  if (post.status === 'scheduled' || isLate) return <Timed me={me} stored={stored} isLate={isLate} />;
  if (isHeldFor(post, 'operator_stop')) return mayEdit(post) ? <EditLink post={post} /> : null;
  if (mayApprove(post)) return <Again post={post} />;
  return isHeldFor(post, 'reconnect') ? <ConnectAgain /> : null;
}

export function OutcomeActions({ me, stored }: { me: MeView; stored: Stored }) {
  const { post } = stored;
  const cancel = useCancel(stored);
  return (
    <>
      <div className="flex flex-wrap gap-2 empty:hidden">
        <Permalink post={post} />
        <Ahead me={me} stored={stored} />
        {mayCancel(post) ? (
          <Button isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel it
          </Button>
        ) : null}
      </div>
      {cancel.isError ? <ProblemNotice error={cancel.error} /> : null}
    </>
  );
}
