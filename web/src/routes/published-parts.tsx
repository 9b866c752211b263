/** What of a publication is out, part by part, with the way to look at it; and what the platform made of it. */
import { Check, Circle, ExternalLink } from 'lucide-react';
import type { PublicationView } from '../../../lib/core/api.ts';
import { Notice } from '../ui/notice.tsx';
import { differenceWords, isAddressUnknown, isChain, isStopped, outWords } from '../words/chains.ts';
import { clockWords } from '../words/dates.ts';
import { isOut } from '../words/statuses.ts';

function Permalink({ href, isGone }: { href: string | null; isGone: boolean }) {
  if (href === null)
    return (
      <span className="text-sm text-soft">{isGone ? 'Its public address is not known here.' : 'Its public address is not known yet.'}</span>
    );
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      className="as-written inline-flex min-h-6 items-center gap-2 text-sm font-medium text-accent underline underline-offset-4"
    >
      {href}
      <ExternalLink className="size-4 shrink-0" />
    </a>
  );
}

type ChainPartProps = { number: number; part: PublicationView['parts'][number] | undefined; isGone: boolean };

function ChainPart({ number, part, isGone }: ChainPartProps) {
  const Icon = part ? Check : Circle;
  return (
    <li className="flex gap-3 text-sm">
      <Icon className={`mt-1 size-4 shrink-0 ${part ? 'text-good' : 'text-soft'}`} />
      <span className="min-w-0 flex-1">
        <span className="block">
          Part {number}{' '}
          <span className="text-soft">
            {part ? (
              <>
                went out at <time dateTime={part.published_at}>{clockWords(part.published_at)}</time>
              </>
            ) : (
              'is not out'
            )}
          </span>
        </span>
        {part ? <Permalink href={part.permalink} isGone={isGone} /> : null}
      </span>
    </li>
  );
}

function Chain({ publication }: { publication: PublicationView }) {
  const { parts, part_count, difference } = publication;
  return (
    <div className="flex flex-col gap-2">
      {difference === 'removed' ? null : <p className="font-medium">{outWords(publication)}</p>}
      <ol className="flex flex-col gap-2">
        {Array.from({ length: part_count }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its number.
          <ChainPart key={index} number={index + 1} part={parts[index]} isGone={isAddressUnknown(publication)} />
        ))}
      </ol>
      {isStopped(publication) ? <p className="text-sm text-soft">Approving again sends only the rest.</p> : null}
    </div>
  );
}

export function PublishedParts({ publication }: { publication: PublicationView }) {
  if (isChain(publication) && (publication.parts.length > 0 || isOut(publication))) return <Chain publication={publication} />;
  return isOut(publication) ? <Permalink href={publication.permalink} isGone={isAddressUnknown(publication)} /> : null;
}

/** Both copies, so that their owner can choose which one to delete. */
function BothCopies({ parts, twin }: Pick<PublicationView, 'parts' | 'twin'>) {
  if (twin === null) return null;
  return (
    <ul className="flex flex-col">
      {[parts[twin.part]?.permalink ?? null, twin.permalink].map((href, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: there are two, and they stay in order.
        <li key={index}>
          <Permalink href={href} isGone={false} />
        </li>
      ))}
    </ul>
  );
}

export function Difference({ publication: { difference, parts, twin } }: { publication: PublicationView }) {
  if (difference === null) return null;
  const { title, text } = differenceWords[difference];
  return (
    <Notice tone="warn" title={title}>
      <p>{text}</p>
      {difference === 'twice' ? <BothCopies parts={parts} twin={twin} /> : null}
    </Notice>
  );
}
