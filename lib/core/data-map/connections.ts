/** Data map: connected accounts, their sealed tokens and the keys to them. */
import type { Connection, SealedToken } from '../connection.ts';
import type { Health } from '../health.ts';
import { type Declaration, exported, internal, type Of, sealed } from './declare.ts';

const health = { table: 'main', category: 'connection', retention: 'connection', erasedBy: 'connection' } as const;

export const connections = {
  connection: {
    table: 'main',
    category: 'connection',
    about: 'The public profile of an account you connected, what it allows Postora to do, and since when.',
    purpose: 'To show you where a post will go, and to publish there.',
    retention: 'connection',
    erasedBy: 'connection',
    exportedIn: 'connections.json',
    attributes: {
      id: exported('its id here'),
      userId: internal('whose it is'),
      provider: exported('the platform'),
      remoteId: exported('its id at the platform'),
      remoteHash: internal('keyed hash of that'),
      username: exported('its user name'),
      name: exported('its name'),
      pictureUrl: exported('address of its picture'),
      biography: exported('its biography'),
      scopes: exported('what you allowed'),
      state: exported('in use, or being disconnected'),
      epoch: internal('rises when everything of it must stop'),
      keyVersion: internal('which key seals its token'),
      tokenExpiresAt: exported('until when the platform lets Postora in'),
      connectedAt: exported('since when'),
      consentedAt: exported('when you last allowed it'),
      coolUntil: internal('until when the platform asked for patience'),
      busyUntil: internal('until when a worker may still be at a call'),
      rev: internal('revision'),
    } satisfies Of<Connection>,
  },
  token: {
    table: 'main',
    category: 'connection',
    about: 'The token of a connected account, encrypted.',
    purpose: 'To publish in your name. Nobody can read it: its key is elsewhere, and no page, log or answer shows it.',
    retention: 'connection',
    erasedBy: 'connection',
    attributes: {
      sealed: sealed('the encrypted token'),
      keyVersion: internal('which key seals it'),
      expiresAt: internal('until when it works'),
      issuedAt: internal('since when'),
      refreshedAt: internal('when it was last renewed'),
      dueAt: internal('when it is renewed next'),
      rev: internal('revision'),
    } satisfies Of<SealedToken>,
  },
  data_key: {
    table: 'vault',
    category: 'connection',
    about: 'The key that seals a token, itself encrypted by the key service. It is in no backup.',
    purpose: 'To open the token for the one call that publishes.',
    retention: 'connection',
    erasedBy: 'connection',
    attributes: { wrapped: sealed('the encrypted key') },
  },
  remote: {
    table: 'main',
    category: 'connection',
    about: 'A keyed hash of the id of an account you connected.',
    purpose: 'So that an account belongs to one person only.',
    retention: 'connection',
    erasedBy: 'connection',
    attributes: { userId: internal('whose it is'), connectionId: internal('as which connection') },
  },
  health_refresh: {
    ...health,
    about: 'When the token of a connected account was last renewed, and whether that failed.',
    purpose: 'To renew it in time, and to tell you once if that cannot be done.',
    attributes: {
      lastTriedAt: internal('when a token was last asked for'),
      lastRefreshedAt: internal('when one was last given'),
      problem: internal('why the last attempt failed'),
      failures: internal('count of attempts'),
      warned: internal('how many days before its end you were told'),
      telling: internal('what is about to be told'),
    } satisfies Of<NonNullable<Health['refresh']>>,
  },
  health_told: {
    ...health,
    about: 'What you were told about a token that cannot be renewed.',
    purpose: 'To tell you nothing twice.',
    attributes: {
      keyVersion: internal('about which token'),
      days: internal('how many days before its end'),
      rev: internal('revision'),
    } satisfies Of<NonNullable<Health['told']>>,
  },
  health_quota: {
    ...health,
    about: 'How many posts the platform still takes of a connected account.',
    purpose: 'To show you, and not to ask for more.',
    attributes: {
      used: internal('posts within the window'),
      total: internal('most posts within it'),
      windowMs: internal('its length'),
      readAt: internal('when the platform said so'),
    } satisfies Of<NonNullable<Health['quota']>>,
  },
  health_success: {
    ...health,
    about: 'When something was last published to a connected account.',
    purpose: 'To show you that the connection works.',
    attributes: { publishedAt: internal('when'), postId: internal('which post') } satisfies Of<NonNullable<Health['success']>>,
  },
} as const satisfies Record<string, Declaration>;
