/** `.env` of a laptop: the three values for real Threads, all or none, and MEDIA_URL for its media. Other names are left alone. */
import { existsSync, readFileSync } from 'node:fs';
import type { RealThreads } from './cloud-options.ts';
import { Stop } from './stop.ts';

const names = ['THREADS_APP_ID', 'THREADS_APP_SECRET', 'PUBLIC_URL'] as const;

/** @throws {Stop} naming the first line that is not `NAME=value`. */
export function parseEnv(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [at, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (!line || line.startsWith('#')) continue;
    const [, name, quoted, plain] = /^(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(?:["'](.*)["']|([^"'].*|))$/.exec(line) ?? [];
    if (!name) throw new Stop(`.env line ${at + 1} is not NAME=value: mend it, or remove it.`);
    values.set(name, (quoted ?? plain ?? '').trim());
  }
  return values;
}

/** Undefined means the simulator. @throws {Stop} if only some of the three are set, or the URL is none of https. */
export function realThreadsFrom(values: ReadonlyMap<string, string>): RealThreads | undefined {
  const missing = names.filter((name) => !values.get(name));
  if (missing.length === names.length) return undefined;
  if (missing.length > 0)
    throw new Stop(
      `Real Threads needs ${names.join(', ')} in .env: ${missing.join(' and ')} is missing. Without all three the simulator is used.`,
    );
  const [appId = '', appSecret = '', url = ''] = names.map((name) => values.get(name));
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw new Stop('PUBLIC_URL in .env must be an https address, because Threads redirects people to no other.');
  return { appId, appSecret, publicUrl: new URL(url).origin, ...mediaUrlFrom(values) };
}

/** @throws {Stop} if it is set and none of https. */
function mediaUrlFrom(values: ReadonlyMap<string, string>): { mediaUrl?: string } {
  const url = values.get('MEDIA_URL');
  if (!url) return {};
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw new Stop('MEDIA_URL in .env must be an https address that leads to the media port, because Threads fetches media from it.');
  return { mediaUrl: new URL(url).origin };
}

export const readEnvFile = (file: string) => realThreadsFrom(parseEnv(existsSync(file) ? readFileSync(file, 'utf8') : ''));
