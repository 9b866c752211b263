/** The post that a part quotes: one of one's own, or any whose id is known. */
import { useId } from 'react';
import type { OptionsView } from '../../../lib/core/api.ts';
import { at, type Shown } from '../draft/findings.ts';
import { withOption } from '../draft/options.ts';
import { Field } from '../ui/field.tsx';
import { Notes } from './notes.tsx';
import { useQuotable } from './quotable.ts';

type QuoteProps = { options: OptionsView; found: readonly Shown[]; onChange: (options: OptionsView) => void };
export function QuoteField({ options, found, onChange }: QuoteProps) {
  const id = useId();
  const own = useQuotable();
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
