/** Buttons and links that look like buttons; four kinds, one size that a thumb can hit. */
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { Link } from 'wouter';

const base =
  'inline-flex min-h-10 items-center justify-center gap-2 rounded-lg px-4 py-2 text-sm font-medium leading-tight transition-colors disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55';
const kinds = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong shadow-sm',
  plain: 'border border-edge/60 bg-card text-ink hover:bg-sunken',
  quiet: 'text-soft hover:bg-sunken hover:text-ink',
  danger: 'border border-bad/50 bg-card text-bad hover:bg-bad-soft',
} as const;
type Kind = keyof typeof kinds;

const classesOf = (kind: Kind, extra = ''): string => `${base} ${kinds[kind]} ${extra}`;

type ButtonProps = Omit<ComponentProps<'button'>, 'type'> & { kind?: Kind; type?: 'button' | 'submit'; isBusy?: boolean; icon?: ReactNode };

/** While busy it stays in place and focusable, but does nothing. */
export function Button({ kind = 'plain', type = 'button', isBusy = false, icon, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={isBusy ? 'button' : type}
      aria-disabled={isBusy || undefined}
      className={classesOf(kind, className)}
      onClick={isBusy ? undefined : onClick}
    >
      {isBusy ? <LoaderCircle className="size-4 animate-spin" /> : icon}
      {children}
    </button>
  );
}

type ButtonLinkProps = { to: string; kind?: Kind; icon?: ReactNode; className?: string; children: ReactNode };

export function ButtonLink({ to, kind = 'plain', icon, className, children }: ButtonLinkProps) {
  return (
    <Link to={to} className={classesOf(kind, className)}>
      {icon}
      {children}
    </Link>
  );
}
