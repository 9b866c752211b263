/** What functions and the laptop cloud say: kept in a ring for tests, appended to .postora/logs, and offered to the terminal. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type LogLevel = 'info' | 'warn' | 'error';
export type LogLine = { source: string; level: LogLevel; text: string; at: string };
export type Logs = {
  add(source: string, level: LogLevel, text: string): void;
  /** The last lines, oldest first; of one source if named. */
  lines(source?: string): LogLine[];
};
export type LogOptions = { dir: string; onLine?: ((line: LogLine) => void) | undefined; keep?: number };

export function openLogs({ dir, onLine, keep = 5_000 }: LogOptions): Logs {
  mkdirSync(dir, { recursive: true });
  const ring: LogLine[] = [];
  return {
    add(source, level, text) {
      const line = { source, level, text, at: new Date().toISOString() };
      ring.push(line);
      if (ring.length > keep) ring.splice(0, ring.length - keep);
      appendFileSync(join(dir, `${source.replace(/[^\w.-]/g, '_')}.log`), `${line.at} ${text}\n`);
      onLine?.(line);
    },
    lines: (source) => (source ? ring.filter((line) => line.source === source) : [...ring]),
  };
}

/** The level a function's line declares (`"level":"WARN"`), else what its stream suggests. */
export function levelOf(text: string, stream: 'stdout' | 'stderr'): LogLevel {
  const declared = /"level":\s*"(\w+)"/i.exec(text)?.[1]?.toLowerCase();
  if (declared === 'error' || declared === 'fatal') return 'error';
  if (declared?.startsWith('warn')) return 'warn';
  if (declared) return 'info';
  return stream === 'stderr' ? 'warn' : 'info';
}
