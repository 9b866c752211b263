/** The post was changed elsewhere while it was written here: both versions are shown, the person chooses. */
import type { Stored } from '../api/calls.ts';
import type { Content } from '../draft/local-copy.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Diff } from './diff.tsx';

type ConflictProps = { mine: Content; theirs: Stored; onKeepMine: () => void; onTakeTheirs: () => void };

export function Conflict({ mine, theirs, onKeepMine, onTakeTheirs }: ConflictProps) {
  const isSameText = mine.text === theirs.post.text;
  return (
    <Notice
      tone="warn"
      role="alert"
      title="This post was changed somewhere else, perhaps in another tab"
      actions={
        <>
          <Button kind="primary" onClick={onKeepMine}>
            Keep what is written here
          </Button>
          <Button onClick={onTakeTheirs}>Load the other version</Button>
        </>
      }
    >
      {isSameText ? (
        <p>The text is the same; where it goes differs.</p>
      ) : (
        <>
          <p className="mb-2">From the other version to what is written here:</p>
          <Diff before={theirs.post.text} after={mine.text} />
        </>
      )}
    </Notice>
  );
}
