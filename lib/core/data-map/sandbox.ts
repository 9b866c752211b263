/** Data map: the pretend platform inside Postora, where we play the other side as well. */
import type { SandboxContainer, SandboxGrant, SandboxPost, SandboxQuota } from '../sandbox.ts';
import { type Declaration, exported, internal, type Of } from './declare.ts';

const grant = {
  use: internal('code or token'),
  scopes: internal('what it allows'),
  expiresAt: internal('until when'),
} satisfies Of<Omit<SandboxGrant, 'redirectUri'>>;

export const sandboxRows = {
  sandbox_code: {
    table: 'main',
    category: 'sandbox',
    about: 'A one-time code of the sandbox, as a hash.',
    purpose: 'To connect the sandbox as one connects a platform.',
    retention: 'ten_minutes',
    erasedBy: 'use',
    attributes: { ...grant, redirectUri: internal('where it was sent') } satisfies Of<SandboxGrant>,
  },
  sandbox_token: {
    table: 'main',
    category: 'sandbox',
    about: 'A token of the sandbox, as a hash.',
    purpose: 'To publish in the sandbox as one publishes at a platform.',
    retention: 'sixty_days',
    erasedBy: 'connection',
    attributes: grant,
  },
  sandbox_container: {
    table: 'main',
    category: 'sandbox',
    about: 'A post that is being prepared in the sandbox.',
    purpose: 'To publish it there.',
    retention: 'two_days',
    erasedBy: 'connection',
    attributes: {
      id: internal('its id'),
      text: internal('the text'),
      media: internal('what it shows'),
      options: internal('its options'),
      replyTo: internal('what it answers'),
      createdAt: internal('when it was prepared'),
      rev: internal('revision'),
      postId: internal('as which post it was published'),
    } satisfies Of<SandboxContainer>,
  },
  sandbox_post: {
    table: 'main',
    category: 'sandbox',
    about: 'A post as the sandbox shows it. Nobody but you sees it.',
    purpose: 'To show you what a platform would show.',
    retention: 'connection',
    erasedBy: 'connection',
    exportedIn: 'sandbox.json',
    attributes: {
      id: exported('its id'),
      text: exported('the text'),
      media: exported('what it shows'),
      options: exported('its options'),
      replyTo: exported('what it answers'),
      publishedAt: exported('when'),
    } satisfies Of<SandboxPost>,
  },
  sandbox_quota: {
    table: 'main',
    category: 'sandbox',
    about: 'When posts went out in the sandbox within a day.',
    purpose: 'To keep to a limit there as at a platform.',
    retention: 'one_day',
    erasedBy: 'connection',
    attributes: { rev: internal('revision'), publishedAt: internal('the times') } satisfies Of<SandboxQuota>,
  },
} as const satisfies Record<string, Declaration>;
