/** One part of a post: its words, its media, its options, and what the rules say of each. */
import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, useEffect, useId, useRef, useState } from 'react';
import type { DraftPart } from '../draft/content.ts';
import { at, type Shown } from '../draft/findings.ts';
import type { Upload } from '../media/uploads.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { keepingFocus } from '../ui/keep-focus.ts';
import { card } from '../ui/page.tsx';
import { CountRing } from './count-ring.tsx';
import { MediaTray } from './media-tray.tsx';
import { Notes } from './notes.tsx';
import { OptionsEditor } from './options-editor.tsx';
import { PartTools } from './part-tools.tsx';
import type { Actions } from './use-writing.ts';

type PartEditorProps = {
  part: DraftPart;
  index: number;
  count: number;
  found: readonly Shown[];
  uploads: ReadonlyMap<string, Upload>;
  actions: Actions;
  onReview: () => void;
};

function PartHead({ part, index, count, actions }: PartEditorProps) {
  const number = index + 1;
  return (
    <div className="flex items-center justify-between gap-2 border-b border-line py-1 pl-5 pr-2">
      <span className="text-sm font-medium text-soft">
        Part {number} of {count}
      </span>
      <span className="flex">
        <IconButton
          label={`Move part ${number} up`}
          isOff={index === 0}
          onClick={(event) => keepingFocus(event, () => actions.movePart(part.key, -1))}
        >
          <ArrowUp className="size-4" />
        </IconButton>
        <IconButton
          label={`Move part ${number} down`}
          isOff={number === count}
          onClick={(event) => keepingFocus(event, () => actions.movePart(part.key, 1))}
        >
          <ArrowDown className="size-4" />
        </IconButton>
        <IconButton label={`Remove part ${number}`} onClick={() => actions.removePart(part.key)}>
          <Trash2 className="size-4" />
        </IconButton>
      </span>
    </div>
  );
}

/** Blank is where everything begins, so only the review complains about it. */
const worthSaying = (found: readonly Shown[]): Shown[] => at(found, '#/text').filter(({ code }) => code !== 'text_empty');

function PartText({ id, part, index, found, actions, onReview }: PartEditorProps & { id: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isFresh = actions.fresh === part.key;
  useEffect(() => {
    if (isFresh) field.current?.focus();
  }, [isFresh]);
  const notes = worthSaying(found);
  const paste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    actions.addFiles(part.key, files);
  };
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {index === 0 ? 'Text of the post' : `Text of part ${index + 1}`}
      </label>
      <textarea
        ref={field}
        id={id}
        aria-describedby={`${id}-count ${id}-notes`}
        aria-invalid={notes.some(({ tone }) => tone === 'bad') || undefined}
        value={part.text}
        rows={index === 0 ? 5 : 3}
        placeholder={index === 0 ? 'What would you like to say?' : 'And then?'}
        onChange={(event) => actions.setText(part.key, event.target.value)}
        onPaste={paste}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          onReview();
        }}
        className={`field-sizing-content w-full resize-none rounded-t-card bg-transparent px-5 py-4 text-lg leading-relaxed placeholder:text-soft focus-visible:outline-none ${index === 0 ? 'min-h-36' : 'min-h-24'}`}
      />
      <div className={notes.length === 0 ? '' : 'px-5 pb-3'}>
        <Notes id={`${id}-notes`} found={notes} />
      </div>
    </>
  );
}

/** Files may be dropped anywhere on the part. */
function useDrop(onFiles: (files: File[]) => void) {
  const [isOver, setIsOver] = useState(false);
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');
  return {
    isOver,
    handlers: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setIsOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setIsOver(false);
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
}

export function PartEditor(props: PartEditorProps) {
  const { part, index, count, found, uploads, actions } = props;
  const [isOpen, setIsOpen] = useState(false);
  const { isOver, handlers } = useDrop((files) => actions.addFiles(part.key, files));
  const id = useId();
  const optionsId = `${id}-options`;
  return (
    <li
      aria-label={`Part ${index + 1}`}
      className={`${card} flex min-w-0 flex-col focus-within:border-accent ${isOver ? 'border-accent bg-accent-soft' : ''}`}
      {...handlers}
    >
      {count > 1 ? <PartHead {...props} /> : null}
      <PartText id={id} {...props} />
      <MediaTray part={part} found={found} uploads={uploads} actions={actions} />
      <OptionsEditor
        id={optionsId}
        isOpen={isOpen}
        options={part.options}
        found={found}
        onChange={(options) => actions.setOptions(part.key, options)}
      />
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-t border-line px-3 py-2 pr-5">
        <PartTools part={part} index={index} isOpen={isOpen} optionsId={optionsId} onToggle={() => setIsOpen(!isOpen)} actions={actions} />
        <CountRing text={part.text} id={`${id}-count`} />
      </div>
    </li>
  );
}
