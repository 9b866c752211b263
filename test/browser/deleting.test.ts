/** Deleting everything in a real browser: from the settings and from a mailed link, to the public page that says how far it is. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { describeInBrowser, useStage } from './stage.ts';

const ask = (page: Page) => page.getByRole('button', { name: 'Delete everything …' }).click();
const confirmIn = (page: Page) => page.getByRole('dialog').getByRole('button', { name: 'Delete everything' });
const word = (page: Page) => page.getByLabel('Type “delete” to confirm');

describeInBrowser('deleting everything in the settings', () => {
  const stage = useStage();

  it('says what it means, wants a typed word, and ends on the status page with nothing left in the browser', async () => {
    const { page, api } = stage;
    await stage.signIn();
    await stage.go('/settings');
    await page.evaluate("localStorage.setItem('postora.draft.test', 'words')");
    await ask(page);
    await page.getByText('There is no way back').waitFor();

    await confirmIn(page).click();
    await page.getByText('Please type the word “delete”.').waitFor();
    const askedEarly = api.world.deletions.size;
    await word(page).fill('Delete');
    await confirmIn(page).click();
    await page.getByRole('heading', { name: 'Your request is being carried out' }).waitFor();

    expect(askedEarly).toBe(0);
    expect([...api.world.deletions.values()].map(({ door }) => door)).toEqual(['console']);
    expect(new URL(page.url()).pathname).toMatch(/^\/deletion\/[\w-]{43}$/);
    expect(await page.evaluate("localStorage.getItem('postora.draft.test')")).toBeNull();
    await page.reload();
    await page.getByRole('heading', { name: 'Deleted' }).waitFor();
    await page.getByText('3 posts').waitFor();
  });

  it('T1.12 asks for a proof of presence that is fresh, then goes on by itself', async () => {
    const { page, api } = stage;
    await stage.signIn();
    api.world.expireProofs();
    await stage.go('/settings');
    await ask(page);
    await word(page).fill('delete');
    await confirmIn(page).click();
    await page.getByText('Please confirm that it is you').waitFor();

    await page.getByRole('button', { name: 'Send me a link' }).click();
    const tab = await stage.openMail();
    await tab.getByRole('button').first().click();
    await page.getByRole('heading', { name: /Your request|Deleted/ }).waitFor();

    expect(api.world.deletions.size).toBe(1);
  });

  it('offers a copy first, and keeps everything when it is closed', async () => {
    const { page, api } = stage;
    await stage.signIn();
    await stage.go('/settings');
    await ask(page);

    await page.getByRole('button', { name: 'Export your data' }).click();
    await page.waitForURL('**/settings#export');
    await ask(page);
    await page.getByRole('button', { name: 'Keep everything' }).click();

    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(api.world.deletions.size).toBe(0);
  });
});

describeInBrowser('a mailed link', () => {
  const stage = useStage();

  it('opens a page that deletes nothing, takes its token out of the address bar, and has a button that does', async () => {
    const { api } = stage;
    api.world.mailDeletion();

    const tab = await stage.openMail();
    await tab.getByRole('heading', { name: 'Delete everything?' }).waitFor();
    const [asked, url] = [api.world.deletions.size, tab.url()];
    await tab.getByRole('button', { name: 'Delete everything' }).click();
    await tab.getByRole('heading', { name: /Your request|Deleted/ }).waitFor();

    expect(asked).toBe(0);
    expect(url).toBe(`${api.origin}/delete`);
    expect([...api.world.deletions.values()].map(({ door }) => door)).toEqual(['mail']);
  });

  it('says when it was used before, and that nothing was deleted', async () => {
    const { api } = stage;
    api.world.mailDeletion();
    api.world.deletionLinks.clear();

    const tab = await stage.openMail();
    await tab.getByRole('button', { name: 'Delete everything' }).click();

    await tab.getByText('Nothing was deleted.').waitFor();
  });
});

describeInBrowser('the status page', () => {
  const stage = useStage({ viewport: { width: 320, height: 640 } });

  it('stands alone without a script, fits a phone, and axe finds nothing, light and dark', async () => {
    const { page, api } = stage;
    const requested: string[] = [];
    page.on('request', (request) => requested.push(new URL(request.url()).pathname));
    await stage.signIn();
    await stage.go('/settings');
    await ask(page);
    await word(page).fill('delete');
    await confirmIn(page).click();
    await page.getByRole('heading', { name: 'Your request is being carried out' }).waitFor();
    requested.length = 0;
    await page.reload();
    await page.getByRole('heading', { name: 'Deleted' }).waitFor();

    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      found.push(...violations.map(({ id }) => `${colorScheme} ${id}`));
    }

    expect(found).toEqual([]);
    expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBe(320);
    expect(requested.filter((path) => !/^\/deletion\/|^\/pages\.css$|^\/favicon\.svg$/.test(path))).toEqual([]);
    expect(await page.evaluate('getComputedStyle(document.querySelector(".steps")).display')).toBe('flex');
    expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual(['Privacy', 'Deleting your data']);
    expect(api.world.deletions.size).toBe(1);
  });
});
