/** What is out of a chain, what is not, and what the platform made of it, in words. */
import type { PublicationView } from '../../../lib/core/api.ts';
import type { Difference, PublicationState } from '../../../lib/core/publication.ts';

const stopped: readonly PublicationState[] = ['failed', 'held', 'canceled'];

export const isChain = ({ part_count }: PublicationView): boolean => part_count > 1;

/** It will not go on before somebody approves again. Where the platform never told what it published, nobody can. */
export const mayGoOn = ({ state, failure, may_be_out }: PublicationView): boolean =>
  stopped.includes(state) && !may_be_out && failure?.code !== 'part_unidentified';

/** Its owner may look at the platform and say what is there. */
export const isAsked = ({ state, may_be_out }: PublicationView): boolean => may_be_out && (state === 'unknown' || state === 'held');

/** Some parts are out, the others are not and can still follow. */
export const isStopped = (publication: PublicationView): boolean =>
  mayGoOn(publication) && publication.parts.length > 0 && publication.parts.length < publication.part_count;

/** Postora could not find out, so its owner looked and found it. */
export const isFoundByPerson = ({ state, steps }: PublicationView): boolean =>
  state === 'published' && steps.some(({ what }) => what === 'resolved:published');

/** Its address at the platform will not become known any more: its owner found it, or the platform asked for what it had told to be erased. */
export const isAddressUnknown = (publication: PublicationView): boolean =>
  isFoundByPerson(publication) || publication.steps.some(({ what }) => what === 'scrubbed');

/** "2 of 3 are out". */
export const outWords = ({ parts, part_count }: PublicationView): string =>
  `${parts.length} of ${part_count} ${parts.length === 1 ? 'is' : 'are'} out`;

export const differenceWords = {
  text: {
    title: 'The platform shows other words than you approved',
    text: 'It changed them after Postora had sent exactly what you approved. Please look at the post there.',
  },
  media: {
    title: 'The platform does not show all the images and videos that you approved',
    text: 'Postora sent every one of them. Please look at the post there.',
  },
  removed: {
    title: 'The platform took it down after it was out',
    text: 'Postora does not send it again. The app of the platform may say why.',
  },
  twice: {
    title: 'It is public twice',
    text: 'It was sent again after the platform had not shown the first copy. Both addresses are below; delete the one that you do not want on the platform.',
  },
} as const satisfies Record<Difference, { title: string; text: string }>;
