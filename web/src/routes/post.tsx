/** One post, at whatever point of its life: written, reviewed, or followed on its way. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Redirect } from 'wouter';
import type { MeView } from '../../../lib/core/api.ts';
import { toProblem } from '../api/problem.ts';
import { postQuery } from '../api/queries.ts';
import { ButtonLink } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { mayApprove, mayEdit } from '../words/statuses.ts';
import { OutcomePage } from './outcome.tsx';
import { ReviewPage } from './review.tsx';
import { WritePage } from './write.tsx';

const newId = 'new';

type PostPageProps = { me: MeView; id: string; view: string | undefined };

/** A draft that was just stored for the first time stays in its editor: the address changes, the cursor does not move. */
function useEditorKey(id: string): { key: number; adopt: (id: string) => void } {
  const [editor, setEditor] = useState({ id, key: 0 });
  const adopted = useRef<string>(undefined);
  if (editor.id !== id) setEditor({ id, key: editor.id === newId && adopted.current === id ? editor.key : editor.key + 1 });
  useEffect(() => {
    if (adopted.current === id) adopted.current = undefined;
  }, [id]);
  const adopt = (created: string): void => {
    adopted.current = created;
    window.history.replaceState(null, '', `/posts/${created}`);
  };
  return { key: editor.key, adopt };
}

export function PostPage({ me, id, view }: PostPageProps) {
  const isNew = id === newId;
  const { key, adopt } = useEditorKey(id);
  const found = useQuery({ ...postQuery(id), enabled: !isNew });
  if (isNew) return <WritePage key={key} me={me} stored={undefined} onCreated={adopt} />;
  if (found.data === undefined) {
    return (
      <Page title="Post">
        {found.isError ? (
          <ProblemNotice
            error={found.error}
            actions={<ButtonLink to="/posts">All posts</ButtonLink>}
            {...(toProblem(found.error).isRetryable ? { onRetry: () => void found.refetch() } : {})}
          />
        ) : (
          <Skeleton rows={2} />
        )}
      </Page>
    );
  }
  const { post } = found.data;
  if (view === 'review')
    return mayApprove(post) ? <ReviewPage key={id} me={me} stored={found.data} /> : <Redirect to={`/posts/${id}`} replace />;
  if (post.status === 'draft' || (view === 'edit' && mayEdit(post)))
    return <WritePage key={key} me={me} stored={found.data} onCreated={adopt} />;
  return <OutcomePage key={id} me={me} stored={found.data} error={found.isError ? found.error : undefined} />;
}
