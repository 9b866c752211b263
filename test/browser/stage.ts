/** One browser per test file; per test a fresh world, a fresh browser context, and a record of everything the browser complains about. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { testsBeginAt } from '../support/clock-setting.ts';
import { shiftDate } from '../support/shifted-date.ts';
import { builtConsole } from './built-console.ts';
import { type FakeApi, startFakeApi } from './fake-api.ts';

const browser = await startBrowser();
/** Every test begins at this moment, far from midnight and from a change of clocks, if none is set. */
const beginsAt = (testsBeginAt() ?? new Date('2027-01-13T10:00:00Z')).getTime();

afterAll(async () => {
  await browser?.close();
});

/** Tests that need a browser. */
export const describeInBrowser = browser ? describe : describe.skip;

/** What the page does by itself within seconds, such as saving after a pause. */
export const soon = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

export type Stage = {
  api: FakeApi;
  context: BrowserContext;
  page: Page;
  /** Opens a page of the console in the present tab. */
  go: (path: string) => Promise<void>;
  /** Signed in from here on, without the mail. */
  signIn: () => Promise<void>;
  /** Opens the newest mailed link in another tab. */
  openMail: () => Promise<Page>;
};

type ContextOptions = { javaScriptEnabled?: boolean; viewport?: { width: number; height: number }; colorScheme?: 'light' | 'dark' };

/** What a browser must never say: a CSP violation, an uncaught error, a warning of React. Failed API answers are expected. */
function watch(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    const isExpected = message.text().startsWith('Failed to load resource');
    if ((message.type() === 'error' || message.type() === 'warning') && !isExpected) complaints.push(message.text());
  });
}

/** @returns the stage of the running test. */
export function useStage(options: ContextOptions = {}): Stage {
  const stage = {} as Stage;
  const complaints: string[] = [];
  let dist = '';
  let undoShift = (): void => {};
  beforeAll(async () => {
    dist = await builtConsole();
  });
  beforeEach(async () => {
    const shiftMs = beginsAt - Date.now();
    undoShift = shiftDate(shiftMs);
    const api = await startFakeApi(dist);
    const context = await browser!.newContext({
      baseURL: api.origin,
      locale: 'en-GB',
      timezoneId: 'Europe/Paris',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    // Only how long a failure takes: what is there is seen at once.
    context.setDefaultTimeout(30_000);
    await context.addInitScript(shiftDate, shiftMs);
    complaints.length = 0;
    context.on('page', (page) => watch(page, complaints));
    const page = await context.newPage();
    Object.assign(stage, {
      api,
      context,
      page,
      go: async (path: string) => void (await page.goto(path)),
      signIn: async () => {
        const value = api.world.openSession('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36');
        await context.addCookies([
          {
            name: '__Host-postora-session',
            value,
            url: api.origin.replace('http:', 'https:'),
            httpOnly: true,
            secure: true,
            sameSite: 'Lax',
          },
        ]);
      },
      openMail: async () => {
        await expect.poll(() => api.world.mailbox.length).toBeGreaterThan(0);
        const tab = await context.newPage();
        await tab.goto(api.world.mailbox.at(-1)!.url);
        return tab;
      },
    } satisfies Stage);
  });
  afterEach(async () => {
    await stage.context.close();
    await stage.api.close();
    undoShift();
    expect(complaints).toEqual([]);
  });
  return stage;
}
