/** A fresh proof of presence, by a mailed link; so seldom that no limit per hour is reached. */
import { signInAgain } from '../../functions/steps.ts';
import type { Browser } from '../../support/world.ts';
import type { Watched } from '../watched-world.ts';

export type Person = { browser: Browser; address: string };

export async function proveAgain({ world: w }: Watched, browser: Browser, address: string): Promise<void> {
  w.clock.advance(15 * 60_000);
  for (const queue of ['publish', 'mail'] as const) await w.deliver(queue);
  await signInAgain(w, browser, address);
}
