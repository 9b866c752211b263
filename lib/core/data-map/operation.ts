/** Data map: what the service needs in order to run, and exports. */
import type { Export } from '../export.ts';
import type { Stop } from '../stop.ts';
import type { SweepMarks } from '../timer.ts';
import { type Declaration, internal, type Of } from './declare.ts';

export const operation = {
  export: {
    table: 'main',
    category: 'operation',
    about: 'That you asked for a copy of your data, and where the file is.',
    purpose: 'To make it and to give it to you alone.',
    retention: 'one_day',
    erasedBy: 'account',
    attributes: {
      id: internal('its id'),
      userId: internal('whose it is'),
      state: internal('being made, or ready'),
      sizeBytes: internal('its size'),
      createdAt: internal('when you asked'),
      readyAt: internal('when it was ready'),
      mailedAt: internal('when you were told'),
      expiresAt: internal('until when it can be fetched'),
      lookAt: internal('when it is looked at next'),
      rev: internal('revision'),
    } satisfies Of<Export>,
  },
  rate: {
    table: 'main',
    category: 'operation',
    about:
      'How often something was asked for within an hour, under a keyed hash of your address or your network address, or your id; calls of a session within a minute.',
    purpose: 'To keep others from flooding you with mail, or the service with requests.',
    retention: 'two_hours',
    erasedBy: 'counter',
    attributes: { count: internal('how often') },
  },
  lease: {
    table: 'main',
    category: 'operation',
    about: 'Which publication is being sent for a connection.',
    purpose: 'So that two posts are never sent at once.',
    retention: 'working',
    erasedBy: 'connection',
    attributes: { holder: internal('which publication'), postId: internal('of which post'), rev: internal('revision') },
  },
  sweep: {
    table: 'main',
    category: 'operation',
    about: 'How far the timer has come.',
    purpose: 'So that nothing that is due is missed.',
    retention: 'stage',
    erasedBy: 'never',
    attributes: {
      emptyThrough: internal('a minute'),
      enqueuedThrough: internal('a minute'),
      reopenedThrough: internal('a minute'),
    } satisfies Of<SweepMarks>,
  },
  retention: {
    table: 'main',
    category: 'operation',
    about: 'How far the erasing of what is over has come.',
    purpose: 'So that nothing is kept longer than it says.',
    retention: 'stage',
    erasedBy: 'never',
    attributes: { emptyThrough: internal('an hour') },
  },
  stop: {
    table: 'main',
    category: 'operation',
    about: 'That the operator has stopped all publishing, since when and why.',
    purpose: 'To publish nothing while something is wrong.',
    retention: 'stage',
    erasedBy: 'never',
    attributes: { since: internal('since when'), reason: internal('why') } satisfies Of<Stop>,
  },
} as const satisfies Record<string, Declaration>;
