/** The post that a part quotes: one of one's own, or any whose id is known. */
import { useId } from 'react';
import type { ConnectionView, OptionsView, PostView } from '../../../lib/core/api.ts';
import { useConnections, usePosts } from '../api/queries.ts';
import { partsOf } from '../draft/content.ts';
import { at, type Shown } from '../draft/findings.ts';
import { withOption } from '../draft/options.ts';
import { Field } from '../ui/field.tsx';
import { firstLine } from '../words/posts.ts';
import { Notes } from './notes.tsx';

type QuoteProps = { options: OptionsView; found: readonly Shown[]; onChange: (options: OptionsView) => void };
type Quotable = { id: string; words: string };

/** Every part that is out, by its id on the platform. */
function quotable(posts: readonly PostView[], connections: readonly ConnectionView[]): Quotable[] {
  return posts.flatMap((post) => {
    const texts = partsOf(post).map(({ text }) => firstLine(text));
    return post.publications.flatMap(({ connection_id, parts }) => {
      const username = connections.find(({ id }) => id === connection_id)?.username;
      return parts.flatMap(({ remote_id }, index) =>
        remote_id === null
          ? []
          : [{ id: remote_id, words: `${username === undefined ? '' : `@${username}: `}${texts[index] || 'No text'}` }],
      );
    });
  });
}

export function QuoteField({ options, found, onChange }: QuoteProps) {
  const id = useId();
  const posts = usePosts();
  const connections = useConnections();
  const own = quotable(posts.data?.pages.flatMap((page) => page.data) ?? [], connections.data?.data ?? []);
  const chosen = options.quote_post_id ?? '';
  const notes = at(found, '#/options/quote_post_id');
  const set = (value: string) => onChange(withOption(options, 'quote_post_id', value.trim()));
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-1.5">
        <label htmlFor={id} className="text-sm font-medium">
          Quote one of your posts
        </label>
        <select
          id={id}
          value={own.some((post) => post.id === chosen) ? chosen : ''}
          onChange={({ target }) => set(target.value)}
          className="min-h-11 w-full min-w-0 rounded-lg border border-edge bg-card px-3 text-base"
        >
          <option value="">{own.length === 0 ? 'None of yours is out yet' : 'None'}</option>
          {own.map((post) => (
            <option key={post.id} value={post.id}>
              {post.words}
            </option>
          ))}
        </select>
      </div>
      <div className="flex flex-col gap-1.5">
        <Field
          label="Or any post, by its id"
          hint="The number that the platform gives a post."
          inputMode="numeric"
          value={chosen}
          isInvalid={notes.length > 0}
          onChange={({ target }) => set(target.value)}
        />
        <Notes found={notes} />
      </div>
    </div>
  );
}
