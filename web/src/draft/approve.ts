/** Approving what a person looked at, perhaps at another time. Knows nothing of React. */
import type { Stored } from '../api/calls.ts';
import { ApiProblem } from '../api/problem.ts';
import { chosenAs, type DraftTime, isSameTime } from './time.ts';

/** `time` left out: as it stands. Null: as soon as it is approved. `isRepeatMeant`: a second yes to the same words. */
export type Wish = { shown: Stored; time?: DraftTime | null; isRepeatMeant?: boolean };

export type ApproveApi = {
  change: (id: string, etag: string, body: { schedule: DraftTime | null }) => Promise<Stored>;
  approve: (id: string, hash: string, repeat: boolean) => Promise<Stored>;
};

type Input = {
  wish: Wish;
  /** Another time voids the approval there is, so nobody begins who could not finish. */
  isProven: () => boolean;
  /** Told before the approval is asked for: whoever tries again goes on from here. */
  onChanged: (changed: Stored) => void;
};

const isOtherTime = ({ shown, time }: Wish): boolean =>
  time !== undefined && !isSameTime(time, shown.post.schedule === null ? null : chosenAs(shown.post.schedule));

const proofNeeded = (): ApiProblem => new ApiProblem(403, 'presence_proof_needed', 'Please confirm that it is you.');

/**
 * The change names the version that was shown, and the approval its hash: whatever else changed meanwhile, nothing unseen is approved.
 * The same instant by the clocks of another place is the same content, and stays approved. @throws {ApiProblem}
 */
export async function approveAs(api: ApproveApi, { wish, isProven, onChanged }: Input): Promise<Stored> {
  const { shown, time, isRepeatMeant = false } = wish;
  if (time === undefined || !isOtherTime(wish)) return api.approve(shown.post.id, shown.post.hash, isRepeatMeant);
  if (!isProven()) throw proofNeeded();
  const changed = await api.change(shown.post.id, shown.etag, { schedule: time });
  if (changed.post.status === 'scheduled') return changed;
  onChanged(changed);
  return api.approve(changed.post.id, changed.post.hash, isRepeatMeant);
}
