/** Instants as people say them. */

const dayMs = 86_400_000;
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const timeWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' });

export const clockWords = (iso: string): string => timeWithSeconds.format(new Date(iso));
export const dayWords = (iso: string): string => day.format(new Date(iso));

const midnight = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** "14:05" */
export const minuteWords = (iso: string): string => time.format(new Date(iso));

/** "Tomorrow 14:05", "Today 14:05", "Yesterday 09:00", "Friday 18:30", "3 Nov 2026". */
export function whenWords(iso: string, now: Date): string {
  const date = new Date(iso);
  const days = Math.round((midnight(now) - midnight(date)) / dayMs);
  if (days === 0) return `Today ${time.format(date)}`;
  if (days === -1) return `Tomorrow ${time.format(date)}`;
  if (days === 1) return `Yesterday ${time.format(date)}`;
  if (days > 1 && days < 7) return `${weekday.format(date)} ${time.format(date)}`;
  return `${day.format(date)}`;
}
