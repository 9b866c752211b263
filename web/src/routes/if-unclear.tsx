/** Whether a post may be sent again unasked when nobody knows whether it is out: off, and the risk stands beside it. */
import { useId } from 'react';
import type { UnclearPolicy } from '../../../lib/core/schedule.ts';
import { unclearWords } from '../words/times.ts';

type IfUnclearProps = { policy: UnclearPolicy; onChange: (policy: UnclearPolicy) => void };

export function IfUnclear({ policy, onChange }: IfUnclearProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <label className="flex min-h-11 items-center gap-3 font-medium">
        <input
          type="checkbox"
          className="size-6 shrink-0 accent-accent"
          aria-describedby={id}
          checked={policy === 'send_again'}
          onChange={({ target }) => onChange(target.checked ? 'send_again' : 'ask')}
        />
        Send it again if it cannot be found
      </label>
      <p id={id} className="text-soft">
        {unclearWords[policy]}
      </p>
    </div>
  );
}
