/** Sizes of files as people say them. */

const units = ['kB', 'MB', 'GB'] as const;

/** "640 kB", "12.3 MB". */
export function sizeWords(bytes: number): string {
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${Math.max(value, 1).toFixed(digits)} ${units[unit]}`;
}
