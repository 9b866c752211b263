/** Wall-clock times of IANA zones: which instants they name. Most name one; a time that the clocks skip names none, a doubled one two. */

/** `YYYY-MM-DDTHH:mm`, as a clock on the wall shows it. */
const wallPattern = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/;
const dayMs = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
const numbers = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;

/** @throws {RangeError} for a zone that does not exist */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', { timeZone: zone, hourCycle: 'h23', ...numbers });
  formats.set(zone, format);
  return format;
}

export function isZone(zone: string): boolean {
  try {
    return zone.includes('/') || zone === 'UTC' ? formatOf(zone) !== undefined : false;
  } catch {
    return false;
  }
}

/** What the clock in this zone shows, as milliseconds as if it were UTC; whole seconds. */
function shownMs(at: Date, zone: string): number {
  const parts = formatOf(zone).formatToParts(at);
  const part = (name: keyof typeof numbers): number => Number(parts.find(({ type }) => type === name)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
}

/** Undefined for what is no time at all, such as the 30th of February. */
function asUtcMs(wallTime: string): number | undefined {
  const at = wallPattern.test(wallTime) ? Date.parse(`${wallTime}:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(wallTime) ? at : undefined;
}

/** How far the clock is ahead of UTC. */
const offsetMs = (atMs: number, zone: string): number => shownMs(new Date(atMs), zone) - Math.floor(atMs / 1000) * 1000;

export const wallTimeOf = (at: Date, zone: string): string => new Date(shownMs(at, zone)).toISOString().slice(0, 16);

/** Every instant at which the clock in this zone shows this time, earliest first. */
export function instantsOf(wallTime: string, zone: string): Date[] {
  const shown = asUtcMs(wallTime);
  if (shown === undefined) return [];
  const offsets = new Set([-dayMs, 0, dayMs].map((ms) => offsetMs(shown + ms, zone)));
  return [...offsets]
    .map((offset) => shown - offset)
    .filter((at) => shownMs(new Date(at), zone) === shown)
    .sort((a, b) => a - b)
    .map((at) => new Date(at));
}

/** For a time that the clocks skip: what they show instead when that much time has passed. Undefined for what is no time at all. */
export function shownInstead(wallTime: string, zone: string): string | undefined {
  const shown = asUtcMs(wallTime);
  return shown === undefined ? undefined : wallTimeOf(new Date(shown - offsetMs(shown - dayMs, zone)), zone);
}
