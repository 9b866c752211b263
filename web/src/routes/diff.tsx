/** Two texts in one: words that went are struck through, words that came are underlined. */
import { wordDiff } from '../draft/word-diff.ts';

export function Diff({ before, after }: { before: string; after: string }) {
  let from = 0;
  return (
    <p className="as-written rounded-lg border border-line bg-card px-3 py-2">
      {wordDiff(before, after).map(({ kind, text }) => {
        from += text.length;
        const key = `${kind}-${from}`;
        if (kind === 'gone') {
          return (
            <del key={key} className="bg-bad-soft text-bad">
              <span className="sr-only">Removed: </span>
              {text}
            </del>
          );
        }
        if (kind === 'new') {
          return (
            <ins key={key} className="bg-good-soft text-good underline underline-offset-2">
              <span className="sr-only">Added: </span>
              {text}
            </ins>
          );
        }
        return <span key={key}>{text}</span>;
      })}
    </p>
  );
}
