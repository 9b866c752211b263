/** Pictures and videos of a pretend post: ours are shown, others are only linked to. Descriptions appear on hover, focus and tap. */
import { ExternalLink, EyeOff } from 'lucide-react';
import { useState } from 'react';
import type { SandboxMediaView } from '../../../lib/core/sandbox-api.ts';
import { hostOf, mediaWords } from '../words/sandbox.ts';

const frame = 'overflow-hidden rounded-lg border border-line bg-sunken';

/** The address may answer differently to every reader, so it is opened by the reader alone. */
function LinkedMedia({ item: { kind, url, alt } }: { item: SandboxMediaView }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className={`${frame} flex min-h-24 flex-col justify-center gap-1 px-4 py-3 text-sm hover:border-edge`}
    >
      <span className="flex items-center gap-2 font-medium">
        <ExternalLink className="size-4 shrink-0" />
        {mediaWords[kind]} at {hostOf(url)}
      </span>
      <span className="text-soft">{alt === '' ? 'No description' : alt}</span>
    </a>
  );
}

function Description({ alt }: { alt: string }) {
  return (
    <span className="group/alt absolute inset-x-2 bottom-2 flex flex-col items-start gap-1.5">
      <span
        aria-hidden="true"
        className="as-written pointer-events-none max-h-40 overflow-hidden rounded-md bg-ink px-2.5 py-1.5 text-xs text-paper opacity-0 transition-opacity group-focus-within/alt:opacity-100 group-hover/figure:opacity-100"
      >
        {alt}
      </span>
      <button
        type="button"
        aria-label={`Description: ${alt}`}
        className="inline-flex min-h-6 items-center rounded-md bg-ink/85 px-1.5 text-xs font-semibold tracking-wide text-paper"
      >
        ALT
      </button>
    </span>
  );
}

function HostedMedia({ item: { kind, url, alt } }: { item: SandboxMediaView }) {
  return (
    <figure className={`${frame} group/figure relative flex items-center justify-center`}>
      {kind === 'image' ? (
        <img src={url} alt={alt} loading="lazy" className="max-h-96 w-full object-contain" />
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: the platform takes no captions with a video; its description is beside it.
        <video src={url} controls preload="metadata" aria-label={alt || 'Video without a description'} className="max-h-96 w-full" />
      )}
      {alt !== '' && kind === 'image' ? <Description alt={alt} /> : null}
      {alt !== '' && kind === 'video' ? <figcaption className="sr-only">{alt}</figcaption> : null}
    </figure>
  );
}

function Spoiler({ onShow }: { onShow: () => void }) {
  return (
    <button
      type="button"
      onClick={onShow}
      className={`${frame} flex min-h-32 w-full flex-col items-center justify-center gap-2 text-sm font-medium text-soft hover:text-ink`}
    >
      <EyeOff className="size-5" />
      Spoiler: show it
    </button>
  );
}

export function SandboxMedia({ media, isSpoiler }: { media: readonly SandboxMediaView[]; isSpoiler: boolean }) {
  const [isOpen, setIsOpen] = useState(!isSpoiler);
  if (media.length === 0) return null;
  if (!isOpen) return <Spoiler onShow={() => setIsOpen(true)} />;
  return (
    <ul className={`grid gap-2 ${media.length === 1 ? '' : 'grid-cols-2'}`}>
      {media.map((item, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a published post never changes, and one address may stand in it twice.
        <li key={i} className="grid">
          {item.is_hosted ? <HostedMedia item={item} /> : <LinkedMedia item={item} />}
        </li>
      ))}
    </ul>
  );
}
