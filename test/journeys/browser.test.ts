/** A person with a real browser on the laptop cloud: the built console, the real functions, the simulator's consent page. */

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mailedToken } from '../../local/visitor.ts';
import { fileOf } from '../browser/pictures.ts';
import { startBrowser } from '../support/browser.ts';
import { shiftDate } from '../support/shifted-date.ts';
import { type Journey, openCloud } from './open-cloud.ts';

const browser: Browser | undefined = await startBrowser();
const shots = process.env['POSTORA_SHOTS'];

describe.skipIf(browser === undefined)('the console on the laptop cloud', () => {
  let journey: Journey;
  let page: Page;
  const complaints: string[] = [];
  const shot = async (name: string) => {
    if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  };
  beforeAll(async () => {
    journey = await openCloud({ speed: 10 });
    page = (await browser?.newPage({ viewport: { width: 1280, height: 860 } })) as Page;
    // The page's clock agrees with the service's, at whatever moment the tests begin.
    await page.addInitScript(shiftDate, journey.cloud.clock.now().getTime() - Date.now());
    page.on('console', (message) => {
      // A signed-out visitor asks who they are and is told 401; the browser logs that as an error of the network.
      if (message.type() === 'error' && !message.text().includes('401')) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterAll(async () => {
    await browser?.close();
    await journey.close();
  });

  /** Invited, and signed in by the mailed link. */
  const enter = async (address: string) => {
    const { cloud } = journey;
    const invited = await cloud.invoke('operator', { command: 'invite', address });
    if (invited.kind !== 'ok') throw new Error(JSON.stringify(invited));
    await page.goto((invited.value as { invite_url: string }).invite_url);
    await shot('1-invite');
    await page.getByRole('button', { name: /accept/i }).click();
    const token = await mailedToken(cloud, address);
    await shot('2-invite-accepted');
    await page.goto(`${cloud.origin}/sign-in#${token}`);
    await page.getByRole('button', { name: /sign in/i }).click();
    await page.waitForURL(/\/posts/);
  };

  it('goes from an invite link to a permalink', async () => {
    const { cloud } = journey;
    await enter('lena@example.org');
    await shot('3-posts-empty');

    await page.goto(`${cloud.origin}/connections`);
    await page
      .getByRole('button', { name: /connect.*threads/i })
      .first()
      .click();
    await page.waitForURL(/\/oauth\/authorize/);
    await shot('4-consent');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.waitForURL(/\/connections/);
    await page.getByText('@ada.paints').first().waitFor();
    await shot('5-connected');

    await page.goto(`${cloud.origin}/posts/new`);
    await page.getByRole('textbox').first().fill('Written in a browser, approved by a person. 🎨');
    const target = page.getByRole('checkbox').first();
    if (!(await target.isChecked())) await target.check();
    await shot('6-write');
    await page.getByRole('button', { name: /review/i }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).waitFor();
    await shot('7-review');
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    const link = page.getByRole('link', { name: /threads/i }).and(page.locator('[href*="/post/"]'));
    await link.first().waitFor({ timeout: 60_000 });
    await shot('8-published');

    const [account] = (await cloud.threads?.accounts()) ?? [];
    expect(account?.public_post_count).toBe(1);
    expect(await link.first().getAttribute('href')).toBe(account?.posts[0]?.permalink);
    expect(complaints).toEqual([]);
    await page.goto((await link.first().getAttribute('href')) ?? '');
    await shot('9-permalink');
  });

  it('uploads a picture from the browser and publishes it as the first part of a thread', async () => {
    const { cloud } = journey;
    await page.goto(`${cloud.origin}/posts/new`);
    await page.getByLabel('Text of the post').fill('A picture from a browser.');
    await page.locator('input[type=file]').setInputFiles([fileOf('bread.png')]);
    await page.getByLabel('Description of image 1').fill('A light disc on brown.');
    await page.getByRole('button', { name: 'Add to thread' }).click();
    await page.getByLabel('Text of part 2').fill('And this is what belongs to it.');
    await page.getByText('Nothing goes out before you approve it').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    const image = page.getByRole('img', { name: 'A light disc on brown.' });
    await image.waitFor();
    expect(await image.evaluate((element) => 'naturalWidth' in element && element.naturalWidth)).toBe(480);
    await shot('10-review-thread');
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    await page.getByText('2 of 2 are out').waitFor({ timeout: 60_000 });
    await shot('11-thread-published');

    const [account] = (await cloud.threads?.accounts()) ?? [];
    expect(account?.posts.filter(({ text }) => text?.includes('belongs to it') || text?.includes('from a browser.'))).toHaveLength(2);
    expect(complaints).toEqual([]);
  });

  it('approves a post for tomorrow, moves it, and publishes it now instead', async () => {
    const { cloud } = journey;
    await page.goto(`${cloud.origin}/posts/new`);
    await page.getByLabel('Text of the post').fill('Not before tomorrow. Or now.');
    await page.getByText('At a time', { exact: true }).click();
    // Behind UTC, the zone of this browser: tomorrow at nine is still to come there, at whatever hour the test runs.
    await page.getByLabel('Time zone').fill('Honolulu');
    await page.getByText(/09:00 in Honolulu/).waitFor();
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: /^Approve for .*09:00/ }).click();
    await page.getByText('Approved for its time').waitFor();
    await shot('12-scheduled');

    await page.getByRole('button', { name: 'Reschedule' }).click();
    await page.getByRole('dialog').getByLabel('Time', { exact: true }).fill('10:30');
    await page.getByRole('button', { name: /^Approve for .*10:30/ }).click();
    await page.getByText(/^Approved for .*10:30 in Honolulu\.$/).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    await page.getByText('Exactly what you approved is out.').waitFor({ timeout: 60_000 });
    await shot('13-published-instead');

    const [account] = (await cloud.threads?.accounts()) ?? [];
    expect(account?.posts.filter(({ text }) => text === 'Not before tomorrow. Or now.')).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('tells that a post may be out, connects the account again from there, and finds the post', async () => {
    const { cloud } = journey;
    const { threads } = cloud;
    if (!threads) throw new Error('no simulator');
    await page.context().clearCookies();
    await enter('mona@example.org');
    const { id } = await threads.addAccount({ username: 'mona.walks', name: 'Mona Walks' });
    const consent = async () => {
      await page.waitForURL(/\/oauth\/authorize/);
      await page.getByLabel('@mona.walks').check();
      await page.getByRole('button', { name: 'Allow' }).click();
      await page.waitForURL(/\/connections/);
      await page.getByText('@mona.walks').first().waitFor();
    };
    await page.goto(`${cloud.origin}/connections`);
    await page
      .getByRole('button', { name: /connect.*threads/i })
      .first()
      .click();
    await consent();
    await threads.addFault({ name: 'token_broken_after', call: 'publish', account: id, times: 1 });

    await page.goto(`${cloud.origin}/posts/new`);
    await page.getByLabel('Text of the post').fill('Out, and refused all the same.');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    await page.getByText('It is probably not out.').first().waitFor({ timeout: 60_000 });
    await shot('14-may-be-out');
    const path = page.url();
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    await page.getByRole('link', { name: 'Connect again' }).first().click();
    await page.getByText('The platform does not accept it any more.').waitFor();
    await shot('15-connect-again');
    await page.getByRole('button', { name: 'Connect again' }).click();
    await consent();
    await page.goto(path);
    await page.getByText('Exactly what you approved is out.').waitFor({ timeout: 60_000 });
    await shot('16-found');

    expect((await threads.account(id))?.public_post_count).toBe(1);
    expect(complaints).toEqual([]);
  });
});
