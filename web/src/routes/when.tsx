/** When a post goes out: as soon as it is approved, or at a time that is told in words at once. */
import { useId } from 'react';
import { ownZone } from '../browser/zone.ts';
import { type DraftTime, suggestedTime } from '../draft/time.ts';
import { TimeEditor } from './time-editor.tsx';

type WhenProps = { time: DraftTime | null; onChange: (time: DraftTime | null) => void };

const choices = [
  { isTimed: false, label: 'As soon as I approve it' },
  { isTimed: true, label: 'At a time' },
] as const;

export function When({ time, onChange }: WhenProps) {
  const name = useId();
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="mb-2 text-sm font-medium">When</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {choices.map(({ isTimed, label }) => (
          <label
            key={label}
            className={`flex min-h-11 items-center gap-3 rounded-card border px-3 py-2 text-sm font-medium transition-colors has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isTimed === (time !== null) ? 'border-accent bg-accent-soft' : 'border-line bg-card hover:bg-sunken'}`}
          >
            <input
              type="radio"
              name={name}
              className="size-6 shrink-0 accent-accent"
              checked={isTimed === (time !== null)}
              onChange={() => onChange(isTimed ? suggestedTime(new Date(), ownZone()) : null)}
            />
            {label}
          </label>
        ))}
      </div>
      {time === null ? null : <TimeEditor time={time} onChange={onChange} />}
    </fieldset>
  );
}
