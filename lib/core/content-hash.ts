/** The hash that an approval binds to and that is checked again before every irreversible call. */
import { createHash } from 'node:crypto';
import { canonicalContent, type PostContent } from './post.ts';

/** SHA-256 (hex) of the canonical content. */
export const contentHash = (content: PostContent): string => createHash('sha256').update(canonicalContent(content)).digest('hex');
