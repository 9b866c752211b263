/** The first post before any platform has approved anything: on the laptop cloud, with every right checked, seen in a real browser. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { PostView } from '../../lib/core/api.ts';
import { storedItems } from '../../local/search-secrets.ts';
import { disconnect, expectStatus, proveAgain, until, type Visitor } from '../../local/visitor.ts';
import { builtConsole } from '../browser/built-console.ts';
import { startBrowser } from '../support/browser.ts';
import { aPerson, approve, type Journey, openCloud, settled } from './open-cloud.ts';

const chrome: Browser | undefined = await startBrowser();
/** A folder to keep pictures of the page in. */
const shots = process.env['POSTORA_SHOTS'];

const address = 'lena@example.org';
const pageSchema = z.object({
  data: z.array(z.object({ id: z.string(), text: z.string(), replies: z.array(z.object({ id: z.string(), text: z.string() })) })),
});

/** One click: the address leads straight to our own callback. */
async function connectSandbox(visitor: Visitor, origin: string): Promise<string> {
  const begun = expectStatus(await visitor.call('POST', '/v1/connections/sandbox/authorize', {}), 200);
  const { authorize_url: url } = z.object({ authorize_url: z.url() }).parse(begun.body);
  expect(url.startsWith(`${origin}/oauth/sandbox/callback?`)).toBe(true);
  const landed = expectStatus(await visitor.call('GET', url), 303);
  return new URL(landed.headers.get('location') ?? '').searchParams.get('connected') ?? '';
}

async function uploadDawn(visitor: Visitor): Promise<string> {
  const bytes = await readFile(new URL('../../local/samples/dawn.jpg', import.meta.url));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const asked = { filename: 'dawn.jpg', content_type: 'image/jpeg', size_bytes: bytes.length, sha256 };
  const started = z.object({
    id: z.string(),
    upload: z.object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()) }),
  });
  const { id, upload } = started.parse(expectStatus(await visitor.call('POST', '/v1/media', asked), 201).body);
  await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(bytes) });
  await until('the check of the upload', async () => {
    const { state } = z.object({ state: z.string() }).parse((await visitor.call('GET', `/v1/media/${id}`)).body);
    return state === 'ready' ? state : undefined;
  });
  return id;
}

