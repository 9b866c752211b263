/** Who ended a publication before it was out, and the words in which its owner is told. Stored with the publication, so that nobody has to guess. */
import type { Door } from './deletion.ts';

export const endedBys = [
  'you',
  'edited',
  'disconnected',
  'removed_at_platform',
  'deletion_at_platform',
  'operator',
  'deleted',
  'connection_gone',
] as const;
export type EndedBy = (typeof endedBys)[number];

/** What ends when a deletion comes in by this door. */
export const endedByDoor = {
  console: 'deleted',
  mail: 'deleted',
  threads_deauthorize: 'removed_at_platform',
  threads_deletion: 'deletion_at_platform',
  operator: 'operator',
} as const satisfies Record<Door, EndedBy>;

/** Whether its owner did it here, and so knows; all others are news to them. */
const isOwnAct = { you: true, edited: true, disconnected: true, deleted: true } as const satisfies Partial<Record<EndedBy, true>>;

/** Somebody else ended it, so its owner has to be told. */
export const isNewsToOwner = (by: EndedBy): boolean => !Object.hasOwn(isOwnAct, by);

/** `label` is short enough for a list. */
type Words = { label: string; sentence: string; remedy: string };

const again = 'Connect the account again, choose it as the target, and approve the post once more.';

export const endingWords = {
  you: { label: 'Canceled', sentence: 'You canceled it.', remedy: 'Approve it again if it shall go out after all.' },
  edited: { label: 'Edited', sentence: 'It was edited, and that ended the approval.', remedy: 'Approve it as it is now.' },
  disconnected: { label: 'Disconnected', sentence: 'You disconnected the account that it was meant for.', remedy: again },
  removed_at_platform: {
    label: 'App removed',
    sentence: 'Postora was removed from the apps of this account at the platform, so it may not publish there.',
    remedy: again,
  },
  deletion_at_platform: {
    label: 'Connection ended',
    sentence: 'The platform told Postora to delete what it has of this account, so the connection ended.',
    remedy: again,
  },
  operator: {
    label: 'Ended by operator',
    sentence: 'The people who run this Postora ended it.',
    remedy: 'Write to the help address if you do not know why.',
  },
  deleted: { label: 'Being deleted', sentence: 'Everything in this Postora account is being deleted.', remedy: 'Nothing more goes out.' },
  connection_gone: {
    label: 'Not connected',
    sentence: 'The account that it was meant for is not connected any more.',
    remedy: again,
  },
} as const satisfies Record<EndedBy, Words>;
