/** Grey bars in the shape of what comes; they appear after 300 ms, so that quick answers do not flicker. */

const keys = ['a', 'b', 'c', 'd', 'e', 'f'] as const;

export function Skeleton({ rows = 3 }: { rows?: number }) {
  return (
    <div role="status" className="flex animate-appear flex-col gap-3">
      <span className="sr-only">Loading…</span>
      {keys.slice(0, rows).map((key) => (
        <div key={key} className="flex animate-pulse flex-col gap-2.5 rounded-card border border-line bg-card p-4">
          <div className="h-4 w-3/5 rounded bg-sunken" />
          <div className="h-3 w-2/5 rounded bg-sunken" />
        </div>
      ))}
    </div>
  );
}
