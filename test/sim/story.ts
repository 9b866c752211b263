/** What happened, line by line, for people. Costs nothing while nobody listens. */

export type Story = {
  tell: (line: () => string) => void;
  lines: readonly string[];
};

const two = (n: number): string => String(n).padStart(2, '0');

/** `1:02:03.456` since the start of the schedule. */
const elapsed = (ms: number): string =>
  `${Math.floor(ms / 3_600_000)}:${two(Math.floor(ms / 60_000) % 60)}:${two(Math.floor(ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;

/** Long ids by their last five characters, long hashes by their first six. */
const short = (line: string): string =>
  line
    .replaceAll(/\b(usr|con|post|apr|pub|evt|ses)_[0-9A-Z]{21}([0-9A-Z]{5})/g, '$1_$2')
    .replaceAll(/\b([0-9a-f]{6})[0-9a-f]{58}\b/g, '$1…');

export function story(isWanted: boolean, now: () => number, startAt: number): Story {
  const lines: string[] = [];
  return {
    lines,
    tell: (line) => {
      if (isWanted) lines.push(`${elapsed(now() - startAt)}  ${short(line())}`);
    },
  };
}
