/** Does the server have what is written here? */
import { CloudCheck, CloudOff, LoaderCircle } from 'lucide-react';
import type { Phase } from '../draft/draft.ts';

const saveWords = {
  clean: '',
  saved: 'Saved',
  unsaved: 'Not saved yet',
  saving: 'Saving…',
  failed: 'Kept in this browser',
  conflict: 'Kept in this browser',
  locked: 'Kept in this browser',
} as const satisfies Record<Phase['kind'], string>;

export function SaveState({ phase }: { phase: Phase }) {
  const words = saveWords[phase.kind];
  const Icon = phase.kind === 'saved' ? CloudCheck : phase.kind === 'unsaved' || phase.kind === 'saving' ? LoaderCircle : CloudOff;
  return (
    <span role="status" className="inline-flex min-h-5 items-center gap-1.5 text-sm text-soft">
      {words === '' ? null : <Icon className={`size-4 ${phase.kind === 'saving' ? 'animate-spin' : ''}`} />}
      {words}
    </span>
  );
}
