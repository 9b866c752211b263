/** How much room is left, as a number and a ring: amber from 20 left, red below 0. */
import { countText, maxLinks, maxTextLength } from '../../../lib/core/rules/text.ts';

const circumference = 2 * Math.PI * 9;
const nearlyFull = 20;

export function CountRing({ text, id }: { text: string; id: string }) {
  const { count, links } = countText(text);
  const left = maxTextLength - count;
  const color = left < 0 ? 'text-bad' : left <= nearlyFull ? 'text-warn' : 'text-soft';
  const spoken = left < 0 ? 'The text is too long.' : left <= nearlyFull ? 'Nearly full.' : '';
  return (
    <div className="flex items-center gap-3 text-sm text-soft">
      {links > 0 ? (
        <span className={links > maxLinks ? 'text-bad' : ''}>
          {links} of {maxLinks} links
        </span>
      ) : null}
      <span id={id} className={`inline-flex items-center gap-2 font-medium tabular-nums ${color}`} data-left={left}>
        <svg viewBox="0 0 24 24" aria-hidden="true" className="size-5 -rotate-90">
          <circle cx="12" cy="12" r="9" fill="none" strokeWidth="3" className="stroke-line" />
          <circle
            cx="12"
            cy="12"
            r="9"
            fill="none"
            stroke="currentColor"
            strokeWidth="3"
            strokeLinecap="round"
            strokeDasharray={`${Math.min(1, count / maxTextLength) * circumference} ${circumference}`}
          />
        </svg>
        {left < 0 ? `${-left} too many` : `${left} left`}
      </span>
      <span role="status" className="sr-only">
        {spoken}
      </span>
    </div>
  );
}
