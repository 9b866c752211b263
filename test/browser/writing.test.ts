import { expect, it } from 'vitest';
import { describeInBrowser, useStage } from './stage.ts';

describeInBrowser('writing', () => {
  const stage = useStage();

  it('counts as the platform does: amber from 20 left, red below 0, links too', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    await stage.go('/posts/new');
    const field = page.getByLabel('Text of the post');
    const shown = page.locator('[data-left]');
    const color = async () => /text-(bad|warn|soft)/.exec((await shown.getAttribute('class')) ?? '')?.[1];

    await field.fill('👍🏽');
    expect(await shown.textContent()).toBe('492 left');
    await field.fill('x'.repeat(479));
    expect([await shown.textContent(), await color()]).toEqual(['21 left', 'soft']);
    await field.fill('x'.repeat(480));
    expect([await shown.textContent(), await color()]).toEqual(['20 left', 'warn']);
    await field.fill('x'.repeat(501));
    expect([await shown.textContent(), await color()]).toEqual(['1 too many', 'bad']);
    await page.getByText('The text counts 501; the limit is 500.').waitFor();
    await field.fill([1, 2, 3, 4, 5, 6].map((n) => `https://example.org/${n}`).join(' '));
    await page.getByText('6 of 5 links').waitFor();
    await page.getByText('The text has 6 different links; the limit is 5.').waitFor();
    await page.getByRole('button', { name: 'Review' }).click();

    await page.getByRole('heading', { name: 'Review' }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve and publish now' }).isDisabled()).toBe(true);
  });

  it('never loses text: the network dies, the tab is closed, the text is back', async () => {
    const { api, context, page } = stage;
    await stage.signIn();
    api.world.connect();
    const post = api.world.write('Before the tunnel.');
    await stage.go(`/posts/${post.id}`);
    await page.getByLabel('Text of the post').waitFor();

    api.instead('PATCH /v1/posts', 'hang up', 99);
    await page.getByLabel('Text of the post').fill('Written in the tunnel.');
    await page.getByText('Not saved on the server yet.').waitFor();
    await page.close();
    const again = await context.newPage();
    await again.goto(`${api.origin}/posts/${post.id}`);

    await again.getByText('Here is what you wrote before').waitFor();
    expect(await again.getByLabel('Text of the post').inputValue()).toBe('Written in the tunnel.');
    expect(api.world.posts.get(post.id)?.text).toBe('Before the tunnel.');
  });

  it('says that it is offline, and saves when it is online again', async () => {
    const { api, context, page } = stage;
    await stage.signIn();
    const post = api.world.write('Before.', []);
    await stage.go(`/posts/${post.id}`);
    await page.getByLabel('Text of the post').waitFor();

    await context.setOffline(true);
    await page.getByText('You are offline. What you write is kept in this browser.').waitFor();
    await page.getByLabel('Text of the post').fill('Written offline.');
    await page.getByText('Not saved on the server yet.').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('Saved', { exact: true }).waitFor();
    expect(api.world.posts.get(post.id)?.text).toBe('Written offline.');
  });

  it('brings back a post that was never stored', async () => {
    const { api, page } = stage;
    await stage.signIn();
    await stage.go('/posts/new');
    await page.getByLabel('Text of the post').fill('Half a thought');
    await page.reload();
    await page.getByText('Here is what you wrote before').waitFor();
    expect(await page.getByLabel('Text of the post').inputValue()).toBe('Half a thought');

    await expect.poll(() => [...api.world.posts.values()].map(({ text }) => text), { timeout: 20_000 }).toEqual(['Half a thought']);
  });

  it('shows both versions when another tab was faster, and keeps the one that is chosen', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const post = api.world.write('We open at eight.', []);
    await stage.go(`/posts/${post.id}`);
    const field = page.getByLabel('Text of the post');
    await field.waitFor();

    api.world.edit(post, { text: 'We open at nine.' });
    await field.fill('We open at ten.');
    await page.getByText('This post was changed somewhere else').waitFor();
    expect(await page.locator('del').textContent()).toContain('nine.');
    await page.getByRole('button', { name: 'Load the other version' }).click();
    expect(await field.inputValue()).toBe('We open at nine.');

    api.world.edit(api.world.posts.get(post.id)!, { text: 'We stay closed.' });
    await field.fill('We open at ten after all.');
    await page.getByRole('button', { name: 'Keep what is written here' }).click();
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(api.world.posts.get(post.id)?.text).toBe('We open at ten after all.');
  });

  it('approves nothing that was changed after it was shown, and shows the change', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    const post = api.world.write('We open at eight.');
    await stage.go(`/posts/${post.id}/review`);
    await page.getByText('Goes out at once').waitFor();

    api.world.edit(post, { text: 'We open at nine.' });
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    await page.getByText('This post was changed after you opened this page').waitFor();
    expect(await page.locator('ins').textContent()).toContain('nine.');
    expect(await page.getByRole('button', { name: 'Approve and publish now' }).isDisabled()).toBe(true);
    expect(await page.locator('[data-part=final-text]').textContent()).toBe('We open at eight.');
    expect(api.world.approvals).toHaveLength(0);
    await page.getByRole('button', { name: 'Review the new version' }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();

    await page.getByText('You approved it', { exact: true }).waitFor();
    expect(api.world.approvals.map(({ hash }) => hash)).toEqual([api.world.posts.get(post.id)?.hash]);
  });

  it('deletes a draft after asking', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const post = api.world.write('Never mind.', []);
    await stage.go(`/posts/${post.id}`);

    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete the draft' }).click();
    await page.getByText('The draft is deleted.').waitFor();
    await page.getByText('Nothing written yet').waitFor();

    expect(api.world.posts.size).toBe(0);
  });

  it('shows older posts on request', async () => {
    const { api, page } = stage;
    await stage.signIn();
    for (let i = 1; i <= 23; i += 1) api.world.write(`Post number ${i}`, [], new Date(Date.now() - (30 - i) * 60_000));

    await stage.go('/posts');
    await page.getByText('Post number 23').waitFor();
    expect(await page.getByRole('main').getByRole('listitem').count()).toBe(20);
    await page.getByRole('button', { name: 'Show older posts' }).click();

    await page.getByText('Post number 1', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Show older posts' }).count()).toBe(0);
  });
});
