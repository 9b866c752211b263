/** The README of the simulator, walked word by word: its own command starts it, its own lines run in a shell, so it cannot rot. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { jpeg, png } from '../../support/media-files.ts';
import { openApp } from './callbacks/app-server.ts';
import { openMediaHost } from './media-host.ts';

const root = new URL('../../../', import.meta.url).pathname;
const readme = readFileSync(`${root}local/threads/README.md`, 'utf8');
const blocks = [...readme.matchAll(/```sh\n(.*?)```/gs)].map(([, block = '']) => block);
const blockWith = (words: string): string => {
  const [found, second] = blocks.filter((block) => block.includes(words));
  if (!found || second) throw new Error(`not exactly one block of the README has ${words}`);
  return found;
};

/** As the README starts it; only the port is the system's, and nothing takes time. */
async function start(): Promise<string> {
  const flags = /^npm run threads -- (--port 9000 .*)$/m.exec(blockWith('npm run threads -- --help'))?.[1] ?? '';
  const quick = ['readyDelayMs', 'imageReadyDelayMs', 'carouselReadyDelayMs'].flatMap((name) => ['--setting', `${name}=0`]);
  const args = [...flags.replace('--port 9000', '--port 0').split(' '), ...quick];
  const child = spawn(process.execPath, [`${root}local/threads/main.ts`, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  return /http:\/\/127\.0\.0\.1:\d+/.exec(String((await once(child.stdout, 'data'))[0]))?.[0] ?? '';
}

/** The reader's own pictures are served by the test; everything else is run as it stands. */
const readersServer = /^\(cd ~\/Pictures .*$/m;

/** One shell for all blocks, as a reader pastes them one after the other. @returns what each of them printed */
async function paste(addresses: readonly (readonly [from: string, to: string])[], ...parts: string[]): Promise<string[]> {
  const marked = parts.map((part) => `${part.replace(readersServer, '').replace(/^kill %1$/m, '')}\nprintf '\\0'`);
  const script = addresses.reduce((text, [from, to]) => text.replaceAll(from, to), `sleep() { :; }\n${marked.join('\n')}`);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script]);
  return stdout.split('\0');
}

describe('the README of the simulator', () => {
  it('leads from consent over a carousel with a fault to the profile page, word by word', async () => {
    const url = await start();
    const host = await openMediaHost({
      '/robots.txt': { status: 404 },
      '/one.jpg': { type: 'image/jpeg', body: jpeg() },
      '/two.png': { type: 'image/png', body: png() },
    });
    const app = await openApp({ body: '{"url":"https://app.test/deletion/c1","confirmation_code":"c1"}' });
    const addresses = [
      ['http://127.0.0.1:9000', url],
      ['http://localhost:8080', host.url],
      ['http://localhost:3000/threads', `${app.url}/threads`],
    ] as const;
    const parts = ['# 1. Consent.', 'is_carousel_item=true', 'delete-data'].map(blockWith);

    const [text = '', carousel = '', deletion = ''] = await paste(addresses, ...parts);

    expect(text).toMatch(/"username":"ada\.paints".*"status":"FINISHED".*"permalink":"http:.*<p class="text">Hello from curl<\/p>/s);
    expect(carousel).toMatch(/"name":"permission_error_after".*"code":10,.*"status":"PUBLISHED"/s);
    expect(carousel).toMatch(/"media_type":"CAROUSEL_ALBUM","children":\{"data":\[\{"id":"\d+"\},\{"id":"\d+"\}\]\}/);
    expect(carousel).toContain('alt="A bridge at dawn"');
    expect(deletion).toContain('"confirmation_code":"c1"');
    expect(app.received).toHaveLength(1);
  });

  it('says what happens without the flags: the port alone starts it, and the window sends nobody back', async () => {
    const url = await start();
    const window = (redirectUri: string) =>
      fetch(`${url}/oauth/authorize?client_id=1234567890&response_type=code&scope=threads_basic&redirect_uri=${redirectUri}`);

    const codes = [(await window('https://app.test/cb')).json(), (await window('http://app.test/cb')).json()];

    expect(await Promise.all(codes)).toMatchObject([{ error_code: 1349168 }, { error_code: 1349187 }]);
    expect(readme).toContain('1349168');
    expect(readme).toContain('1349187');
  });
});
