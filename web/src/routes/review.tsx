/** The last look: exactly what will go out, where and when, and the one button that lets it. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ConnectionView, MeView, PostView } from '../../../lib/core/api.ts';
import type { Stored } from '../api/calls.ts';
import { postQuery, useConnections } from '../api/queries.ts';
import { partsOf } from '../draft/content.ts';
import { judge } from '../draft/findings.ts';
import { useFacts } from '../media/use-facts.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { isStopped, outWords } from '../words/chains.ts';
import { ApprovalTrouble, isProofNeeded } from './approval-trouble.tsx';
import { Changes } from './changes.tsx';
import { FinalPost } from './final-post.tsx';
import { Findings } from './findings.tsx';
import { ReviewActions } from './review-actions.tsx';
import { useApproval } from './use-approval.ts';

/** For a chain that stopped midway: an approval goes on where it stopped. */
function Resumed({ post, connections }: { post: PostView; connections: readonly ConnectionView[] }) {
  return post.publications.filter(isStopped).map((publication) => {
    const connection = connections.find(({ id }) => id === publication.connection_id);
    return (
      <Notice key={publication.id} tone="moving" title={`${outWords(publication)}${connection ? ` at @${connection.username}` : ''}`}>
        Approving sends only the rest, as replies to what is out. Nothing is sent twice.
      </Notice>
    );
  });
}

function Changed({ shown, latest, onShow }: { shown: PostView; latest: PostView; onShow: () => void }) {
  return (
    <Notice
      tone="warn"
      role="alert"
      title="This post was changed after you opened this page"
      actions={
        <Button kind="primary" onClick={onShow}>
          Review the new version
        </Button>
      }
    >
      <p className="mb-2">This is what changed. Nothing was approved.</p>
      <Changes
        before={{ parts: partsOf(shown), targets: shown.targets, schedule: shown.schedule, if_unclear: shown.if_unclear }}
        after={{ parts: partsOf(latest), targets: latest.targets, schedule: latest.schedule, if_unclear: latest.if_unclear }}
      />
    </Notice>
  );
}

/** What a person has to mend before the post can be approved. */
function Obstacles({ post, missing }: { post: PostView; missing: number }) {
  return (
    <>
      {missing > 0 ? (
        <Notice tone="warn" title="A profile this post was meant for is not connected any more">
          Edit the post and choose where it goes.
        </Notice>
      ) : null}
      {post.targets.length === 0 ? (
        <Notice tone="warn" title="The post goes nowhere yet">
          Edit the post and choose a profile, or connect one first.
        </Notice>
      ) : null}
    </>
  );
}

const isOutAt = ({ publications }: PostView, id: string): boolean =>
  publications.some((p) => p.connection_id === id && p.state === 'published');

export function ReviewPage({ me, stored }: { me: MeView; stored: Stored }) {
  const client = useQueryClient();
  const connections = useConnections();
  /** What the person is looking at; an approval names this very content. */
  const [shown, setShown] = useState(stored.post);
  const { queryKey } = postQuery(shown.id);
  const run = useApproval(shown.id, {
    onChanged: (changed) => {
      client.setQueryData(queryKey, changed);
      setShown(changed.post);
    },
  });
  const look = () => client.invalidateQueries({ queryKey });
  useEffect(() => void client.invalidateQueries({ queryKey: postQuery(stored.post.id).queryKey }), [client, stored.post.id]);
  const targets = (connections.data?.data ?? []).filter(({ id }) => shown.targets.includes(id));
  const parts = partsOf(shown);
  const found = judge(parts, useFacts(parts.flatMap(({ media }) => media)));
  const isChanged = stored.post.hash !== shown.hash;
  const missing = connections.data ? shown.targets.length - targets.length : 0;
  const isBlocked = isChanged || found.some(({ tone }) => tone === 'bad') || shown.targets.length === 0 || missing > 0;
  const open = targets.filter(({ id }) => !isOutAt(shown, id));
  const editPath = shown.status === 'draft' ? `/posts/${shown.id}` : `/posts/${shown.id}/edit`;
  const show = () => {
    run.reset();
    setShown(stored.post);
  };
  return (
    <Page title="Review" intro="This is exactly what will go out. After you approve it, no letter can change.">
      <div className="flex flex-col gap-5">
        <FinalPost post={shown} connections={open} />
        <Resumed post={shown} connections={targets} />
        <Findings found={found} isChain={parts.length > 1} />
        <Obstacles post={shown} missing={missing} />
        {isChanged ? <Changed shown={shown} latest={stored.post} onShow={show} /> : null}
        <ApprovalTrouble
          me={me}
          post={shown}
          run={run}
          effect={shown.schedule === null ? 'the post is published.' : 'the post is approved.'}
          onLook={() => void look()}
          actions={<ButtonLink to={editPath}>Edit the post</ButtonLink>}
        />
        {isProofNeeded(run) ? null : (
          <ReviewActions
            shown={{ post: shown, etag: stored.etag }}
            connections={open}
            isBlocked={isBlocked}
            editPath={editPath}
            run={run}
          />
        )}
      </div>
    </Page>
  );
}
