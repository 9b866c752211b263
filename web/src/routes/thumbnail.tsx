/** A small picture of a file: from this computer while it is there, else from where it is kept. Nobody else's address is ever opened. */
import { Film, Image, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { MediaItemView } from '../../../lib/core/api.ts';

/** The file's address in this tab; given back when it is no longer shown. */
function useObjectUrl(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (file === undefined) return undefined;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

const frame = 'flex size-18 shrink-0 items-center justify-center overflow-hidden rounded-lg bg-sunken text-soft';

export function Thumbnail({ item: { kind, media_id, url }, file }: { item: MediaItemView; file?: File | undefined }) {
  const local = useObjectUrl(file);
  const [isBroken, setIsBroken] = useState(false);
  const source = local ?? (media_id === null || url === '' ? undefined : url);
  const Icon = kind === 'video' ? Film : Image;
  if (source === undefined || isBroken) {
    return (
      <span className={frame}>
        <Icon className="size-6" />
      </span>
    );
  }
  if (kind === 'image') {
    return (
      <span className={frame}>
        <img src={source} alt="" className="size-full object-cover" onError={() => setIsBroken(true)} />
      </span>
    );
  }
  return (
    <span className={`${frame} relative`}>
      <video
        src={`${source}#t=0.1`}
        muted
        playsInline
        preload="metadata"
        tabIndex={-1}
        className="size-full object-cover"
        onError={() => setIsBroken(true)}
      />
      <span className="absolute inset-0 flex items-center justify-center">
        <span className="rounded-full bg-ink/70 p-1.5 text-paper">
          <Play className="size-3.5" />
        </span>
      </span>
    </span>
  );
}
