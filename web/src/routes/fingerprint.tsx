/** The short form of the content hash that an approval is bound to. */
import { Fingerprint as Icon } from 'lucide-react';

export function Fingerprint({ hash }: { hash: string }) {
  return (
    <span className="inline-flex items-center gap-1.5" title={`Fingerprint of this exact content: ${hash}`}>
      <Icon className="size-4" />
      <span className="sr-only">Fingerprint of this content: </span>
      <code className="font-mono text-xs">
        {hash.slice(0, 4)} {hash.slice(4, 8)}
      </code>
    </span>
  );
}
