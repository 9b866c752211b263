/** Asked before the same words go out a second time within a day: when and where they were approved before, and what a second yes means. */
import { Link } from 'wouter';
import type { PostView } from '../../../lib/core/api.ts';
import { useConnections, usePosts } from '../api/queries.ts';
import { twinOf } from '../draft/twin.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { whenWords } from '../words/dates.ts';

type SecondYesProps = { post: PostView; onYes: () => void; onNo: () => void };

/** Among the newest posts; it may be an older one. */
function Before({ post }: { post: PostView }) {
  const posts = usePosts();
  const connections = useConnections();
  const twin = twinOf(post, posts.data?.pages.flatMap((page) => page.data) ?? []);
  const username = connections.data?.data.find(({ id }) => id === twin?.connectionId)?.username;
  if (twin === undefined || username === undefined)
    return <p>The same words were approved within the last 24 hours for a profile that this post goes to.</p>;
  return (
    <p>
      You approved the same words for <strong className="font-medium">@{username}</strong> before:{' '}
      <time dateTime={twin.approvedAt}>{whenWords(twin.approvedAt, new Date())}</time>.{' '}
      <Link to={`/posts/${twin.postId}`} className="font-medium text-accent underline underline-offset-4">
        See that post
      </Link>
    </p>
  );
}

export function SecondYes({ post, onYes, onNo }: SecondYesProps) {
  return (
    <Dialog title="Post the same words again?" onClose={onNo}>
      <Before post={post} />
      <p>If you post it again, readers will see both.</p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onNo}>Do not post it</Button>
        <Button kind="primary" onClick={onYes}>
          Post it again
        </Button>
      </div>
    </Dialog>
  );
}
