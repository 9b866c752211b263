/** What a reader of the sandbox is told about a post besides its words. */
import type { OptionsView } from '../../../lib/core/api.ts';
import type { SandboxMediaView } from '../../../lib/core/sandbox-api.ts';

type Audience = NonNullable<OptionsView['reply_audience']>;

const audiences = {
  everyone: undefined,
  accounts_you_follow: 'Profiles that this one follows can reply',
  mentioned_only: 'Mentioned profiles can reply',
  parent_post_author_only: 'Only the author of the post above can reply',
  followers_only: 'Followers can reply',
} as const satisfies Record<Audience, string | undefined>;

/** Undefined when it is not worth a word. */
export const replyWords = (audience: Audience | undefined): string | undefined => audience && audiences[audience];

export const mediaWords = { image: 'Picture', video: 'Video' } as const satisfies Record<SandboxMediaView['kind'], string>;

/** Where an address leads; the address itself if nobody can tell. */
export const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : url);
