/** What stands between a click and an approval: a proof of presence, a second yes, or a problem in words. */
import type { ReactNode } from 'react';
import type { MeView, PostView } from '../../../lib/core/api.ts';
import type { ApiProblem } from '../api/problem.ts';
import { Button } from '../ui/button.tsx';
import { Notice, ProblemNotice } from '../ui/notice.tsx';
import { Presence } from './presence.tsx';
import { SecondYes } from './second-yes.tsx';
import type { ApprovalRun } from './use-approval.ts';

/** Without an answer the approval may have arrived: the page looks again by itself. */
function Uncertain({ problem, onLook }: { problem: ApiProblem; onLook: () => void }) {
  return (
    <ProblemNotice
      error={problem}
      title="It is not certain whether your approval arrived"
      actions={<Button onClick={onLook}>Look again</Button>}
    />
  );
}

/** The first one must be out and known by its address: until then the two could not be told apart. */
const notYet = (
  <Notice tone="warn" role="alert" title="Not yet: the first post with these words is still on its way, or what became of it is not known">
    Once it is settled, the same words can go out again. Nothing was approved.
  </Notice>
);

type ApprovalTroubleProps = {
  me: MeView;
  post: PostView;
  run: ApprovalRun;
  /** What happens once presence is proven: "the post is published." */
  effect: string;
  onLook: () => void;
  actions?: ReactNode;
};

export const isProofNeeded = ({ problem }: ApprovalRun): boolean => problem?.code === 'presence_proof_needed';

/** A change of the post meanwhile is told by the page itself. */
export function ApprovalTrouble({ me, post, run, effect, onLook, actions }: ApprovalTroubleProps) {
  const { problem, again, reset, variables } = run;
  if (problem === undefined || problem.code === 'content_changed') return null;
  if (isProofNeeded(run)) return <Presence me={me} effect={effect} onProven={() => again({ isProven: true })} onGiveUp={reset} />;
  if (problem.code === 'duplicate_text' && variables?.isRepeatMeant !== true)
    return <SecondYes post={post} onYes={() => again({ isRepeatMeant: true })} onNo={reset} />;
  if (problem.code === 'duplicate_text') return notYet;
  if (problem.status === 0 || problem.status >= 500) return <Uncertain problem={problem} onLook={onLook} />;
  return <ProblemNotice error={problem} actions={actions} />;
}
