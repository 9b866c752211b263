/** The person's own posts that can be quoted: every part that is out, by its id on the platform. */
import type { ConnectionView, PostView } from '../../../lib/core/api.ts';
import { useConnections, usePosts } from '../api/queries.ts';
import { partsOf } from '../draft/content.ts';
import { firstLine } from '../words/posts.ts';

type Quotable = { id: string; words: string };

function quotable(posts: readonly PostView[], connections: readonly ConnectionView[]): Quotable[] {
  return posts.flatMap((post) => {
    const texts = partsOf(post).map(({ text }) => firstLine(text));
    return post.publications.flatMap(({ connection_id, parts }) => {
      const username = connections.find(({ id }) => id === connection_id)?.username;
      const who = username === undefined ? '' : `@${username}: `;
      return parts.flatMap(({ remote_id }, index) =>
        remote_id === null ? [] : [{ id: remote_id, words: `${who}${texts[index] || 'No text'}` }],
      );
    });
  });
}

/** Of the newest posts. */
export function useQuotable(): Quotable[] {
  const posts = usePosts();
  const connections = useConnections();
  return quotable(posts.data?.pages.flatMap((page) => page.data) ?? [], connections.data?.data ?? []);
}
