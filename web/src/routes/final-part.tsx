/** One part exactly as it goes out, or went out: words, images and videos with their descriptions, options in words. */
import { Link2 } from 'lucide-react';
import type { MediaItemView, OptionsView, PartView } from '../../../lib/core/api.ts';
import { countText, maxTextLength } from '../../../lib/core/rules/text.ts';
import { Chip } from '../ui/chip.tsx';
import { mediaNoun } from '../words/media.ts';
import { optionLines } from '../words/options.ts';
import { useQuotable } from './quotable.ts';

/** The console opens nobody else's address, so linked media are only named. */
function Linked({ item: { kind, url } }: { item: MediaItemView }) {
  return (
    <div className="flex flex-col items-start gap-2 bg-sunken p-4">
      <span className="flex items-center gap-2 text-sm text-soft">
        <Link2 className="size-4 shrink-0" />A linked {mediaNoun(kind)}, fetched by the platform from
      </span>
      <span className="as-written text-sm">{url || 'no address yet'}</span>
      <Chip tone="warn" label="Not frozen" />
    </div>
  );
}

function Uploaded({ item: { kind, url, alt }, number }: { item: MediaItemView; number: number }) {
  const shape = 'max-h-112 w-full bg-sunken object-contain';
  if (kind === 'image') return <img src={url} alt={alt} className={shape} />;
  // biome-ignore lint/a11y/useMediaCaption: what people upload has no caption file; its description stands below.
  return <video src={url} controls playsInline preload="metadata" aria-label={alt || `Video ${number}`} className={shape} />;
}

function Figure({ item, number }: { item: MediaItemView; number: number }) {
  return (
    <li className="min-w-0 overflow-hidden rounded-lg border border-line">
      <figure>
        {item.media_id === null ? <Linked item={item} /> : <Uploaded item={item} number={number} />}
        <figcaption className="as-written px-3 py-2 text-sm">
          {item.alt === '' ? (
            <span className="text-soft">No description for people who cannot see it</span>
          ) : (
            <>
              <span className="text-soft">Description: </span>
              {item.alt}
            </>
          )}
        </figcaption>
      </figure>
    </li>
  );
}

function Poll({ choices }: { choices: readonly string[] }) {
  return (
    <ol aria-label="Poll" className="flex flex-col gap-1.5">
      {choices.map((choice, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list in which two choices may read the same.
        <li key={index} className="as-written rounded-lg border border-line px-3 py-2 text-sm">
          {choice}
        </li>
      ))}
    </ol>
  );
}

/** In its own words if it is one of the person's posts. */
function Quoted({ id }: { id: string }) {
  const own = useQuotable().find((post) => post.id === id);
  return own ? `${own.words} (${id})` : id;
}

function Options({ options }: { options: OptionsView }) {
  const lines = optionLines(options).filter(({ name }) => name !== 'poll');
  if (lines.length === 0) return null;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      {lines.map(({ name, label, value }) => (
        <div key={name} className="contents">
          <dt className="text-soft">{label}</dt>
          <dd className="as-written">{name === 'quote_post_id' ? <Quoted id={value} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

type FinalPartProps = { part: PartView; index: number; count: number };

export function FinalPart({ part: { text, media, options }, index, count }: FinalPartProps) {
  const { count: length, links } = countText(text);
  return (
    <li className="flex flex-col gap-4 px-5 py-5" aria-label={`Part ${index + 1}`}>
      {count > 1 ? (
        <p className="text-sm font-medium text-soft">
          Part {index + 1} of {count}
        </p>
      ) : null}
      <p data-part="final-text" className="as-written text-lg leading-relaxed empty:hidden">
        {text}
      </p>
      {media.length === 0 ? null : (
        <ul aria-label="Images and videos" className={`grid items-start gap-3 ${media.length > 1 ? 'sm:grid-cols-2' : ''}`}>
          {media.map((item, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list in which the same picture may stand twice.
            <Figure key={place} item={item} number={place + 1} />
          ))}
        </ul>
      )}
      {options.poll ? <Poll choices={options.poll} /> : null}
      <Options options={options} />
      <p className="flex flex-wrap gap-x-5 text-sm text-soft tabular-nums">
        <span>
          {length} of {maxTextLength}
        </span>
        {links > 0 ? <span>{links === 1 ? '1 link' : `${links} links`}</span> : null}
      </p>
    </li>
  );
}
