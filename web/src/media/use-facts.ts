/** What is known of uploaded files, for the rules. Never a reason to wait: what is not known yet is not judged. */
import { useQueries } from '@tanstack/react-query';
import type { MediaItemView } from '../../../lib/core/api.ts';
import type { KnownFacts } from '../../../lib/core/rules/media.ts';
import { mediaQuery } from '../api/queries.ts';
import { factsOf } from './attach.ts';

export function useFacts(items: readonly MediaItemView[]): KnownFacts {
  const ids = [...new Set(items.flatMap(({ media_id }) => (media_id === null ? [] : [media_id])))];
  const found = useQueries({ queries: ids.map(mediaQuery) });
  return (mediaId) => {
    const media = found[ids.indexOf(mediaId)]?.data;
    return media && factsOf(media);
  };
}
