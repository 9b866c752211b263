/** Initials instead of a picture: the console asks nobody else's server for anything. */
import type { ConnectionView } from '../../../lib/core/api.ts';

const grounds = ['bg-accent-soft text-accent', 'bg-good-soft text-good', 'bg-warn-soft text-warn', 'bg-bad-soft text-bad'] as const;
const sizes = { small: 'size-6 text-[0.625rem]', normal: 'size-10 text-sm' } as const;

const initialsOf = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase() || '?';

export function Avatar({ of, size = 'normal' }: { of: ConnectionView; size?: keyof typeof sizes }) {
  const sum = [...of.username].reduce((total, letter) => (total * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7);
  return (
    <span
      aria-hidden="true"
      className={`inline-flex shrink-0 items-center justify-center rounded-full font-semibold ${sizes[size]} ${grounds[sum % grounds.length]}`}
    >
      {initialsOf(of.name || of.username)}
    </span>
  );
}
