/** One page: its title in tab and heading, and the focus moved to the heading when one comes here from another page. */
import { type ReactNode, useEffect, useRef } from 'react';

let isFirstPage = true;
let isGoingBack = false;
window.addEventListener('popstate', () => {
  isGoingBack = true;
});

/** Screen readers hear the new page; sighted people start at its top, unless they went back. */
function useArrival() {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    if (!isFirstPage && !isGoingBack) window.scrollTo(0, 0);
    isFirstPage = false;
    isGoingBack = false;
  }, []);
  return heading;
}

type PageProps = { title: string; intro?: ReactNode; actions?: ReactNode; children: ReactNode };

export function Page({ title, intro, actions, children }: PageProps) {
  const heading = useArrival();
  return (
    <>
      <title>{`${title} · Postora`}</title>
      <header className="mb-6 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight">
            {title}
          </h1>
          {intro ? <p className="mt-1 text-soft">{intro}</p> : null}
        </div>
        {actions ? <div className="flex flex-wrap gap-2">{actions}</div> : null}
      </header>
      {children}
    </>
  );
}

/** A page outside the console: one card in the middle. */
export function CardPage({ title, children }: { title: string; children: ReactNode }) {
  const heading = useArrival();
  return (
    <div className="mx-auto w-full max-w-md rounded-card border border-line bg-card p-6 shadow-card sm:p-8">
      <title>{`${title} · Postora`}</title>
      <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold tracking-tight">
        {title}
      </h1>
      <div className="mt-4 flex flex-col gap-4">{children}</div>
    </div>
  );
}

export const card = 'rounded-card border border-line bg-card shadow-card';
