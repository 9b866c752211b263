/** Two versions of a post in one: words struck through and underlined, everything else as sentences. */
import type { UnclearPolicy } from '../../../lib/core/schedule.ts';
import { changesOf, type PartLike } from '../draft/changes.ts';
import { type MaybeTimed, timeChanges, unclearWords } from '../words/times.ts';
import { Diff } from './diff.tsx';

type Version = { parts: readonly PartLike[]; targets: readonly string[]; schedule: MaybeTimed; if_unclear: UnclearPolicy };

const isSameSet = (a: readonly string[], b: readonly string[]): boolean => [...a].sort().join() === [...b].sort().join();

export function Changes({ before, after }: { before: Version; after: Version }) {
  const changes = changesOf(before.parts, after.parts);
  const isChain = before.parts.length > 1 || after.parts.length > 1;
  return (
    <div className="flex flex-col gap-3">
      {changes.map(({ part, texts, sentences }) => (
        <div key={part} className="flex flex-col gap-1.5">
          {isChain ? <p className="font-medium">Part {part}</p> : null}
          {texts.map(({ label, ...text }) => (
            <div key={label}>
              {label === 'Text' ? null : <p>{label}:</p>}
              <Diff {...text} />
            </div>
          ))}
          {sentences.map((sentence) => (
            <p key={sentence} className="as-written">
              {sentence}
            </p>
          ))}
        </div>
      ))}
      {timeChanges(before.schedule, after.schedule, new Date()).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {after.if_unclear !== before.if_unclear ? <p>{unclearWords[after.if_unclear]}</p> : null}
      {isSameSet(before.targets, after.targets) ? null : <p>Where it goes is different.</p>}
    </div>
  );
}
