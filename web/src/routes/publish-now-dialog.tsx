/** Asked before a post goes out earlier or later than its time: what changes, and that nothing else does. */
import { useQueryClient } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import type { MeView } from '../../../lib/core/api.ts';
import type { Stored } from '../api/calls.ts';
import { postQuery } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { timeWords } from '../words/times.ts';
import { ApprovalTrouble, isProofNeeded } from './approval-trouble.tsx';
import { useApproval } from './use-approval.ts';

type PublishNowProps = { me: MeView; stored: Stored; onClose: () => void };

export function PublishNowDialog({ me, stored, onClose }: PublishNowProps) {
  const client = useQueryClient();
  const { post } = stored;
  const run = useApproval(post.id, { onApproved: onClose });
  const look = () => {
    onClose();
    void client.invalidateQueries({ queryKey: postQuery(post.id).queryKey });
  };
  return (
    <Dialog title="Publish it now?" onClose={onClose}>
      <p>
        {post.schedule === null ? 'It goes out at once.' : `It goes out at once. Its time was: ${timeWords(post.schedule, new Date())}.`}{' '}
        The post itself stays exactly as you approved it.
      </p>
      <ApprovalTrouble me={me} post={post} run={run} effect="the post is published." onLook={look} />
      {isProofNeeded(run) ? null : (
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button
            kind="primary"
            isBusy={run.isPending}
            icon={<Send className="size-4" />}
            onClick={() => run.mutate(post.is_editable ? { shown: stored, time: null } : { shown: stored })}
          >
            Approve and publish now
          </Button>
        </div>
      )}
    </Dialog>
  );
}
