/** In-place proof that the person is there: a new mailed link, opened in this browser; then what was asked for goes on. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { MailCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { MeView } from '../../../lib/core/api.ts';
import { askForLink } from '../api/calls.ts';
import { meQuery } from '../api/queries.ts';
import { Button } from '../ui/button.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';

const lookMs = 2000;

type PresenceProps = { me: MeView; effect: string; onProven: () => void; onGiveUp: () => void };

/** A later proof than the one at the time of asking counts; the clock of this computer does not matter. */
function useNewProof(isWaiting: boolean, before: string, onProven: () => void) {
  const { data: me } = useQuery({
    ...meQuery,
    staleTime: 0,
    refetchInterval: isWaiting ? lookMs : false,
    refetchIntervalInBackground: true,
  });
  const isDone = useRef(false);
  const proof = me?.session.proof_expires_at;
  useEffect(() => {
    if (!isWaiting || isDone.current || proof === undefined || Date.parse(proof) <= Date.parse(before)) return;
    isDone.current = true;
    onProven();
  }, [isWaiting, proof, before, onProven]);
}

export function Presence({ me, effect, onProven, onGiveUp }: PresenceProps) {
  const [before, setBefore] = useState(me.session.proof_expires_at);
  const ask = useMutation({ mutationFn: () => askForLink(me.address), onMutate: () => setBefore(me.session.proof_expires_at) });
  useNewProof(ask.isSuccess, before, onProven);
  if (ask.isSuccess) {
    return (
      <Notice tone="moving" role="status" title="Look into your mailbox" actions={<Button onClick={onGiveUp}>Not now</Button>}>
        <p>
          We mailed a link to <strong className="as-written font-medium">{me.address}</strong>. Open it in this browser and press its
          button. This tab then goes on by itself: {effect}
        </p>
      </Notice>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <Notice
        tone="warn"
        role="status"
        title="Please confirm that it is you"
        actions={
          <>
            <Button kind="primary" isBusy={ask.isPending} onClick={() => ask.mutate()} icon={<MailCheck className="size-4" />}>
              Send me a link
            </Button>
            <Button onClick={onGiveUp}>Not now</Button>
          </>
        }
      >
        Your last confirmation is more than ten minutes old. We mail a link to{' '}
        <strong className="as-written font-medium">{me.address}</strong>; open it in this browser, and this tab goes on by itself.
      </Notice>
      {ask.isError ? <ProblemNotice error={ask.error} /> : null}
    </div>
  );
}
