/** Letting a profile go: the consequences first, then the button. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ConnectionView, MeView } from '../../../lib/core/api.ts';
import { disconnect } from '../api/calls.ts';
import { toProblem } from '../api/problem.ts';
import { connectionsQuery } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { tell } from '../ui/toast.tsx';
import { Presence } from './presence.tsx';
import { usePlatformLabel } from './who.tsx';

type DisconnectDialogProps = { me: MeView; connection: ConnectionView; onClose: () => void };

const canceledWords = (count: number): string => {
  if (count === 0) return 'No post was waiting for it.';
  return count === 1 ? 'One waiting post was canceled.' : `${count} waiting posts were canceled.`;
};

function Consequences({ platform }: { platform: string }) {
  return (
    <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm">
      <li>Posts that wait for it are canceled. Nothing more goes out there.</li>
      <li>
        Postora’s key to the profile is destroyed: at once, or within two minutes if a post may be on its way. To publish again, you connect
        again.
      </li>
      <li>What is already on {platform} stays there; Postora cannot remove it.</li>
      <li>{platform} may still list Postora among your apps. You can remove it in its settings.</li>
    </ul>
  );
}

export function DisconnectDialog({ me, connection, onClose }: DisconnectDialogProps) {
  const client = useQueryClient();
  const platform = usePlatformLabel()(connection.provider);
  const leave = useMutation({
    mutationFn: () => disconnect(connection.id),
    onSuccess: async ({ state, canceled_publications }) => {
      onClose();
      const isDone = state === 'done' ? 'is disconnected' : 'is being disconnected, and that ends by itself';
      tell(`@${connection.username} ${isDone}. ${canceledWords(canceled_publications)}`);
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
    },
    onError: () => client.invalidateQueries({ queryKey: connectionsQuery.queryKey }),
  });
  const isProofNeeded = leave.isError && toProblem(leave.error).code === 'presence_proof_needed';
  return (
    <Dialog title={`Disconnect @${connection.username}?`} onClose={onClose}>
      <Consequences platform={platform} />
      {isProofNeeded ? (
        <Presence me={me} effect={`@${connection.username} is disconnected.`} onProven={() => leave.mutate()} onGiveUp={leave.reset} />
      ) : (
        <>
          {leave.isError ? <ProblemNotice error={leave.error} /> : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>Keep it</Button>
            <Button kind="danger" isBusy={leave.isPending} onClick={() => leave.mutate()}>
              Disconnect @{connection.username}
            </Button>
          </div>
        </>
      )}
    </Dialog>
  );
}
