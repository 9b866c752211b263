/** Date, hour and zone of a post, judged while they are chosen: what the clocks skip is said with a way out, what they show twice is asked about. */
import { useId } from 'react';
import { isZone, shownInstead, wallTimeOf } from '../../../lib/core/zoned-time.ts';
import { useNow } from '../browser/use-now.ts';
import type { Shown } from '../draft/findings.ts';
import { type DraftTime, dateOf, hourOf, judgeDraft, type LatePolicy, withTime } from '../draft/time.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { card } from '../ui/page.tsx';
import { Notes } from './notes.tsx';
import { TimeLine } from './time-line.tsx';
import { ZoneField } from './zone-field.tsx';

type TimeEditorProps = { time: DraftTime; onChange: (time: DraftTime) => void };

const occurrences = [
  { occurrence: 'first', label: 'The first one, before the clocks go back' },
  { occurrence: 'second', label: 'The second one, an hour or so later' },
] as const;

function WhichOfTwo({ time, onChange }: TimeEditorProps) {
  const name = useId();
  return (
    <fieldset className="flex min-w-0 flex-col gap-1">
      <legend className="text-sm font-medium">The clocks show {hourOf(time)} twice on this day. Which one?</legend>
      {occurrences.map(({ occurrence, label }) => (
        <label key={occurrence} className="flex min-h-9 items-center gap-3 text-sm">
          <input
            type="radio"
            name={name}
            className="size-6 shrink-0 accent-accent"
            checked={time.occurrence === occurrence}
            onChange={() => onChange({ ...time, occurrence })}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

const policies = [
  { policy: 'ask', label: 'Ask me' },
  { policy: 'publish', label: 'Publish it anyway' },
] as const satisfies readonly { policy: LatePolicy; label: string }[];

function IfLate({ time, onChange }: TimeEditorProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        If it would be more than an hour late
      </label>
      <select
        id={id}
        value={time.if_late}
        onChange={({ target }) => onChange({ ...time, if_late: target.value === 'publish' ? 'publish' : 'ask' })}
        className="min-h-11 w-full rounded-lg border border-edge bg-card px-3 text-base"
      >
        {policies.map(({ policy, label }) => (
          <option key={policy} value={policy}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The way out of a time that the clocks skip. */
function Instead({ time, onChange }: TimeEditorProps) {
  const [date, hour] = shownInstead(time.wall_time, time.zone)?.split('T') ?? [];
  if (date === undefined || hour === undefined) return null;
  return (
    <Button className="self-start" onClick={() => onChange(withTime(time, { date, hour }))}>
      Use {hour}
    </Button>
  );
}

export function TimeEditor({ time, onChange }: TimeEditorProps) {
  const now = useNow();
  const noteId = useId();
  const judged = judgeDraft(time, now);
  const found: Shown[] = judged.kind === 'usable' ? [] : [{ ...judged.finding, tone: 'bad' }];
  const code = found[0]?.code;
  const isAsked = code === 'time_doubled' || time.occurrence !== undefined;
  const ofZone = code === 'zone_unknown';
  const field = { describedBy: noteId, isInvalid: code !== undefined && !ofZone && !isAsked };
  const earliest = isZone(time.zone) ? wallTimeOf(now, time.zone).slice(0, 10) : undefined;
  return (
    <div className={`${card} flex flex-col gap-4 p-4 sm:p-5`}>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(9.5rem,1fr))] gap-4">
        <Field
          label="Date"
          type="date"
          value={dateOf(time)}
          min={earliest}
          {...field}
          onChange={({ target }) => onChange(withTime(time, { date: target.value }))}
        />
        <Field
          label="Time"
          type="time"
          value={hourOf(time)}
          {...field}
          onChange={({ target }) => onChange(withTime(time, { hour: target.value.slice(0, 5) }))}
        />
        <div className="flex min-w-0 flex-col">
          <ZoneField zone={time.zone} isInvalid={ofZone} describedBy={noteId} onChange={(zone) => onChange(withTime(time, { zone }))} />
        </div>
      </div>
      <Notes id={noteId} found={code === 'time_doubled' ? [] : found} />
      {code === 'time_skipped' ? <Instead time={time} onChange={onChange} /> : null}
      {isAsked ? <WhichOfTwo time={time} onChange={onChange} /> : null}
      {judged.kind === 'usable' ? <TimeLine time={{ at: judged.at.toISOString(), zone: time.zone }} isLive /> : null}
      <IfLate time={time} onChange={onChange} />
    </div>
  );
}
