/** The editor of one post, for React. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { MeView } from '../../../lib/core/api.ts';
import { changePost, createPost, media, post as readPost, type Stored, startUpload } from '../api/calls.ts';
import { meQuery, postQuery, postsKey } from '../api/queries.ts';
import { memory } from '../browser/storage.ts';
import { isUnderWay } from '../media/attach.ts';
import { hashFile } from '../media/hash-file.ts';
import { putFile } from '../media/put-file.ts';
import { openUploads, type Upload } from '../media/uploads.ts';
import { tell } from '../ui/toast.tsx';
import { type DraftState, openDraft } from './draft.ts';
import { type Editor, leftEditors, newId, takeArrivals } from './editor.ts';
import { localCopies } from './local-copy.ts';

export type EditorProps = { me: MeView; stored: Stored | undefined; onCreated: (id: string) => void };

const overWords = {
  added: 'Your files have arrived and are part of the post.',
  stuck: 'A file could not be added. Open the post to see why.',
} as const;
const left = leftEditors((outcome) => tell(overWords[outcome]));

/** For when somebody signs out: nothing goes on in their name. */
export const stopEditors = left.stopAll;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function openEditor(client: QueryClient, { me, stored }: EditorProps): Editor {
  let id = stored?.post.id;
  const draft = openDraft({
    api: { create: createPost, change: changePost, read: readPost },
    copies: localCopies(memory, me.id),
    stored,
    now: () => new Date(),
    onStored: (next) => {
      client.setQueryData(postQuery(next.post.id).queryKey, next);
      void client.invalidateQueries({ queryKey: postsKey });
      const isCreated = id === undefined;
      id = next.post.id;
      if (isCreated && window.location.pathname === '/posts/new') editor.onCreated?.(next.post.id);
    },
  });
  const uploads = openUploads({ hash: hashFile, start: startUpload, put: putFile, look: media, pause });
  const editor: Editor = { draft, uploads, onCreated: undefined };
  return editor;
}

/** Files live in this tab, so the browser asks before it is closed. */
function useUnloadGuard(isBusy: boolean): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (isBusy || left.isBusy()) event.preventDefault();
    };
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isBusy]);
}

export function useEditor(props: EditorProps): { editor: Editor; state: DraftState; all: ReadonlyMap<string, Upload> } {
  const client = useQueryClient();
  const { onCreated } = props;
  const [editor] = useState(() => left.find(props.stored?.post.id ?? newId) ?? openEditor(client, props));
  const state = useSyncExternalStore(editor.draft.subscribe, editor.draft.state);
  const all = useSyncExternalStore(editor.uploads.subscribe, editor.uploads.state);
  useEffect(() => {
    editor.onCreated = onCreated;
  }, [editor, onCreated]);
  useEffect(() => {
    left.show(editor);
    return () => left.leave(editor);
  }, [editor]);
  useEffect(() => {
    takeArrivals(editor);
  });
  useUnloadGuard([...all.values()].some(isUnderWay));
  const isSignedOut = state.phase.kind === 'failed' && state.phase.problem.status === 401;
  useEffect(() => {
    if (isSignedOut) client.setQueryData(meQuery.queryKey, null);
  }, [client, isSignedOut]);
  return { editor, state, all };
}
