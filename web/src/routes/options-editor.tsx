/** Everything of a part beside words and media, behind one button. What excludes what is said at the field, never hidden. */
import { useId } from 'react';
import type { OptionsView } from '../../../lib/core/api.ts';
import { at, type Shown, within } from '../draft/findings.ts';
import { withOption } from '../draft/options.ts';
import { Field } from '../ui/field.tsx';
import { audienceWords, optionLines } from '../words/options.ts';
import { Notes } from './notes.tsx';
import { PollEditor } from './poll-editor.tsx';
import { QuoteField } from './quote-field.tsx';

type OptionsProps = { options: OptionsView; found: readonly Shown[]; onChange: (options: OptionsView) => void };

const fields = [
  { name: 'topic_tag', label: 'Topic', hint: 'One topic, without #. People find the post by it.', type: 'text' },
  { name: 'link_attachment', label: 'Attached link', hint: 'Shown as a card below the text.', type: 'url' },
  { name: 'gif_id', label: 'GIF', hint: 'The id of a GIF at GIPHY: the last piece of its address.', type: 'text' },
] as const;

const audiences = Object.entries(audienceWords);
const isAudience = (value: string): value is keyof typeof audienceWords => Object.hasOwn(audienceWords, value);

function Audience({ options, found, onChange }: OptionsProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        Who may reply
      </label>
      <select
        id={id}
        value={options.reply_audience ?? ''}
        onChange={({ target }) => onChange(withOption(options, 'reply_audience', isAudience(target.value) ? target.value : undefined))}
        className="min-h-11 w-full rounded-lg border border-edge bg-card px-3 text-base"
      >
        <option value="">As set on the profile</option>
        {audiences.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      <Notes found={at(found, '#/options/reply_audience')} />
    </div>
  );
}

function Spoiler({ options, found, onChange }: OptionsProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <label className="inline-flex min-h-6 items-start gap-3 text-sm">
        <input
          type="checkbox"
          checked={options.is_spoiler ?? false}
          onChange={({ target }) => onChange(withOption(options, 'is_spoiler', target.checked || undefined))}
          className="mt-0.5 size-6 shrink-0 accent-accent"
        />
        <span>
          <span className="block font-medium">Spoiler</span>
          <span className="text-soft">All images and videos of this part are shown only after a tap.</span>
        </span>
      </label>
      <Notes found={at(found, '#/options/is_spoiler')} />
    </div>
  );
}

function Summary({ options }: { options: OptionsView }) {
  const lines = optionLines(options);
  if (lines.length === 0) return null;
  return (
    <ul aria-label="Options" className="flex flex-wrap gap-1.5">
      {lines.map(({ name, label, value }) => (
        <li key={name} className="max-w-full truncate rounded-full bg-sunken px-2.5 py-0.5 text-xs text-soft">
          {label}: {value}
        </li>
      ))}
    </ul>
  );
}

export function OptionsEditor({ id, isOpen, ...props }: OptionsProps & { id: string; isOpen: boolean }) {
  const { options, found, onChange } = props;
  const closed = within(found, '#/options');
  if (!isOpen) {
    return (
      <div id={id} className="flex flex-col gap-2 px-5 not-empty:pb-4">
        <Summary options={options} />
        {closed.length === 0 ? null : <Notes found={closed} />}
      </div>
    );
  }
  return (
    <div id={id} className="grid gap-4 border-t border-line bg-paper px-5 py-5 sm:grid-cols-2">
      {fields.map(({ name, label, hint, type }) => (
        <div key={name} className="flex flex-col gap-1.5">
          <Field
            label={label}
            hint={hint}
            type={type}
            value={options[name] ?? ''}
            isInvalid={at(found, `#/options/${name}`).length > 0}
            onChange={({ target }) => onChange(withOption(options, name, target.value))}
          />
          <Notes found={at(found, `#/options/${name}`)} />
        </div>
      ))}
      <Audience {...props} />
      <div className="sm:col-span-2">
        <PollEditor {...props} />
      </div>
      <div className="sm:col-span-2">
        <QuoteField {...props} />
      </div>
      <div className="sm:col-span-2">
        <Spoiler {...props} />
      </div>
    </div>
  );
}
