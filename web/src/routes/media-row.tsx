/** One image or video of a part: what it is, how far its upload is, its description, its place. */
import { ArrowDown, ArrowUp, GripVertical, X } from 'lucide-react';
import { type HTMLAttributes, useId } from 'react';
import { maxAltLength } from '../../../lib/core/rules/media.ts';
import { codePointsIn } from '../../../lib/core/rules/text.ts';
import type { DraftMedia } from '../draft/content.ts';
import type { Shown } from '../draft/findings.ts';
import type { Upload } from '../media/uploads.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { keepingFocus } from '../ui/keep-focus.ts';
import { mediaNoun } from '../words/media.ts';
import { LinkedAddress } from './linked-address.tsx';
import { Notes } from './notes.tsx';
import { Thumbnail } from './thumbnail.tsx';
import { UploadProgress } from './upload-progress.tsx';
import type { Actions } from './use-writing.ts';

export type MediaRowProps = {
  item: DraftMedia;
  index: number;
  count: number;
  upload: Upload | undefined;
  found: readonly Shown[];
  /** What makes the grip draggable; absent while there is nothing to reorder. */
  handle: HTMLAttributes<HTMLElement> | undefined;
  actions: Pick<Actions, 'changeMedia' | 'placeMedia' | 'removeMedia' | 'retryMedia'>;
};

/** Nearly full from here on. */
const nearlyFull = 100;

function Alt({ item, index, found, actions }: MediaRowProps) {
  const id = useId();
  const left = maxAltLength - codePointsIn(item.alt);
  const notes = found.filter(({ pointer }) => pointer.endsWith('/alt'));
  const hint = item.alt === '' ? 'People who cannot see it read this instead.' : left <= nearlyFull ? `${left} characters left` : '';
  return (
    <div className="flex flex-col gap-1">
      <textarea
        id={id}
        rows={1}
        aria-label={`Description of ${mediaNoun(item.kind)} ${index + 1}`}
        aria-describedby={`${id}-hint ${id}-notes`}
        aria-invalid={notes.length > 0 || undefined}
        value={item.alt}
        placeholder="Describe what is to be seen"
        onChange={(event) => actions.changeMedia(item.key, { alt: event.target.value })}
        className="field-sizing-content min-h-10 w-full resize-none rounded-lg border border-edge bg-card px-3 py-2 text-sm placeholder:text-soft aria-invalid:border-bad"
      />
      <p id={`${id}-hint`} className="text-xs text-soft tabular-nums empty:hidden">
        {hint}
      </p>
      <Notes id={`${id}-notes`} found={notes} />
    </div>
  );
}

function Place({ item, index, count, handle, actions }: MediaRowProps) {
  const name = `${mediaNoun(item.kind)} ${index + 1}`;
  return (
    <div className="flex shrink-0 flex-wrap items-start justify-end sm:flex-nowrap">
      {handle ? (
        <>
          <span
            {...handle}
            title="Drag to another place"
            className="hidden size-9 cursor-grab items-center justify-center text-soft sm:inline-flex"
          >
            <GripVertical className="size-4" />
          </span>
          <IconButton
            label={`Move ${name} up`}
            isOff={index === 0}
            onClick={(event) => keepingFocus(event, () => actions.placeMedia(item.key, index - 1))}
          >
            <ArrowUp className="size-4" />
          </IconButton>
          <IconButton
            label={`Move ${name} down`}
            isOff={index === count - 1}
            onClick={(event) => keepingFocus(event, () => actions.placeMedia(item.key, index + 1))}
          >
            <ArrowDown className="size-4" />
          </IconButton>
        </>
      ) : null}
      <IconButton label={`Remove ${name}`} onClick={() => actions.removeMedia(item.key)}>
        <X className="size-4" />
      </IconButton>
    </div>
  );
}

export function MediaRow(props: MediaRowProps) {
  const { item, upload, found, actions } = props;
  const isLinked = !item.isComing && item.media_id === null;
  const about = found.filter(({ pointer }) => !pointer.endsWith('/alt') && !pointer.endsWith('/url'));
  return (
    <div className="flex flex-wrap gap-3 rounded-lg border border-line bg-paper p-3 sm:flex-nowrap">
      <Thumbnail item={item} file={upload?.file} />
      <div className="order-last flex min-w-0 basis-full flex-col gap-2 sm:order-none sm:flex-1 sm:basis-0">
        {isLinked ? <LinkedAddress {...props} /> : null}
        {item.isComing && upload ? <UploadProgress upload={upload} onRetry={() => actions.retryMedia(item.key)} /> : null}
        {upload?.state.kind === 'refused' ? null : <Alt {...props} />}
        {item.isComing ? null : <Notes found={about} />}
      </div>
      <div className="ml-auto">
        <Place {...props} />
      </div>
    </div>
  );
}
