/** One open editor: the draft, the files on their way into it, and everything a person can do to both. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { MediaItemView, OptionsView } from '../../../lib/core/api.ts';
import type { MediaKind } from '../../../lib/core/content.ts';
import type { KnownFacts } from '../../../lib/core/rules/media.ts';
import { mediaQuery } from '../api/queries.ts';
import { type DraftMedia, type DraftPart, newKey, newPart } from '../draft/content.ts';
import type { Draft, DraftState } from '../draft/draft.ts';
import type { Editor } from '../draft/editor.ts';
import { addMedia, addPart, changeMedia, changePart, movePart, placeMedia, removeMedia, removePart } from '../draft/parts.ts';
import { type EditorProps, useEditor } from '../draft/use-editor.ts';
import { isUnderWay } from '../media/attach.ts';
import type { Upload } from '../media/uploads.ts';
import { useFacts } from '../media/use-facts.ts';
import { tell } from '../ui/toast.tsx';

type Editing = ReturnType<typeof useEditor>;

const noItem = { media_id: null, sha256: null, url: '', alt: '' } as const satisfies Partial<MediaItemView>;
const newMedia = (kind: MediaKind, isComing: boolean): DraftMedia => ({ ...noItem, kind, key: newKey(), isComing });

/** What the check found of each file that arrived is kept for the rules. */
function useFound(all: Editing['all']): void {
  const client = useQueryClient();
  useEffect(() => {
    for (const { state } of all.values()) {
      if (state.kind === 'ready') client.setQueryData(mediaQuery(state.media.id).queryKey, state.media);
    }
  }, [client, all]);
}

function mediaActions({ draft: { edit }, uploads }: Editor) {
  return {
    addFiles: (partKey: string, files: readonly File[]) => {
      const items = files.map((file) => {
        const item = newMedia('image', true);
        uploads.add(item.key, file);
        return { ...item, kind: uploads.state().get(item.key)?.kind ?? item.kind };
      });
      edit((content) => addMedia(content, partKey, items));
    },
    addLink: (partKey: string) => edit((content) => addMedia(content, partKey, [newMedia('image', false)])),
    changeMedia: (key: string, change: Partial<DraftMedia>) => edit((content) => changeMedia(content, key, change)),
    placeMedia: (key: string, to: number) => edit((content) => placeMedia(content, key, to)),
    retryMedia: uploads.retry,
    removeMedia: (key: string) => {
      uploads.remove(key);
      edit((content) => removeMedia(content, key));
    },
  };
}

/** A part that was just taken out, and where it stood. */
export type Removed = { part: DraftPart; index: number };

function usePartActions(draft: Draft) {
  const [removed, setRemoved] = useState<Removed>();
  const [fresh, setFresh] = useState<string>();
  const { edit } = draft;
  return {
    removed,
    /** The part that was just added: the cursor goes there. */
    fresh,
    setText: (key: string, text: string) => edit((content) => changePart(content, key, { text })),
    setOptions: (key: string, options: OptionsView) => edit((content) => changePart(content, key, { options })),
    addPart: () => {
      const part = newPart();
      setFresh(part.key);
      setRemoved(undefined);
      edit((content) => addPart(content, part));
    },
    movePart: (key: string, by: number) => {
      edit((content) => movePart(content, key, by));
      tell(`Now part ${draft.state().content.parts.findIndex((part) => part.key === key) + 1}.`);
    },
    removePart: (key: string) => {
      const { parts } = draft.state().content;
      const index = parts.findIndex((part) => part.key === key);
      const part = parts[index];
      if (part) setRemoved({ part, index });
      edit((content) => removePart(content, key));
    },
    putBack: () => {
      if (removed) edit((content) => addPart(content, removed.part, removed.index));
      setFresh(removed?.part.key);
      setRemoved(undefined);
    },
  };
}

export type Actions = ReturnType<typeof mediaActions> & ReturnType<typeof usePartActions>;
export type Writing = {
  draft: Draft;
  state: DraftState;
  uploads: ReadonlyMap<string, Upload>;
  actions: Actions;
  factsOf: KnownFacts;
  stopUploads: () => void;
  /** So many files keep the post from being reviewed: still under way, or waiting for the person. */
  coming: { underWay: number; stuck: number };
};

export function useWriting(props: EditorProps): Writing {
  const { editor, state, all } = useEditor(props);
  const { draft } = editor;
  useFound(all);
  const media = state.content.parts.flatMap((part) => part.media);
  const factsOf = useFacts(media.filter(({ isComing }) => !isComing));
  const partActions = usePartActions(draft);
  const coming = media.flatMap(({ key, isComing }) => {
    const upload = all.get(key);
    return isComing && upload ? [upload] : [];
  });
  const underWay = coming.filter(isUnderWay).length;
  return {
    draft,
    state,
    uploads: all,
    actions: { ...mediaActions(editor), ...partActions },
    factsOf,
    stopUploads: editor.uploads.close,
    coming: { underWay, stuck: coming.length - underWay },
  };
}
