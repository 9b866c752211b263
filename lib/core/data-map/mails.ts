/** Data map: mails to the help address. The mails themselves are in no table; they lie in a bucket for 14 days (infra/constructs/inbound-mail.ts). */
import type { Answered, HelpCase, Reply, SeenMail } from '../help-mail.ts';
import { type Declaration, internal, type Of } from './declare.ts';

export const mails = {
  seen_mail: {
    table: 'main',
    category: 'mail',
    about: 'That a mail came in, and what was decided about it, under a hash of its id and sender.',
    purpose: 'To answer a mail once, also when it is delivered twice.',
    retention: 'seven_days',
    erasedBy: 'limit',
    attributes: {
      mailId: internal('its id at the mail service'),
      decision: internal('what was decided'),
      isTold: internal('whether that was passed on'),
      expiresAt: internal('until when'),
    } satisfies Of<SeenMail>,
  },
  answered: {
    table: 'main',
    category: 'mail',
    about: 'That your address was answered, under a keyed hash of it.',
    purpose: 'To send nobody more than one automatic answer a day.',
    retention: 'one_day',
    erasedBy: 'limit',
    attributes: { mailId: internal('id of the mail that was answered'), expiresAt: internal('until when') } satisfies Of<Answered>,
  },
  reply: {
    table: 'main',
    category: 'mail',
    about: 'The address of somebody who wrote and is not on file, until the answer has left.',
    purpose: 'To answer.',
    retention: 'one_day',
    erasedBy: 'use',
    attributes: {
      mailId: internal('id of the mail'),
      address: internal('whom the answer goes to'),
      inReplyTo: internal('what it answers'),
      expiresAt: internal('until when'),
    } satisfies Of<Reply>,
  },
  case: {
    table: 'main',
    category: 'mail',
    about: 'That a mail waits for the decision of a person, why, and until when it must be answered.',
    purpose: 'So that no request is forgotten that a machine must not decide.',
    retention: 'case',
    erasedBy: 'case',
    attributes: {
      id: internal('its id'),
      why: internal('why a machine did not decide'),
      mailId: internal('id of the mail'),
      receivedAt: internal('when it came'),
      answerBy: internal('until when it must be answered'),
      remindAt: internal('when the operator is told again'),
    } satisfies Of<HelpCase>,
  },
  digest: {
    table: 'main',
    category: 'mail',
    about: 'That some mails of a day are told of by number.',
    purpose: 'To tell the operator the next day.',
    retention: 'working',
    erasedBy: 'never',
    attributes: {},
  },
} as const satisfies Record<string, Declaration>;
