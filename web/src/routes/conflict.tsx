/** The post was changed elsewhere while it was written here: both versions are shown, the person chooses. */
import type { Stored } from '../api/calls.ts';
import { type Content, partsOf } from '../draft/content.ts';
import { timedOr } from '../draft/time.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { Changes } from './changes.tsx';

type ConflictProps = { mine: Content; theirs: Stored; onKeepMine: () => void; onTakeTheirs: () => void };

export function Conflict({ mine, theirs: { post }, onKeepMine, onTakeTheirs }: ConflictProps) {
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
      <p className="mb-2">From the other version to what is written here:</p>
      <Changes
        before={{ parts: partsOf(post), targets: post.targets, schedule: post.schedule, if_unclear: post.if_unclear }}
        after={{ ...mine, if_unclear: mine.ifUnclear, schedule: timedOr(mine.schedule, post.schedule, new Date()) }}
      />
    </Notice>
  );
}
