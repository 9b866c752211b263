/** The row below a part: add files, add media by its address, open the options. */
import { ImagePlus, Link2, SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import type { DraftPart } from '../draft/content.ts';
import { acceptedTypes } from '../media/accept.ts';
import { optionLines } from '../words/options.ts';
import type { Actions } from './use-writing.ts';

const tool =
  'inline-flex min-h-9 items-center gap-2 rounded-lg px-2 text-sm font-medium text-soft transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken aria-expanded:text-ink';

function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick} className={tool}>
      {children}
    </button>
  );
}

type PartToolsProps = {
  part: DraftPart;
  index: number;
  isOpen: boolean;
  optionsId: string;
  onToggle: () => void;
  actions: Pick<Actions, 'addFiles' | 'addLink'>;
};

export function PartTools({ part, index, isOpen, optionsId, onToggle, actions }: PartToolsProps) {
  const chooser = useRef<HTMLInputElement>(null);
  const where = index === 0 ? '' : ` to part ${index + 1}`;
  const set = optionLines(part.options).length;
  return (
    <div className="flex flex-wrap items-center">
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept={acceptedTypes}
        onChange={({ target }) => {
          actions.addFiles(part.key, [...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <Tool label={`Add media${where}`} onClick={() => chooser.current?.click()}>
        <ImagePlus className="size-4.5" />
        <span className="hidden sm:inline">Media</span>
      </Tool>
      <Tool label={`Add media by address${where}`} onClick={() => actions.addLink(part.key)}>
        <Link2 className="size-4.5" />
      </Tool>
      <button type="button" aria-expanded={isOpen} aria-controls={optionsId} onClick={onToggle} className={tool}>
        <SlidersHorizontal className="size-4.5" />
        More
        <span className="sr-only"> options{index === 0 ? '' : ` of part ${index + 1}`}</span>
        {set === 0 ? null : (
          <span className="rounded-full bg-accent-soft px-1.5 text-xs text-accent">
            {set}
            <span className="sr-only"> set</span>
          </span>
        )}
      </button>
    </div>
  );
}
