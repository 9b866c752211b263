/** A clock that begins where a test wants it and then goes on as any other, so that no test depends on the hour at which it is run. */

/** Moves `Date` of this realm by so many milliseconds. It uses nothing from outside itself, so a page of a browser can run it, too. @returns what undoes it */
export function shiftDate(byMs: number): () => void {
  const RealDate = Date;
  const now = (): number => RealDate.now() + byMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
  return () => {
    globalThis.Date = RealDate;
  };
}