describe('the sandbox on the laptop cloud', () => {
  let journey: Journey;
  let visitor: Visitor;
  let connectionId: string;
  beforeAll(async () => {
    journey = await openCloud({ consoleDir: await builtConsole() });
    visitor = await aPerson(journey.cloud, address);
    connectionId = await connectSandbox(visitor, journey.cloud.origin);
  });
  afterAll(async () => {
    await chrome?.close();
    await journey.close();
  });

  async function publish(body: object): Promise<PostView> {
    const post = expectStatus(await visitor.call('POST', '/v1/posts', { ...body, targets: [connectionId] }), 201).body as PostView;
    await approve(visitor, post);
    const published = await settled(visitor, post.id, 'published', 'failed', 'held');
    expect(published.status).toBe('published');
    return until(
      'its permalink',
      async () => {
        const seen = await settled(visitor, post.id, 'published');
        return seen.publications[0]?.permalink ? seen : undefined;
      },
      60_000,
    );
  }

  async function keepPictures(path: string): Promise<void> {
    if (!shots) return;
    for (const width of [390, 1280])
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page } = await open(path, { width, colorScheme });
        await page.getByRole('article').first().waitFor();
        await page.waitForLoadState('networkidle');
        await page.screenshot({ path: `${shots}/sandbox-${width}-${colorScheme}.png`, fullPage: true });
      }
  }

  /** The page, as this person, with all that the browser complained about. */
  async function open(
    path: string,
    options: { width: number; colorScheme: 'light' | 'dark' },
  ): Promise<{ page: Page; complaints: string[] }> {
    if (!chrome) throw new Error('no browser');
    const complaints: string[] = [];
    const { width, colorScheme } = options;
    const context = await chrome.newContext({ viewport: { width, height: 900 }, colorScheme, baseURL: journey.cloud.origin });
    const [name, value] = ['__Host-postora-session', visitor.cookie('__Host-postora-session') ?? ''];
    const url = journey.cloud.origin.replace('http:', 'https:');
    await context.addCookies([{ name, value, url, httpOnly: true, secure: true, sameSite: 'Lax' }]);
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(path);
    return { page, complaints };
  }

  it('takes a first post, a chain with a picture and a quote, and shows each once', async () => {
    const dawn = await uploadDawn(visitor);
    const first = await publish({ text: 'Hello. This is my first post.' });
    await publish({
      text: 'A thread about mornings.',
      media: [{ media_id: dawn, alt: 'A sky at dawn, blue above and yellow below' }],
      options: { topic_tag: 'Mornings', reply_audience: 'followers_only' },
      replies: [{ text: 'Tea or coffee?', options: { poll: ['Tea', 'Coffee', 'Neither'] } }, { text: 'Good night.' }],
    });
    await publish({
      text: 'What I said on my first day here:',
      options: { quote_post_id: first.publications[0]?.remote_id },
    });

    const { data } = pageSchema.parse(expectStatus(await visitor.call('GET', `/v1/sandbox/${connectionId}/posts`), 200).body);

    expect(data.map(({ text, replies }) => [text, ...replies.map((reply) => reply.text)])).toEqual([
      ['What I said on my first day here:'],
      ['A thread about mornings.', 'Tea or coffee?', 'Good night.'],
      ['Hello. This is my first post.'],
    ]);
    expect(first.publications[0]?.permalink).toMatch(new RegExp(`^${journey.cloud.origin}/sandbox/[0-9A-Z]{26}#${data[2]?.id}$`));
  });

  it.skipIf(chrome === undefined)('shows them on its page: marked as pretend, with descriptions, polls and threads', async () => {
    const { page, complaints } = await open(`/sandbox/${connectionId}`, { width: 1280, colorScheme: 'light' });

    await page.getByText('Pretend platform. Nobody but you can see this.').waitFor();
    const picture = page.getByRole('img', { name: 'A sky at dawn, blue above and yellow below' });
    await picture.scrollIntoViewIfNeeded();
    await expect.poll(() => picture.evaluate((img) => 'naturalWidth' in img && img.naturalWidth)).toBeGreaterThan(0);
    await page.getByRole('button', { name: /Description/ }).focus();
    const words = page.getByText('A sky at dawn, blue above and yellow below', { exact: true });
    await expect.poll(() => words.evaluate((shown) => shown.checkVisibility({ checkOpacity: true }))).toBe(true);

    expect(await page.getByRole('article').count()).toBe(5);
    expect(await page.getByRole('list', { name: 'Poll' }).getByRole('listitem').allTextContents()).toEqual(['Tea', 'Coffee', 'Neither']);
    expect(complaints).toEqual([]);
    await keepPictures(`/sandbox/${connectionId}`);
  });

  it.skipIf(chrome === undefined)('leads from a permalink to the very post, on a phone too', async () => {
    const { data } = pageSchema.parse((await visitor.call('GET', `/v1/sandbox/${connectionId}/posts`)).body);
    const answer = data[1]?.replies[1];
    const { page } = await open(`/sandbox/${connectionId}#${answer?.id}`, { width: 390, colorScheme: 'dark' });

    const target = page.locator('article[aria-current]');
    await target.waitFor();

    expect(await target.textContent()).toContain('Good night.');
    expect(await page.locator('article:focus').getAttribute('id')).toBe(answer?.id);
    expect(await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth)).toBe(0);
  });

  it('leaves no row behind when it is disconnected', async () => {
    await proveAgain(journey.cloud, visitor, address);
    await disconnect(visitor, connectionId);

    const items = (await Promise.all(journey.cloud.tables.names.map((name) => storedItems(journey.cloud, name)))).flat();
    expect(items.filter((item) => item.includes('SANDBOX'))).toEqual([]);
    expectStatus(await visitor.call('GET', `/v1/sandbox/${connectionId}/posts`), 404);
  });
});
