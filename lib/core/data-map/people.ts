/** Data map: people and how they sign in. */
import type { OauthState } from '../connection.ts';
import type { Device } from '../device.ts';
import type { OpenSession, Session } from '../session.ts';
import type { Invite, SignInLink, User } from '../user.ts';
import { type Declaration, exported, internal, type Of } from './declare.ts';

const session = {
  id: exported('its id'),
  userId: internal('whose it is'),
  userEpoch: internal('the generation of the account; an older one is refused'),
  createdAt: exported('when you signed in'),
  lastSeenAt: exported('when the browser was last here'),
  provenAt: exported('when you last confirmed that it is you'),
  userAgent: exported('what the browser calls itself'),
} satisfies Of<Session>;

export const people = {
  user: {
    table: 'main',
    category: 'account',
    about: 'Your e-mail address and since when you are here.',
    purpose: 'To let you in and to write to you about your own account.',
    retention: 'account',
    erasedBy: 'account',
    exportedIn: 'profile.json',
    attributes: {
      id: exported('your id'),
      address: exported('your e-mail address'),
      epoch: internal('rises when everything of the account must stop'),
      createdAt: exported('since when you are here'),
      deletion: internal('which deletion of everything is under way'),
    } satisfies Of<User>,
  },
  email: {
    table: 'main',
    category: 'account',
    about: 'A keyed hash of your e-mail address.',
    purpose: 'To find your account when you sign in, and to have one account per address.',
    retention: 'account',
    erasedBy: 'account',
    attributes: { userId: internal('whose it is') },
  },
  invite: {
    table: 'main',
    category: 'sign_in',
    about: 'An invitation: the address that was invited, under a hash of its link.',
    purpose: 'To let in whom the operator invited, and nobody else.',
    retention: 'one_day',
    erasedBy: 'use',
    attributes: {
      address: internal('who is invited'),
      emailHash: internal('keyed hash of the address, to find it by'),
      expiresAt: internal('until when'),
    } satisfies Of<Invite>,
  },
  link: {
    table: 'main',
    category: 'sign_in',
    about: 'A sign-in link that was mailed to you, as a hash.',
    purpose: 'To let you in once, in the browser that asked.',
    retention: 'ten_minutes',
    erasedBy: 'use',
    attributes: {
      userId: internal('whose it is'),
      userEpoch: internal('the generation of the account'),
      browserHash: internal('hash of a random mark of the browser that asked'),
      expiresAt: internal('until when'),
    } satisfies Of<SignInLink>,
  },
  device: {
    table: 'main',
    category: 'sign_in',
    about: 'That you were signed in on a browser, under one hash of its random mark and your address.',
    purpose: 'So that strangers who ask for links in your name cannot keep you from getting yours.',
    retention: 'ninety_days',
    erasedBy: 'account',
    attributes: { userId: internal('whose it is'), expiresAt: internal('until when') } satisfies Of<Device>,
  },
  state: {
    table: 'main',
    category: 'sign_in',
    about: 'A round trip to a platform that you began in order to connect, as a hash.',
    purpose: 'To take nobody for you when the platform sends you back.',
    retention: 'ten_minutes',
    erasedBy: 'use',
    attributes: {
      userId: internal('who began it'),
      sessionId: internal('in which session'),
      browserHash: internal('hash of a random mark of the browser'),
      provider: internal('at which platform'),
      purpose: internal('what for'),
      expiresAt: internal('until when'),
    } satisfies Of<OauthState>,
  },
  session: {
    table: 'main',
    category: 'sign_in',
    about: 'A signed-in browser, under a hash of its cookie.',
    purpose: 'To know that it is you, without asking each time.',
    retention: 'seven_days',
    erasedBy: 'sign_out',
    attributes: session,
  },
  session_of_user: {
    table: 'main',
    category: 'sign_in',
    about: 'The list of your signed-in browsers.',
    purpose: 'So that you can see and end them.',
    retention: 'seven_days',
    erasedBy: 'sign_out',
    exportedIn: 'sessions.json',
    attributes: { ...session, tokenHash: internal('hash of the cookie, to end it by') } satisfies Of<OpenSession>,
  },
} as const satisfies Record<string, Declaration>;
