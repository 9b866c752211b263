/** Another time for an approved post: the same click approves it for that time. */
import { useQueryClient } from '@tanstack/react-query';
import { CalendarCheck } from 'lucide-react';
import { useState } from 'react';
import type { MeView, PostView } from '../../../lib/core/api.ts';
import { hasPassed } from '../../../lib/core/chosen-time.ts';
import type { Stored } from '../api/calls.ts';
import { postQuery } from '../api/queries.ts';
import { useNow } from '../browser/use-now.ts';
import { ownZone } from '../browser/zone.ts';
import { chosenAs, type DraftTime, isSameTime, suggestedTime, timedOr } from '../draft/time.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { tell } from '../ui/toast.tsx';
import { shortTime } from '../words/times.ts';
import { ApprovalTrouble, isProofNeeded } from './approval-trouble.tsx';
import { TimeEditor } from './time-editor.tsx';
import { useApproval } from './use-approval.ts';

type RescheduleProps = { me: MeView; stored: Stored; onClose: () => void };

/** The present time, unless it is over; then tomorrow, by the same clocks. */
function beginWith({ schedule }: PostView, now: Date): DraftTime {
  if (schedule === null) return suggestedTime(now, ownZone());
  if (!hasPassed(schedule.at, now)) return chosenAs(schedule);
  return { ...suggestedTime(now, schedule.zone), if_late: schedule.if_late };
}

export function RescheduleDialog({ me, stored, onClose }: RescheduleProps) {
  const client = useQueryClient();
  const now = useNow();
  const { post } = stored;
  const [time, setTime] = useState(() => beginWith(post, now));
  const timed = timedOr(time, null, now);
  const words = timed === null ? undefined : shortTime(timed, ownZone(), now);
  const isSame = post.schedule !== null && isSameTime(chosenAs(post.schedule), time);
  const run = useApproval(post.id, {
    onApproved: () => {
      if (words !== undefined) tell(`Approved for ${words}.`);
      onClose();
    },
  });
  const look = () => {
    onClose();
    void client.invalidateQueries({ queryKey: postQuery(post.id).queryKey });
  };
  return (
    <Dialog title="Choose another time" onClose={onClose}>
      {isProofNeeded(run) ? null : <TimeEditor time={time} onChange={setTime} />}
      <p className="text-sm text-soft">The post itself stays exactly as you approved it.</p>
      <ApprovalTrouble me={me} post={post} run={run} effect="the post has its new time." onLook={look} />
      {isProofNeeded(run) ? null : (
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button
            kind="primary"
            disabled={words === undefined || isSame}
            isBusy={run.isPending}
            icon={<CalendarCheck className="size-4" />}
            onClick={() => run.mutate({ shown: stored, time })}
          >
            {words === undefined ? 'Approve' : `Approve for ${words}`}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
