/** A post as readers will see it, with where it goes, when, and the fingerprint of all of it. */
import { Zap } from 'lucide-react';
import type { ConnectionView, PostView, ScheduleView } from '../../../lib/core/api.ts';
import { hasPassed } from '../../../lib/core/chosen-time.ts';
import { useNow } from '../browser/use-now.ts';
import { partsOf } from '../draft/content.ts';
import { card } from '../ui/page.tsx';
import { lateWords, unclearWords } from '../words/times.ts';
import { FinalPart } from './final-part.tsx';
import { Fingerprint } from './fingerprint.tsx';
import { TimeLine } from './time-line.tsx';
import { usePlatformLabel, Who } from './who.tsx';

function WhenItGoes({ schedule }: { schedule: ScheduleView | null }) {
  const now = useNow();
  if (schedule === null) {
    return (
      <p className="flex gap-2.5 border-b border-line px-5 py-4 text-sm font-medium">
        <Zap className="mt-0.75 size-4 shrink-0 text-accent" />
        As soon as you approve it
      </p>
    );
  }
  return (
    <div className="border-b border-line px-5 py-4 text-sm">
      <TimeLine time={schedule} />
      {hasPassed(schedule.at, now) ? null : <p className="pl-6.5 text-soft">{lateWords[schedule.if_late]}</p>}
    </div>
  );
}

export function FinalPost({ post, connections }: { post: PostView; connections: readonly ConnectionView[] }) {
  const labelOf = usePlatformLabel();
  const parts = partsOf(post);
  return (
    <section aria-label="What goes out" className={card}>
      <ul className="flex flex-wrap gap-x-6 gap-y-3 border-b border-line px-5 py-4">
        {connections.map((connection) => (
          <li key={connection.id}>
            <Who connection={connection} platform={labelOf(connection.provider)} />
          </li>
        ))}
        {connections.length === 0 ? <li className="text-soft">Goes nowhere yet</li> : null}
      </ul>
      <WhenItGoes schedule={post.schedule} />
      {post.if_unclear === 'ask' ? null : <p className="border-b border-line px-5 py-4 text-sm">{unclearWords[post.if_unclear]}</p>}
      <ol className="divide-y divide-line">
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what is shown here does not change while it is shown.
          <FinalPart key={index} part={part} index={index} count={parts.length} />
        ))}
      </ol>
      <p className="border-t border-line px-5 py-3 text-sm text-soft">
        <Fingerprint hash={post.hash} />
      </p>
    </section>
  );
}
