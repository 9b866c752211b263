/** The buttons below the last look: they say in words what a press does. */
import { CalendarCheck, PenLine, Send } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConnectionView, PostView, ScheduleView } from '../../../lib/core/api.ts';
import { hasPassed } from '../../../lib/core/chosen-time.ts';
import type { Stored } from '../api/calls.ts';
import { useNow } from '../browser/use-now.ts';
import { ownZone } from '../browser/zone.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { isStopped } from '../words/chains.ts';
import { distanceWords, shortTime, timeWords } from '../words/times.ts';
import type { ApprovalRun } from './use-approval.ts';

type ReviewActionsProps = {
  shown: Stored;
  connections: readonly ConnectionView[];
  isBlocked: boolean;
  editPath: string;
  run: ApprovalRun;
};

const isRest = ({ publications }: PostView): boolean => publications.some((p) => p.state === 'published' || isStopped(p));

type TimePassedProps = { schedule: ScheduleView; now: Date; editPath: string; children: ReactNode };

/** The time was good when it was chosen. Nothing goes out for it by itself; what publishing now changes is said before. */
function TimePassed({ schedule, now, editPath, children }: TimePassedProps) {
  return (
    <Notice
      tone="warn"
      role="status"
      title="Its time has passed, so it cannot be approved for it any more"
      actions={
        <>
          {children}
          <ButtonLink to={editPath}>Choose another time</ButtonLink>
        </>
      }
    >
      <p>
        It was to go out {distanceWords(schedule.at, now)}: {timeWords(schedule, now)}. If you publish it now, this time is taken off and it
        goes out at once. Nothing else changes.
      </p>
    </Notice>
  );
}

function EditLink({ to }: { to: string }) {
  return (
    <ButtonLink to={to} icon={<PenLine className="size-4" />}>
      Edit
    </ButtonLink>
  );
}

export function ReviewActions({ shown, connections, isBlocked, editPath, run }: ReviewActionsProps) {
  const now = useNow();
  const { post } = shown;
  const { schedule } = post;
  const names = connections.map(({ username }) => `@${username}`).join(', ');
  const isOver = schedule !== null && hasPassed(schedule.at, now);
  if (isOver && post.is_editable) {
    return (
      <TimePassed schedule={schedule} now={now} editPath={editPath}>
        <Button kind="primary" disabled={isBlocked} isBusy={run.isPending} onClick={() => run.mutate({ shown, time: null })}>
          Approve and publish now
        </Button>
      </TimePassed>
    );
  }
  const isTimed = schedule !== null && !isOver;
  const label = isTimed ? `Approve for ${shortTime(schedule, ownZone(), now)}` : 'Approve and publish now';
  const Icon = isTimed ? CalendarCheck : Send;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        kind="primary"
        disabled={isBlocked}
        isBusy={run.isPending}
        icon={<Icon className="size-4" />}
        onClick={() => run.mutate({ shown })}
      >
        {isRest(post) && !isTimed ? 'Approve and publish the rest' : label}
      </Button>
      {post.is_editable ? <EditLink to={editPath} /> : null}
      {isBlocked || names === '' ? null : (
        <p className="text-sm text-soft">
          Goes out {isTimed ? 'then' : 'at once'} as {names}.
        </p>
      )}
    </div>
  );
}
