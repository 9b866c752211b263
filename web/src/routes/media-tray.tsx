/** The images and videos of one part, in the order in which readers see them; moved by buttons or by dragging. */
import { type DragEvent, useState } from 'react';
import type { DraftPart } from '../draft/content.ts';
import { at, type Shown, within } from '../draft/findings.ts';
import type { Upload } from '../media/uploads.ts';
import { MediaRow } from './media-row.tsx';
import { Notes } from './notes.tsx';
import type { Actions } from './use-writing.ts';

type MediaTrayProps = { part: DraftPart; found: readonly Shown[]; uploads: ReadonlyMap<string, Upload>; actions: Actions };

/** Marks a drag as one of ours; the key of what is dragged is kept here, since other pages must not learn it. */
const dragType = 'application/x-postora-media';

function useReorder(placeMedia: Actions['placeMedia']) {
  const [dragged, setDragged] = useState<string>();
  return {
    dragged,
    handleOf: (key: string) => ({
      draggable: true,
      onDragStart: (event: DragEvent<HTMLElement>) => {
        event.dataTransfer.setData(dragType, '');
        event.dataTransfer.effectAllowed = 'move';
        const row = event.currentTarget.closest('li');
        if (row) event.dataTransfer.setDragImage(row, 16, 16);
        setDragged(key);
      },
      onDragEnd: () => setDragged(undefined),
    }),
    targetOf: (index: number) => ({
      onDragOver: (event: DragEvent) => {
        if (dragged !== undefined) event.preventDefault();
      },
      onDrop: (event: DragEvent) => {
        if (dragged === undefined) return;
        event.preventDefault();
        placeMedia(dragged, index);
        setDragged(undefined);
      },
    }),
  };
}

export function MediaTray({ part, found, uploads, actions }: MediaTrayProps) {
  const { dragged, handleOf, targetOf } = useReorder(actions.placeMedia);
  const { media } = part;
  if (media.length === 0) return null;
  return (
    <div className="flex flex-col gap-3 px-5 pb-4">
      <ul aria-label="Images and videos" className="flex flex-col gap-3">
        {media.map((item, index) => (
          <li key={item.key} className={`min-w-0 ${dragged === item.key ? 'opacity-40' : ''}`} {...targetOf(index)}>
            <MediaRow
              item={item}
              index={index}
              count={media.length}
              upload={uploads.get(item.key)}
              found={within(found, `#/media/${index}`)}
              handle={media.length > 1 ? handleOf(item.key) : undefined}
              actions={actions}
            />
          </li>
        ))}
      </ul>
      <Notes found={at(found, '#/media')} />
    </div>
  );
}
