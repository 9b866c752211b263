import { expect, it } from 'vitest';
import { countText } from '../../lib/core/rules/text.ts';
import { describeInBrowser, useStage } from './stage.ts';

describeInBrowser('the main job in the console', () => {
  const stage = useStage();

  it('goes from the front page to the permalink, confirming presence on the way', async () => {
    const { api, page } = stage;
    const text = 'Saturday’s loaves are in the oven.\n\nFirst come, first served.  👍🏽';

    await stage.go('/');
    await page.getByRole('link', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('E-mail address').fill('lea@example.org');
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();

    const mail = await stage.openMail();
    await mail.getByRole('heading', { name: 'Welcome back' }).waitFor();
    expect(mail.url()).toBe(`${api.origin}/sign-in`);
    expect(api.calls).not.toContain('POST /v1/auth/links/redeem');
    await mail.getByRole('button', { name: 'Sign in' }).click();
    await mail.getByText('Your first post in three steps').waitFor();
    await mail.close();
    await page.waitForURL('**/posts');

    await page.getByRole('main').getByRole('link', { name: 'Connect' }).click();
    await page.getByRole('button', { name: 'Connect Threads' }).click();
    await page.getByRole('link', { name: 'Allow' }).click();
    await page.getByText('@lea.bakes is connected').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Write a post' }).click();

    const field = page.getByLabel('Text of the post');
    await field.pressSequentially('Saturday');
    await page.waitForURL('**/posts/post_*');
    await field.pressSequentially('’s loaves');
    expect(await field.inputValue()).toBe('Saturday’s loaves');
    await field.fill(text);
    await page.getByText(`${500 - countText(text).count} left`).waitFor();
    expect(await page.getByRole('checkbox', { name: /lea\.bakes/ }).isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Review' }).click();

    await page.getByRole('heading', { name: 'Review' }).waitFor();
    expect(await page.locator('[data-part=final-text]').textContent()).toBe(text);
    await page.getByText('Goes out at once as @lea.bakes.').waitFor();
    api.world.expireProofs();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    await page.getByText('Please confirm that it is you').waitFor();
    const before = api.world.mailbox.length;
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await expect.poll(() => api.world.mailbox.length).toBe(before + 1);
    const proof = await stage.openMail();
    expect(api.world.approvals).toHaveLength(0);
    await proof.getByRole('button', { name: 'Yes, it is me' }).click();
    await proof.getByRole('heading', { name: 'Thank you' }).waitFor();
    await proof.close();

    await page.getByText('You approved it', { exact: true }).waitFor();
    const link = page.getByRole('link', { name: 'See it on Threads' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('https://www.threads.com/@lea.bakes/post/DRk3example');
    await page.getByText('Told Threads to publish it').waitFor();
    expect(api.world.approvals).toHaveLength(1);
    expect(await page.title()).toBe('Post · Postora');

    await page.getByRole('link', { name: 'All posts' }).click();
    await page.getByRole('list').getByText('Published').waitFor();
    expect(await page.getByText('three steps').count()).toBe(0);
    const posts = [...api.world.posts.values()];
    expect(posts.map((post) => post.text)).toEqual([text]);
  });

  it('can be done with the keyboard alone', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    const press = async (key: string, times = 1) => {
      for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
    };
    const focused = () =>
      page.evaluate('document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute("aria-label") || ""');

    await stage.go('/posts');
    await page.getByText('Your first post in three steps').waitFor();
    await press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await press('Enter');
    await press('Tab');
    expect(await focused()).toBe('Write');
    await press('Enter');
    await page.getByLabel('Text of the post').waitFor();
    expect(await focused()).toBe('New post');
    await press('Tab');
    await page.keyboard.type('Written without a mouse.');
    await page.waitForURL('**/posts/post_*');
    await press('Control+Enter');
    await page.getByRole('button', { name: 'Approve and publish now' }).waitFor();
    await page.getByText('Goes out at once').waitFor();
    expect(await focused()).toBe('Review');
    await press('Enter');
    expect(api.world.approvals).toHaveLength(0);
    await press('Tab');
    expect(await focused()).toBe('Approve and publish now');
    await press('Enter');

    await page.getByRole('link', { name: 'See it on Threads' }).waitFor();
    expect(api.world.approvals).toHaveLength(1);
  });

  it('makes an account from an invitation', async () => {
    const { api } = stage;
    api.world.mailInvite();

    const invite = await stage.openMail();
    expect(invite.url()).toBe(`${api.origin}/invite`);
    await invite.getByRole('button', { name: 'Accept the invitation' }).click();
    await invite.getByText('l…@example.org').waitFor();
    const mail = await stage.openMail();
    await mail.getByRole('button', { name: 'Sign in' }).click();

    await mail.getByText('Your first post in three steps').waitFor();
    await invite.waitForURL('**/posts');
  });

  it('confirms presence before connecting, then goes on to the platform by itself', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.expireProofs();

    await stage.go('/connections');
    await page.getByRole('button', { name: 'Connect Threads' }).click();
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('Look into your mailbox').waitFor();
    const mail = await stage.openMail();
    await mail.getByRole('button', { name: 'Yes, it is me' }).click();

    await page.waitForURL(/\/fake-threads\/authorize/);
  });

  it('shows how well a connection is, and asks plainly to connect again when only its owner can mend it', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const at = new Date(Date.now() - 3_600_000).toISOString();
    const good = api.world.connect();
    const bad = api.world.connect({ username: 'lea.cakes' });
    const refresh = { lastTriedAt: at, failures: 0, warned: [] };
    api.world.health.set(good.id, {
      refresh: { ...refresh, lastRefreshedAt: at },
      quota: { used: 12, total: 250, windowMs: 86_400_000, readAt: at },
    });
    api.world.health.set(bad.id, { refresh: { ...refresh, failures: 3, problem: 'reconnect_needed' } });

    await stage.go('/connections');
    const works = page.getByRole('article', { name: '@lea.bakes' });
    const needsYou = page.getByRole('article', { name: '@lea.cakes' });

    await works.getByText('Works').waitFor();
    await works.getByText('12 of 250 in 24 hours').waitFor();
    await needsYou.getByText('Needs you').waitFor();
    await needsYou.getByText('The platform does not renew it any more.').waitFor();
    await needsYou.getByRole('button', { name: 'Connect again' }).click();
    await page.waitForURL(/\/fake-threads\/authorize/);
  });

  it('lets a profile go after saying what that means, confirming presence in the dialog', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    api.world.outcome = 'stuck';
    const post = api.world.write('Waits for the oven.');
    api.world.approve(post);
    api.world.expireProofs();

    await stage.go('/connections');
    const opener = page.getByRole('button', { name: 'Disconnect' });
    await opener.click();
    await page.getByRole('dialog', { name: 'Disconnect @lea.bakes?' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Disconnect');
    await opener.click();
    await page.getByRole('button', { name: 'Disconnect @lea.bakes' }).click();
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByText('Look into your mailbox').waitFor();
    // The link is bound to this browser; that is what the earlier request marked.
    const proof = await stage.openMail();
    await proof.getByRole('button', { name: 'Yes, it is me' }).click();
    await proof.close();

    await page.getByText('@lea.bakes is disconnected. One waiting post was canceled.').waitFor();
    await page.getByText('No profile connected yet').waitFor();
  });

  it('signs other browsers and this one out, and leaves nothing behind', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.openSession('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1');

    await stage.go('/settings');
    await page.getByRole('button', { name: 'Sign out Safari on iOS' }).click();
    await page.getByText('That browser is signed out.').waitFor();
    expect(api.world.sessions.size).toBe(1);
    await page.getByText('Dark', { exact: true }).click();
    await page.evaluate("localStorage.setItem('postora.draft.usr_x.new', 'words')");
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('heading', { name: 'Publish exactly what you approved.' }).waitFor();

    expect(api.world.sessions.size).toBe(0);
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['postora.theme']);
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
  });
});
