/** Who acts and whether trying again helps, as sentences. */
import type { FailureView } from '../../../lib/core/api.ts';

const actors = {
  you: 'You can mend this.',
  operator: 'The people who run this Postora have to look at it.',
  nobody: 'Nobody has to do anything about the cause.',
} as const satisfies Record<FailureView['whoActs'], string>;

export const actorWords = ({ whoActs }: FailureView): string => actors[whoActs];
export const retryWords = ({ retryHelps }: FailureView): string =>
  retryHelps ? 'Approving it again later can help.' : 'Approving the very same post again will not help.';
