/** A button that is only an icon; its name is spoken and shown when the pointer rests on it. */
import type { ComponentProps, ReactNode } from 'react';

type IconButtonProps = Omit<ComponentProps<'button'>, 'type' | 'aria-label' | 'title'> & {
  label: string;
  isOff?: boolean;
  children: ReactNode;
};

/** Switched off it keeps the focus, but does nothing: whoever moves something to the top by keyboard stays where they are. */
export function IconButton({ label, isOff = false, onClick, children, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={isOff || undefined}
      onClick={isOff ? undefined : onClick}
      className={`inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-soft transition-colors hover:bg-sunken hover:text-ink aria-disabled:cursor-not-allowed aria-disabled:opacity-40 ${className}`}
    >
      {children}
    </button>
  );
}
