/** The time zone of whoever looks at the console, and all the others. */
import { isZone } from '../../../lib/core/zoned-time.ts';

/** UTC where the browser does not tell. */
export function ownZone(): string {
  const told = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return isZone(told) ? told : 'UTC';
}

let zones: readonly string[] | undefined;

export function allZones(): readonly string[] {
  zones ??= [...new Set([...Intl.supportedValuesOf('timeZone').filter(isZone), 'UTC'])];
  return zones;
}
