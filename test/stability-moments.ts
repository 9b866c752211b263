/** Moments at which code that counts days and hours goes wrong, all of them still to come. Pure. */

const dayMs = 24 * 3_600_000;
/** Both sides of the ocean change their clocks on other days. */
const zones = ['Europe/Paris', 'America/New_York'] as const;

const offsetMinutes = (zone: string, at: Date): number => {
  const told = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(at);
  const [, sign = '+', hours = '0', minutes = '0'] =
    told.find(({ type }) => type === 'timeZoneName')?.value.match(/([+-])(\d{2}):(\d{2})/) ?? [];
  return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
};

/** The last minute before clocks go forward (`1`) or back (`-1`) next. */
function beforeClocksChange(zone: string, direction: 1 | -1, from: Date): Date {
  let day = new Date(Math.ceil(from.getTime() / dayMs) * dayMs);
  const change = (at: Date): number => Math.sign(offsetMinutes(zone, new Date(at.getTime() + dayMs)) - offsetMinutes(zone, at));
  while (change(day) !== direction) day = new Date(day.getTime() + dayMs);
  const before = offsetMinutes(zone, day);
  let minute = day;
  while (offsetMinutes(zone, new Date(minute.getTime() + 60_000)) === before) minute = new Date(minute.getTime() + 60_000);
  return minute;
}

export type Moment = { name: string; at: Date };

/** In the order in which they are tried. */
export function rareMoments(from: Date): Moment[] {
  const eves = zones.flatMap((zone): Moment[] => {
    const [forward, back] = [beforeClocksChange(zone, 1, from), beforeClocksChange(zone, -1, from)];
    return [
      { name: `the eve of summer time in ${zone}`, at: new Date(forward.getTime() - 23 * 3_600_000) },
      { name: `the last minute before summer time in ${zone}`, at: forward },
      { name: `the eve of winter time in ${zone}`, at: new Date(back.getTime() - 23 * 3_600_000) },
      { name: `the last minute before winter time in ${zone}`, at: back },
    ];
  });
  // A minute from now it is another year, if this is its last one.
  const soon = new Date(from.getTime() + 60_000);
  const year = soon.getUTCFullYear();
  return [
    { name: "the last minute of New Year's Eve", at: new Date(Date.UTC(year + 1, 0, 1) - 60_000) },
    { name: 'the last minute of next month', at: new Date(Date.UTC(year, soon.getUTCMonth() + 2, 1) - 60_000) },
    ...eves,
    { name: 'the last minute of a leap day', at: new Date(Date.UTC(year + ((4 - (year % 4)) % 4 || 4), 1, 29, 23, 59)) },
  ];
}
