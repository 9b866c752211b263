import { expect, it } from 'vitest';
import { picture } from './pictures.ts';
import { describeInBrowser, useStage } from './stage.ts';

const part = (text: string) => ({ text, media: [], options: {} });

describeInBrowser('reviewing and following a post', () => {
  const stage = useStage();

  it('shows exactly what goes out, part by part: words, images with their descriptions, options in words', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    const image = await api.world.upload(picture(), 'Two loaves of rye bread.');
    const post = api.world.write({
      text: 'Look.',
      media: [image, { ...image, alt: '' }],
      options: { topicTag: 'bread', replyAudience: 'followers_only', isSpoiler: true },
      replies: [{ ...part('Which one?'), options: { poll: ['Rye', 'Wheat'] } }],
    });

    await stage.go(`/posts/${post.id}/review`);
    const [first, second] = [page.getByRole('listitem', { name: 'Part 1' }), page.getByRole('listitem', { name: 'Part 2' })];
    await first.getByText('Description: Two loaves of rye bread.').waitFor();

    expect(await page.locator('[data-part=final-text]').allTextContents()).toEqual(['Look.', 'Which one?']);
    const shown = first.getByRole('img', { name: 'Two loaves of rye bread.' });
    expect(await shown.evaluate((element) => 'naturalWidth' in element && element.naturalWidth)).toBe(480);
    await first.getByText('No description for people who cannot see it').waitFor();
    expect(await first.getByRole('definition').allTextContents()).toEqual(['bread', 'Your followers', 'Media are shown only after a tap']);
    expect(await second.getByRole('list', { name: 'Poll' }).getByRole('listitem').allTextContents()).toEqual(['Rye', 'Wheat']);
  });

  it('names the part that breaks a rule, and does not let it be approved', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    const post = api.world.write({ text: 'one', replies: [part(''), part('x'.repeat(501))] });

    await stage.go(`/posts/${post.id}/review`);
    await page.getByText('Part 2: The post has no text.').waitFor();
    await page.getByText('Part 3: The text counts 501; the limit is 500.').waitFor();

    expect(await page.getByRole('button', { name: 'Approve and publish now' }).isDisabled()).toBe(true);
  });

  it('says what of a chain is out, and sends only the rest when it is approved again', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    api.world.outcome = 'stopped';
    const post = api.world.write({ text: 'one', replies: [part('two'), part('three')] });
    api.world.approve(post);
    await stage.go(`/posts/${post.id}`);

    await page.getByText('Published in part', { exact: true }).waitFor();
    await page.getByText('1 of 3 is out').waitFor();
    await page.getByText('The place where the file lies did not answer the platform in time, or keeps it out.').waitFor();
    const [before] = api.world.publicationsOf(post.id);
    api.world.outcome = 'published';
    await page.getByRole('link', { name: 'Review and send the rest' }).click();
    await page.getByText('1 of 3 is out at @lea.bakes').waitFor();
    await page.getByRole('button', { name: 'Approve and publish the rest' }).click();

    await page.getByText('3 of 3 are out').waitFor();
    await page.getByRole('link', { name: 'https://www.threads.com/@lea.bakes/post/DRk3example3' }).waitFor();
    expect(api.world.publicationsOf(post.id)[0]?.done[0]?.remoteId).toBe(before?.done[0]?.remoteId);
  });

  it('does not say that exactly what was approved is out when the platform changed it', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    api.world.outcome = 'changed';
    const post = api.world.write('We open at eight.');
    api.world.approve(post);
    await stage.go(`/posts/${post.id}`);

    await page.getByText('Published, with a difference').waitFor();
    await page.getByText('The platform shows other words than you approved', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'See it on Threads' }).waitFor();
  });

  it('says that the platform took a post down, and offers neither a link to it nor to send it again', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    api.world.outcome = 'removed';
    const post = api.world.write('Gone.');
    api.world.approve(post);
    await stage.go(`/posts/${post.id}`);

    await page.getByText('Published, then taken down').waitFor();
    await page.getByText('Postora does not send it again. The app of the platform may say why.').waitFor();

    expect(await page.getByRole('link', { name: /See it|approve again|the rest/ }).count()).toBe(0);
  });

  it('hints in the list at media and at further parts', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const image = await api.world.upload(picture());
    api.world.write({ media: [image, image], replies: [{ ...part('two'), media: [image] }] }, []);
    await stage.go('/posts');

    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: '2 images' }) });
    await row.getByText('3 images').waitFor({ state: 'attached' });
    await row.getByText('2 parts').waitFor({ state: 'attached' });
  });

  it('offers the sandbox first to whoever begins, and once', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.providers.push({ name: 'sandbox', label: 'Sandbox' });
    await stage.go('/connections');
    await page.getByText('Connect in one click; nobody but you sees it.').waitFor();
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['Sandbox', 'Threads']);

    await page.getByRole('button', { name: 'Connect Sandbox' }).click();
    await page.getByText('@sandbox is connected').waitFor();

    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['Threads']);
    expect(api.calls).toContain('POST /v1/connections/sandbox/authorize');
  });
});
