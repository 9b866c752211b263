/** A small coloured word with a dot or icon; colour is never the only carrier of meaning. */
import { Check, CircleAlert, Clock, LoaderCircle, Minus, TriangleAlert } from 'lucide-react';
import type { Tone } from '../words/statuses.ts';

export const toneClasses = {
  quiet: 'bg-sunken text-soft',
  waiting: 'bg-accent-soft text-accent',
  moving: 'bg-accent-soft text-accent',
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
} as const satisfies Record<Tone, string>;

const icons = {
  quiet: Minus,
  waiting: Clock,
  moving: LoaderCircle,
  good: Check,
  warn: TriangleAlert,
  bad: CircleAlert,
} as const satisfies Record<Tone, unknown>;

export function ToneIcon({ tone, className = 'size-3.5' }: { tone: Tone; className?: string }) {
  const Icon = icons[tone];
  return <Icon className={`${className} shrink-0 ${tone === 'moving' ? 'animate-spin' : ''}`} strokeWidth={2.4} />;
}

export function Chip({ tone, label }: { tone: Tone; label: string }) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap rounded-full px-2.5 py-0.5 text-xs font-medium ${toneClasses[tone]}`}
    >
      <ToneIcon tone={tone} />
      {label}
    </span>
  );
}
