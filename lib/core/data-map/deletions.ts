/** Data map: being erased. What is there while it lasts, and what proves it afterwards; nothing of it is in an export. */
import type { Deletion, DeletionLink } from '../deletion.ts';
import type { LedgerEntry } from '../ledger.ts';
import { type Declaration, internal, type Of } from './declare.ts';

export const deletions = {
  pending: {
    table: 'main',
    category: 'sign_in',
    about:
      'That an invitation, a link, a round trip to a platform or a known browser belongs to you, under your id or a keyed hash of your address.',
    purpose: 'To find it when your account is deleted.',
    retention: 'ninety_days',
    erasedBy: 'use',
    attributes: {},
  },
  deletion_link: {
    table: 'main',
    category: 'sign_in',
    about: 'A link that was mailed to you to confirm that everything shall be deleted, as a hash.',
    purpose: 'To delete nothing that you have not confirmed, and to do so once.',
    retention: 'one_day',
    erasedBy: 'use',
    attributes: {
      userId: internal('whose it is'),
      userEpoch: internal('the generation of the account'),
      expiresAt: internal('until when'),
    } satisfies Of<DeletionLink>,
  },
  deletion: {
    table: 'main',
    category: 'record',
    about: 'A deletion: how far it is, and afterwards a receipt with times and numbers that names nobody.',
    purpose: 'To finish what was begun, and to show you under its code what was erased.',
    retention: 'record',
    erasedBy: 'limit',
    attributes: {
      code: internal('what you find it by'),
      door: internal('which way it was asked for'),
      state: internal('how far it is'),
      subject: internal('keyed hash of whom a platform named, until they are found'),
      scope: internal('ids of what it is about, until it is done'),
      extent: internal('everything, one connection, or nobody'),
      trace: internal('ids and hashes to look for again, until it is done'),
      refusal: internal('why it was not done'),
      counts: internal('how many of each kind'),
      receivedAt: internal('when it was asked for'),
      stoppedAt: internal('when everything had stopped'),
      endedAt: internal('when it was done'),
      dueAt: internal('when it goes on, and in the end when it is erased'),
      rev: internal('revision'),
    } satisfies Of<Deletion>,
  },
  erasure: {
    table: 'main',
    category: 'record',
    about: 'Which deletion is erasing what is yours.',
    purpose: 'So that two of them never count the same things.',
    retention: 'working',
    erasedBy: 'deletion',
    attributes: { code: internal('which one') },
  },
  erased: {
    table: 'ledger',
    category: 'record',
    about: 'That somebody was erased, as keyed hashes of ids and address.',
    purpose: 'To erase you again if an older copy of the database ever has to be put back.',
    retention: 'record',
    erasedBy: 'limit',
    attributes: {
      code: internal('which deletion'),
      door: internal('which way it was asked for'),
      at: internal('when'),
      extent: internal('everything, or one connection'),
      userHash: internal('keyed hash of the id'),
      emailHash: internal('keyed hash of the address'),
      remotes: internal('keyed hashes of the connected accounts'),
      expiresAt: internal('until when it is kept'),
    } satisfies Of<LedgerEntry>,
  },
} as const satisfies Record<string, Declaration>;
