/** Moving an element in the page takes the focus off its buttons; this gives it back. */
import type { MouseEvent } from 'react';
import { flushSync } from 'react-dom';

export function keepingFocus({ currentTarget }: MouseEvent<HTMLElement>, change: () => void): void {
  flushSync(change);
  currentTarget.focus();
}
