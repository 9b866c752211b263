/** The browser's own modal dialog: it traps the focus, closes on Escape and gives the focus back. */
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';

type DialogProps = { title: string; onClose: () => void; children: ReactNode };

/** Rendered while open. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Closed before React takes it out of the page; only then does the browser give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-auto w-[min(30rem,calc(100vw-2rem))] animate-rise rounded-card border border-line bg-card p-6 text-ink shadow-card backdrop:bg-[oklch(0.2_0.02_240/0.45)] open:flex open:flex-col open:gap-4"
    >
      <h2 id={titleId} className="text-lg font-semibold tracking-tight">
        {title}
      </h2>
      {children}
    </dialog>
  );
}
