/** What the rules say of one field, below it: what blocks in red, what may go wrong in amber. */
import type { Shown } from '../draft/findings.ts';
import { ToneIcon } from '../ui/chip.tsx';

export function Notes({ id, found }: { id?: string | undefined; found: readonly Shown[] }) {
  return (
    <div id={id} role="status" className="flex flex-col gap-1 empty:hidden">
      {found.map(({ pointer, code, tone, detail, remediation }) => (
        <p key={pointer + code} className={`flex gap-2 text-sm ${tone === 'bad' ? 'text-bad' : 'text-warn'}`}>
          <ToneIcon tone={tone} className="mt-0.75 size-3.5" />
          <span>
            {detail} <span className="text-ink/80">{remediation}</span>
          </span>
        </p>
      ))}
    </div>
  );
}
