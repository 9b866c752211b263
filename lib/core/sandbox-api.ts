/** What the sandbox's page is told: the posts of one account as anybody would see them on a real platform. */
import type { MediaItemView, PartView } from './api.ts';

/** `is_hosted`: a file of ours. Anything else is never fetched, only linked to. */
export type SandboxMediaView = Pick<MediaItemView, 'kind' | 'url' | 'alt'> & { is_hosted: boolean };

export type SandboxPostView = Omit<PartView, 'media'> & {
  object: 'sandbox_post';
  id: string;
  media: SandboxMediaView[];
  /** The post right above it. */
  reply_to: string | null;
  published_at: string;
};

/** A first post and all answers below it, oldest first. */
export type SandboxThreadView = SandboxPostView & { replies: SandboxPostView[] };
