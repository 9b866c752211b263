/** Media at an address of the person's own: nothing is uploaded, so nothing is frozen, and the row says so. */
import { useId } from 'react';
import type { MediaKind } from '../../../lib/core/content.ts';
import { mediaNoun } from '../words/media.ts';
import type { MediaRowProps } from './media-row.tsx';
import { Notes } from './notes.tsx';

const kinds: readonly { kind: MediaKind; label: string }[] = [
  { kind: 'image', label: 'Image' },
  { kind: 'video', label: 'Video' },
];

export function LinkedAddress({ item, index, found, actions }: MediaRowProps) {
  const id = useId();
  // An empty field needs no complaint yet, only the reminder that it is not frozen.
  const notes = found.filter(({ pointer, tone }) => pointer.endsWith('/url') && (item.url !== '' || tone === 'warn'));
  const name = `${mediaNoun(item.kind)} ${index + 1}`;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex gap-2">
        <select
          aria-label={`Kind of ${name}`}
          value={item.kind}
          onChange={({ target }) => {
            const chosen = kinds.find(({ kind }) => kind === target.value);
            if (chosen) actions.changeMedia(item.key, { kind: chosen.kind });
          }}
          className="min-h-10 shrink-0 rounded-lg border border-edge bg-card px-2 text-sm"
        >
          {kinds.map(({ kind, label }) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </select>
        <input
          type="url"
          inputMode="url"
          aria-label={`Address of ${name}`}
          aria-describedby={`${id}-notes`}
          aria-invalid={notes.some(({ tone }) => tone === 'bad') || undefined}
          value={item.url}
          placeholder="https://…"
          onChange={({ target }) => actions.changeMedia(item.key, { url: target.value.trim() })}
          className="min-h-10 w-full min-w-0 rounded-lg border border-edge bg-card px-3 text-sm placeholder:text-soft aria-invalid:border-bad"
        />
      </div>
      <Notes id={`${id}-notes`} found={notes} />
    </div>
  );
}
