/** A real browser for tests: the bundled Chromium where it runs (Linux x64), else an installed Chrome (POSTORA_CHROME names it). */
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromiumPack from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Our own list: the package's default switches web security off. */
const args = ['--no-sandbox', '--headless=shell'];
const lock = join(tmpdir(), 'postora-chromium.lock');
const lockLifeMs = 60_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The first call on a machine unpacks 190 MB; two workers doing so at once would run a half-written file. */
async function unpackedChromium(): Promise<string> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const age = await stat(lock).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      if (age > lockLifeMs) await rmdir(lock).catch(() => undefined);
      await pause(50);
    }
  }
  try {
    return await chromiumPack.executablePath();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

async function launch(): Promise<Browser> {
  const chosen = process.env['POSTORA_CHROME'];
  if (chosen) return chromium.launch({ executablePath: chosen, args: ['--no-sandbox'] });
  if (process.platform === 'linux' && process.arch === 'x64') return chromium.launch({ executablePath: await unpackedChromium(), args });
  return chromium.launch({ channel: 'chrome' });
}

/** Undefined, with the reason printed, where no browser can start. @throws {Error} when CI is set: there a skipped test is a failure. */
export async function startBrowser(): Promise<Browser | undefined> {
  try {
    return await launch();
  } catch (cause) {
    if (process.env['CI']) throw new Error('No browser could be started.', { cause });
    const reason = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    process.stderr.write(`browser tests skipped: no browser could be started (${reason}). Set POSTORA_CHROME to the path of a Chrome.\n`);
    return undefined;
  }
}
