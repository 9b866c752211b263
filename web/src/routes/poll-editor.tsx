/** A poll of two to four choices. */
import { Plus, X } from 'lucide-react';
import type { OptionsView } from '../../../lib/core/api.ts';
import { maxPollOptionLength, maxPollOptions, minPollOptions } from '../../../lib/core/rules/poll.ts';
import { codePointsIn } from '../../../lib/core/rules/text.ts';
import { at, type Shown } from '../draft/findings.ts';
import { withOption } from '../draft/options.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Notes } from './notes.tsx';

type PollProps = { options: OptionsView; found: readonly Shown[]; onChange: (options: OptionsView) => void };
type ChoiceProps = {
  text: string;
  index: number;
  found: readonly Shown[];
  onText: (text: string) => void;
  onRemove: (() => void) | undefined;
};

function Choice({ text, index, found, onText, onRemove }: ChoiceProps) {
  const left = maxPollOptionLength - codePointsIn(text);
  const notes = at(found, `#/options/poll/${index}`);
  // An empty choice is where one begins to write; the review insists on it.
  const worthSaying = notes.filter(({ code }) => code !== 'poll_option_empty');
  return (
    <li className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <input
          type="text"
          aria-label={`Choice ${index + 1}`}
          aria-invalid={worthSaying.length > 0 || undefined}
          value={text}
          placeholder={`Choice ${index + 1}`}
          onChange={({ target }) => onText(target.value)}
          className="min-h-11 w-full min-w-0 rounded-lg border border-edge bg-card px-3 text-base placeholder:text-soft aria-invalid:border-bad"
        />
        <span className={`w-8 shrink-0 text-right text-sm tabular-nums ${left < 0 ? 'text-bad' : 'text-soft'}`}>{left}</span>
        {onRemove ? (
          <IconButton label={`Remove choice ${index + 1}`} onClick={onRemove}>
            <X className="size-4" />
          </IconButton>
        ) : null}
      </div>
      <Notes found={worthSaying} />
    </li>
  );
}

const blankPoll = (): string[] => Array.from({ length: minPollOptions }, () => '');

export function PollEditor({ options, found, onChange }: PollProps) {
  const { poll } = options;
  const set = (next: string[] | undefined) => onChange(withOption(options, 'poll', next));
  if (poll === undefined) {
    return (
      <Button icon={<Plus className="size-4" />} onClick={() => set(blankPoll())}>
        Add a poll
      </Button>
    );
  }
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-2 text-sm font-medium">Poll</legend>
      <ol className="flex flex-col gap-2">
        {poll.map((text, index) => (
          <Choice
            // biome-ignore lint/suspicious/noArrayIndexKey: a choice is nothing but its place and its text, and the text is being typed.
            key={index}
            text={text}
            index={index}
            found={found}
            onText={(next) => set(poll.with(index, next))}
            onRemove={poll.length > minPollOptions ? () => set(poll.toSpliced(index, 1)) : undefined}
          />
        ))}
      </ol>
      <Notes found={at(found, '#/options/poll')} />
      <div className="flex flex-wrap gap-2">
        <Button disabled={poll.length >= maxPollOptions} icon={<Plus className="size-4" />} onClick={() => set([...poll, ''])}>
          Add a choice
        </Button>
        <Button kind="quiet" onClick={() => set(undefined)}>
          Remove the poll
        </Button>
      </div>
    </fieldset>
  );
}
