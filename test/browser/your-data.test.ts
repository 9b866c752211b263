/** A copy of one's data from the settings, and the pages that anybody can read: without JavaScript, without a cookie, without an account. */
import { expect, it } from 'vitest';
import { allSentences, deletionGuide, privacyPolicy } from '../../lib/core/policy.ts';
import { describeInBrowser, soon, useStage } from './stage.ts';

describeInBrowser('your data', () => {
  const stage = useStage();

  it('P-16 asks for a copy, waits with its person, and gives the file away', async () => {
    const { api, page, go, signIn } = stage;
    await signIn();
    await go('/settings');
    await page.getByRole('button', { name: 'Make a copy of my data' }).click();
    await page.getByText('Being made').waitFor();
    const isAskable = await page.getByRole('button', { name: 'Make a copy of my data' }).count();

    api.exports.finish();
    await page.getByText('1.2 MB').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);

    expect(isAskable).toBe(0);
    expect(download.suggestedFilename()).toBe('postora-export.zip');
    expect(new URL(page.url()).pathname).toBe('/settings');
  });

  it('T1.12 asks for a fresh proof in place, and then goes on by itself', async () => {
    const { api, page, go, signIn, openMail } = stage;
    await signIn();
    api.world.expireProofs();
    await go('/settings');
    await page.getByRole('button', { name: 'Make a copy of my data' }).click();
    await page.getByRole('button', { name: 'Send me a link' }).click();

    const tab = await openMail();
    await tab.getByRole('button').first().click();

    await page.getByText('Being made').waitFor();
    await soon(() => api.exports.made.length).toBe(1);
  });

  it('says what went wrong when it cannot be asked for', async () => {
    const { api, page, go, signIn } = stage;
    await signIn();
    await go('/settings');
    api.instead('POST /v1/exports', { status: 503, body: { code: 'unavailable' } });

    await page.getByRole('button', { name: 'Make a copy of my data' }).click();

    await page.locator('#export').getByRole('alert').waitFor();
  });

  it('leads to the public pages from the front page and from the settings', async () => {
    const { page, go, signIn } = stage;
    await go('/');
    await page.getByRole('link', { name: 'Privacy' }).click();
    await page.getByRole('heading', { name: 'Privacy', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Deleting your data' }).click();
    await page.getByRole('heading', { name: 'Deleting your data', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Postora', exact: true }).click();
    await page.getByText('Publish exactly what you approved.').waitFor();

    await signIn();
    await go('/settings');
    await page.locator('#export a').first().waitFor();
    const addresses = await Promise.all((await page.locator('#export a').all()).map((link) => link.getAttribute('href')));

    expect(addresses).toEqual(['/privacy', '/data-deletion']);
  });
});

describeInBrowser('the public pages', () => {
  const stage = useStage({ javaScriptEnabled: false });

  it.each([
    ['/privacy', privacyPolicy],
    ['/data-deletion', deletionGuide],
  ])('%s shows every sentence without JavaScript, and sets no cookie', async (path, sections) => {
    const { page, context } = stage;
    const answer = await page.goto(path);

    const ids = sections.flatMap(({ sentences }) => sentences.map(({ id }) => id));
    for (const id of ids) expect((await page.locator(`#${id}`).textContent())?.length).toBeGreaterThan(20);
    expect(answer?.headers()['set-cookie']).toBeUndefined();
    expect(await context.cookies()).toEqual([]);
    expect(await page.content()).not.toMatch(/<script|<iframe|<form|\son\w+=|\{operator\}|\{contact\}/);
    expect(await page.locator('main').textContent()).not.toContain('undefined');
  });

  it('P-14 load nothing but their style sheet and their icon, from this very host', async () => {
    const asked: string[] = [];
    stage.page.on('request', (request) => asked.push(request.url()));

    await stage.page.goto('/privacy');

    expect(asked.map((url) => new URL(url).origin === stage.api.origin)).toEqual(asked.map(() => true));
    const own = ['/favicon.svg', '/pages.css', '/privacy'];
    expect(asked.map((url) => new URL(url).pathname).filter((path) => !own.includes(path))).toEqual([]);
    expect(asked.length).toBeGreaterThan(1);
  });

  it('know no sentence twice', () => {
    expect(new Set(allSentences.map(({ id }) => id)).size).toBe(allSentences.length);
  });
});
