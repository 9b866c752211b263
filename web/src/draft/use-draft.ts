/** The draft of one open editor, for React. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { MeView } from '../../../lib/core/api.ts';
import { changePost, createPost, post as readPost, type Stored } from '../api/calls.ts';
import { meQuery, postQuery, postsKey } from '../api/queries.ts';
import { memory } from '../browser/storage.ts';
import { type Draft, type DraftState, openDraft } from './draft.ts';
import { localCopies } from './local-copy.ts';

export type DraftProps = { me: MeView; stored: Stored | undefined; onCreated: (id: string) => void };

export function useDraft({ me, stored, onCreated }: DraftProps): { draft: Draft; state: DraftState } {
  const client = useQueryClient();
  const [draft] = useState(() => {
    let id = stored?.post.id;
    return openDraft({
      api: { create: createPost, change: changePost, read: readPost },
      copies: localCopies(memory, me.id),
      stored,
      onStored: (next) => {
        client.setQueryData(postQuery(next.post.id).queryKey, next);
        void client.invalidateQueries({ queryKey: postsKey });
        const isCreated = id === undefined;
        id = next.post.id;
        if (isCreated && window.location.pathname === '/posts/new') onCreated(next.post.id);
      },
    });
  });
  useEffect(() => () => void draft.flush(), [draft]);
  const state = useSyncExternalStore(draft.subscribe, draft.state);
  const isSignedOut = state.phase.kind === 'failed' && state.phase.problem.status === 401;
  useEffect(() => {
    if (isSignedOut) client.setQueryData(meQuery.queryKey, null);
  }, [client, isSignedOut]);
  return { draft, state };
}
