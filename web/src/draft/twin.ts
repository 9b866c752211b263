/** The post that a second yes is about: the same words, approved before for one of the same connections. */
import type { PostView, PublicationView } from '../../../lib/core/api.ts';
import { comparable } from '../../../lib/core/likeness.ts';
import type { PublicationState } from '../../../lib/core/publication.ts';
import { rulePart } from './content.ts';

export type Twin = { postId: string; connectionId: string; approvedAt: string };

const over: readonly PublicationState[] = ['canceled', 'failed', 'held'];
/** What waits for the operator or its owner goes on by itself. */
const goesOn = ({ hold_reason }: PublicationView): boolean => hold_reason === 'operator_stop' || hold_reason === 'reconnect';
const mayBeOut = (p: PublicationView): boolean =>
  p.parts.length > 0 || p.may_be_out || !over.includes(p.state) || (p.state === 'held' && goesOn(p));

const approvedAt = ({ approval, updated_at }: PostView, { steps }: PublicationView): string =>
  steps.find(({ what }) => what === 'approved')?.at ?? approval?.approved_at ?? updated_at;

/** The newest one; undefined when it is not among these posts. */
export function twinOf(post: PostView, others: readonly PostView[]): Twin | undefined {
  const likeness = comparable(rulePart(post));
  const twins = others
    .filter(({ id }) => id !== post.id)
    .filter((other) => comparable(rulePart(other)) === likeness)
    .flatMap((other) =>
      other.publications
        .filter((publication) => post.targets.includes(publication.connection_id) && mayBeOut(publication))
        .map((publication) => ({
          postId: other.id,
          connectionId: publication.connection_id,
          approvedAt: approvedAt(other, publication),
        })),
    );
  return twins.sort((a, b) => Date.parse(b.approvedAt) - Date.parse(a.approvedAt))[0];
}
