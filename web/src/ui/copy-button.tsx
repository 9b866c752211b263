/** Copies a text; says so once it has. */
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setIsCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setIsCopied(true),
      () => setIsCopied(false),
    );
  };
  return (
    <button type="button" onClick={copy} className="inline-flex min-h-6 items-center gap-1 rounded underline-offset-2 hover:underline">
      {isCopied ? <Check className="size-3" /> : <Copy className="size-3" />}
      <span aria-live="polite">{isCopied ? 'Copied' : label}</span>
    </button>
  );
}
