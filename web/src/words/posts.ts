/** A post in a few words. */
import type { PostView } from '../../../lib/core/api.ts';
import { mediaWords } from './media.ts';

export const firstLine = (text: string): string => text.trim().split('\n', 1)[0] ?? '';

/** Its first line; of one without words, what else it has. */
export const postTitle = ({ text, media }: Pick<PostView, 'text' | 'media'>): string =>
  firstLine(text) || mediaWords(media) || 'No text yet';
