/** The click that approves: it may change the time before, and goes on from there after a proof of presence or a second yes. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useLocation } from 'wouter';
import { approvePost, changePost, type Stored } from '../api/calls.ts';
import { toProblem } from '../api/problem.ts';
import { meQuery, postQuery, postsKey } from '../api/queries.ts';
import { approveAs, type Wish } from '../draft/approve.ts';
import { tell } from '../ui/toast.tsx';

const api = { change: changePost, approve: approvePost };
/** So long before its end a proof does not count any more: the calls take their time. */
const proofSlackMs = 10_000;

type Again = Pick<Wish, 'isRepeatMeant'> & { isProven?: boolean };

/** `onChanged` is told when the time was changed and the approval is still to come. */
export function useApproval(id: string, { onChanged, onApproved }: { onChanged?: (changed: Stored) => void; onApproved?: () => void }) {
  const client = useQueryClient();
  const [path, navigate] = useLocation();
  /** The post as it is after its time was changed, while nothing is approved yet. */
  const changed = useRef<Stored>(undefined);
  const { queryKey } = postQuery(id);
  const reviewPath = `/posts/${id}/review`;

  const isProofFresh = (): boolean => {
    const ends = client.getQueryData(meQuery.queryKey)?.session.proof_expires_at;
    return ends !== undefined && Date.now() + proofSlackMs < Date.parse(ends);
  };
  const mutation = useMutation<Stored, unknown, Wish & Again>({
    mutationFn: ({ isProven = false, ...wish }) =>
      approveAs(api, {
        wish,
        isProven: () => isProven || isProofFresh(),
        onChanged: (next) => {
          changed.current = next;
          onChanged?.(next);
        },
      }),
    onSuccess: (approved) => {
      changed.current = undefined;
      client.setQueryData(queryKey, approved);
      void client.invalidateQueries({ queryKey: postsKey });
      onApproved?.();
      navigate(`/posts/${id}`);
    },
    onError: (error) => {
      const isOpen = changed.current !== undefined;
      if (changed.current) client.setQueryData(queryKey, changed.current);
      void client.invalidateQueries({ queryKey });
      if (path === reviewPath || (!isOpen && toProblem(error).code !== 'duplicate_text')) return;
      if (isOpen) tell('The time is changed, but nothing is approved yet.');
      navigate(reviewPath);
    },
  });
  /** The same once more, after what was missing was given. */
  const again = (more: Again): void => {
    const { variables } = mutation;
    if (variables) mutation.mutate({ ...variables, shown: changed.current ?? variables.shown, ...more });
  };
  return { ...mutation, problem: mutation.error === null ? undefined : toProblem(mutation.error), again };
}

export type ApprovalRun = ReturnType<typeof useApproval>;
