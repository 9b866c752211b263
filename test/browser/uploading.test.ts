import { expect, it } from 'vitest';
import { video } from '../support/media-files.ts';
import { fileOf, picture } from './pictures.ts';
import { describeInBrowser, soon, useStage } from './stage.ts';

describeInBrowser('uploading', () => {
  const stage = useStage();

  const begin = async () => {
    await stage.signIn();
    stage.api.world.connect();
    await stage.go('/posts/new');
    await stage.page.getByLabel('Text of the post').fill('With pictures.');
  };
  const choose = (...files: ReturnType<typeof fileOf>[]) => stage.page.locator('input[type=file]').setInputFiles(files);
  const stored = () => [...stage.api.world.posts.values()].at(-1);
  const announced = () => stage.api.calls.filter((call) => call === 'POST /v1/media').length;
  const reviewButton = () => stage.page.getByRole('button', { name: 'Review' });

  it('shows how far it is, keeps what is described meanwhile, and lets nobody review before it is there', async () => {
    const { api, page } = stage;
    await begin();
    const { promise, resolve: open } = Promise.withResolvers<void>();
    api.files.hold(promise);

    await choose(fileOf('rye.png', picture(900, 900)));
    await page.getByRole('progressbar', { name: 'Upload of rye.png' }).waitFor();
    await page.getByText('One file still on the way.').waitFor();
    expect(await reviewButton().isDisabled()).toBe(true);
    await page.getByLabel('Description of image 1').fill('Rye bread');
    open();

    await soon(() => stored()?.media).toMatchObject([{ kind: 'image', alt: 'Rye bread' }]);
    expect(await page.getByRole('progressbar').count()).toBe(0);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Description of image 1');
    expect(await reviewButton().isDisabled()).toBe(false);
  });

  it('refuses a wrong kind of file before anything is sent', async () => {
    const { page } = stage;
    await begin();

    await choose(fileOf('rye.heic', picture(), 'image/heic'));
    await page.getByText('Threads takes this image only as JPEG or PNG. Save it as JPEG or PNG.').waitFor();
    expect(announced()).toBe(0);
    expect(await reviewButton().isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Remove image 1' }).click();

    await soon(() => reviewButton().isDisabled()).toBe(false);
  });

  it('says in plain words what the check found wrong with a file', async () => {
    const { page } = stage;
    await begin();

    await choose(fileOf('rye.png', Buffer.from('this is no picture at all')), fileOf('wheat.png'));
    await page.getByText('The file is not of the type it was said to be.').waitFor();
    await page.getByText('One file could not be added. Try again or remove it, then review.').waitFor();
    await soon(() => stored()?.media).toMatchObject([{ kind: 'image' }]);
    await page.getByRole('button', { name: 'Remove image 1' }).click();
    await page.getByLabel('Description of image 1').fill('Wheat bread');
    await reviewButton().click();

    await page.getByRole('img', { name: 'Wheat bread' }).waitFor();
    expect(stored()?.media).toHaveLength(1);
  });

  it('goes on after the line broke, when asked to', async () => {
    const { api, page } = stage;
    await begin();
    api.files.breakOff(99);

    await choose(fileOf('rye.png'));
    await page.getByText('The file did not arrive: the connection broke.').waitFor();
    expect(stored()?.media ?? []).toEqual([]);
    api.files.breakOff(0);
    await page.getByRole('button', { name: 'Try again with rye.png' }).click();

    await soon(() => stored()?.media).toMatchObject([{ kind: 'image' }]);
    expect(announced()).toBe(2);
  });

  it('stops an upload that is taken away, and nothing of it reaches the post', async () => {
    const { api, page } = stage;
    await begin();
    const { promise, resolve: open } = Promise.withResolvers<void>();
    api.files.hold(promise);

    await choose(fileOf('rye.png'));
    await page.getByRole('progressbar').waitFor();
    const failed = page.waitForEvent('requestfailed', (request) => request.method() === 'PUT');
    await page.getByRole('button', { name: 'Remove image 1' }).click();
    await failed;
    open();

    await soon(() => reviewButton().isDisabled()).toBe(false);
    await page.getByText('Saved', { exact: true }).waitFor();
    expect(stored()?.media).toEqual([]);
  });

  it('goes on when the page is left for another one, and is found again when somebody comes back', async () => {
    const { api, page } = stage;
    await begin();
    await page.waitForURL('**/posts/post_*');
    const { promise, resolve: open } = Promise.withResolvers<void>();
    api.files.hold(promise);
    await choose(fileOf('rye.png'));
    await page.getByRole('progressbar').waitFor();

    await page.getByRole('link', { name: 'Back to all posts' }).click();
    await page.getByRole('link', { name: 'With pictures.' }).click();
    await page.getByRole('progressbar', { name: 'Upload of rye.png' }).waitFor();
    await page.getByRole('link', { name: 'Back to all posts' }).click();
    open();
    await page.getByText('Your files have arrived and are part of the post.').waitFor();

    await soon(() => stored()?.media).toMatchObject([{ kind: 'image' }]);
    expect(announced()).toBe(1);
  });

  it('takes files that are dropped or pasted', async () => {
    const { page } = stage;
    await begin();
    const bytes = JSON.stringify([...picture(20, 20)]);
    const give = (event: 'drop' | 'paste') =>
      page.evaluate(`{
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(${bytes})], '${event}.png', { type: 'image/png' }));
        const what = { bubbles: true, cancelable: true };
        const given = '${event}' === 'drop'
          ? new DragEvent('drop', { ...what, dataTransfer: transfer })
          : new ClipboardEvent('paste', { ...what, clipboardData: transfer });
        document.querySelector('textarea').dispatchEvent(given);
      }`);

    await give('drop');
    await give('paste');

    await soon(() => stored()?.media.length).toBe(2);
  });

  it('lets images be dragged to another place', async () => {
    const { page } = stage;
    await begin();
    await choose(fileOf('a.png', picture(30, 20)), fileOf('b.png', picture(20, 30)), fileOf('c.png', picture(25, 25)));
    await soon(() => stored()?.media.length).toBe(3);
    for (const [i, alt] of ['a', 'b', 'c'].entries()) await page.getByLabel(`Description of image ${i + 1}`).fill(alt);

    const rows = page.getByRole('list', { name: 'Images and videos' }).locator('> li');
    await rows.nth(2).getByTitle('Drag to another place').dragTo(rows.nth(0));

    await soon(() => stored()?.media.map(({ alt }) => alt)).toEqual(['c', 'a', 'b']);
  });

  it('counts descriptions up to 1000 characters', async () => {
    const { page } = stage;
    await begin();
    await choose(fileOf('rye.png'));
    const field = page.getByLabel('Description of image 1');
    await page.getByText('People who cannot see it read this instead.').waitFor();

    await field.fill('x'.repeat(950));
    await page.getByText('50 characters left').waitFor();
    await field.fill('x'.repeat(1003));
    await page.getByText('The description has 1003 characters; the limit is 1000. Remove 3.').waitFor();

    expect(await field.getAttribute('aria-invalid')).toBe('true');
  });

  it('judges a video by what its check found', async () => {
    const { page } = stage;
    await begin();

    await choose(fileOf('long.mp4', video({ seconds: 301 }), 'video/mp4'));

    await page.getByText('The video takes 301 seconds; the limit is 300.').waitFor();
  });
});
