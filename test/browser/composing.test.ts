import { expect, it } from 'vitest';
import { fileOf, picture } from './pictures.ts';
import { describeInBrowser, soon, useStage } from './stage.ts';

describeInBrowser('composing', () => {
  const stage = useStage();

  const begin = async () => {
    await stage.signIn();
    stage.api.world.connect();
    await stage.go('/posts/new');
    await stage.page.getByLabel('Text of the post').waitFor();
  };
  const parts = () => stage.page.getByRole('list', { name: 'Parts of the post' }).locator('> li');
  const stored = () => [...stage.api.world.posts.values()].at(-1);
  const saved = () => stage.page.getByText('Saved', { exact: true }).waitFor();
  const review = async () => {
    await stage.page.getByRole('button', { name: 'Review' }).click();
    await stage.page.getByRole('heading', { name: 'Review' }).waitFor();
  };
  const approve = () => stage.page.getByRole('button', { name: 'Approve and publish now' });

  it('takes a thread with two described images from an empty page to Threads, by keyboard alone', async () => {
    const { api, page } = stage;
    await begin();
    const focused = () =>
      page.evaluate<string>('document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""');
    const tabTo = async (name: string) => {
      for (let i = 0; i < 60 && !(await focused()).includes(name); i += 1) await page.keyboard.press('Tab');
      expect(await focused()).toContain(name);
    };
    const press = async (name: string) => {
      await tabTo(name);
      await page.keyboard.press('Enter');
    };

    await page.getByLabel('Text of the post').focus();
    await page.keyboard.type('Two loaves.');
    const chooser = page.waitForEvent('filechooser');
    await press('Add media');
    await (await chooser).setFiles([fileOf('rye.png'), fileOf('wheat.png', picture(300, 400, [40, 90, 140]))]);
    await soon(() => stored()?.media.length).toBe(2);
    await page.getByLabel('Text of the post').focus();
    await tabTo('Description of image 1');
    await page.keyboard.type('Rye');
    await tabTo('Description of image 2');
    await page.keyboard.type('Wheat');
    await press('Move image 2 up');
    expect(await focused()).toBe('Move image 1 up');
    await press('Add to thread');
    await page.keyboard.type('Which one do you want?');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { name: 'Review' }).waitFor();
    await page.getByText('Goes out at once').waitFor();
    await press('Approve and publish now');
    await page.getByText('2 of 2 are out').waitFor();

    expect(stored()).toMatchObject({
      text: 'Two loaves.',
      media: [{ alt: 'Wheat' }, { alt: 'Rye' }],
      replies: [{ text: 'Which one do you want?' }],
    });
    expect(api.world.approvals.map(({ hash }) => hash)).toEqual([stored()?.hash]);
  });

  it('adds, moves and removes parts, each with its own counter, and puts a removed one back', async () => {
    const { page } = stage;
    await begin();
    await page.getByLabel('Text of the post').fill('one');
    for (const text of ['two', 'three']) {
      await page.getByRole('button', { name: 'Add to thread' }).click();
      await page.keyboard.type(text);
    }
    expect(await page.locator('[data-left]').allTextContents()).toEqual(['497 left', '497 left', '495 left']);

    await page.getByRole('button', { name: 'Move part 3 up' }).click();
    await page.getByText('Now part 2.').waitFor();
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Move part 2 up');
    await page.getByRole('button', { name: 'Remove part 1' }).click();
    await soon(() => stored()).toMatchObject({ text: 'three', replies: [{ text: 'two' }] });
    await page.getByText('Part 1 was removed').waitFor();
    await page.keyboard.press('Enter');

    await soon(() => stored()).toMatchObject({ text: 'one', replies: [{ text: 'three' }, { text: 'two' }] });
    expect(await parts().count()).toBe(3);
  });

  it('sets every option, and says each in words in the review', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    const quoted = api.world.write('Yesterday’s bread');
    api.world.approve(quoted);
    api.world.advance(quoted.id);
    await stage.go('/posts/new');
    await page.getByLabel('Text of the post').fill('Look at this.');
    await page.getByRole('button', { name: 'More' }).click();

    await page.getByLabel('Topic').fill('bread');
    await page.getByLabel('Attached link').fill('https://example.org/oven');
    await page.getByLabel('Who may reply').selectOption('Your followers');
    await page.getByLabel('GIF').fill('xT0xeJpnrWC4XWblEk');
    await page.getByLabel('Quote one of your posts').selectOption('@lea.bakes: Yesterday’s bread');
    await saved();
    await soon(() => stored()?.options).toMatchObject({
      topicTag: 'bread',
      linkAttachment: 'https://example.org/oven',
      replyAudience: 'followers_only',
      gifId: 'xT0xeJpnrWC4XWblEk',
      quotePostId: '18000000000000007',
    });
    await review();

    for (const words of [
      'bread',
      'https://example.org/oven',
      'Your followers',
      'xT0xeJpnrWC4XWblEk',
      '@lea.bakes: Yesterday’s bread (18000000000000007)',
    ]) {
      await page.getByRole('definition').filter({ hasText: words }).first().waitFor();
    }
    expect(await approve().isDisabled()).toBe(false);
  });

  it('says at the field what excludes what, hides nothing, and blocks the approval', async () => {
    const { page } = stage;
    await begin();
    await page.getByLabel('Text of the post').fill('Which one?');
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Add a poll' }).click();
    await page.getByLabel('Choice 1').fill('Rye');
    await page.getByLabel('Choice 2').fill('A choice that is far too long');
    const poll = page.getByRole('group', { name: 'Poll' });
    await poll.getByText('This choice has 29 characters; the limit is 25. Remove 4.').waitFor();
    expect(await page.getByLabel('Choice 2').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Choice 2').fill('Wheat');
    await page.getByLabel('Attached link').fill('https://example.org');
    await poll.getByText('A post with an attached link cannot have a poll.').waitFor();
    await page.getByLabel('Attached link').fill('');
    await page.locator('input[type=file]').setInputFiles([fileOf('rye.png')]);
    await poll.getByText('A post with media cannot have a poll.').waitFor();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByText('A post with media cannot have a poll.').waitFor();
    await soon(() => stored()?.media.length).toBe(1);
    await review();

    await page.getByText('A post with media cannot have a poll.').waitFor();
    expect(await page.getByRole('list', { name: 'Poll' }).getByRole('listitem').allTextContents()).toEqual(['Rye', 'Wheat']);
    expect(await approve().isDisabled()).toBe(true);
  });

  it('shows media at an address as what it is: not frozen, and never opened by the console', async () => {
    const { page } = stage;
    await begin();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.getByLabel('Text of the post').fill('Linked.');
    await page.getByRole('button', { name: 'Add media by address' }).click();
    await page.getByText('even if it changed after your approval').waitFor();
    await page.getByLabel('Address of image 1').fill('http://pictures.example.org/rye.jpg');
    await page.getByText('The address does not begin with https.').waitFor();
    await page.getByLabel('Kind of image 1').selectOption('Video');
    await page.getByLabel('Address of video 1').fill('https://pictures.example.org/rye.mp4');
    await soon(() => stored()?.media).toEqual([{ kind: 'video', url: 'https://pictures.example.org/rye.mp4', alt: '' }]);
    await review();

    await page.getByText('Not frozen').waitFor();
    expect(await approve().isDisabled()).toBe(false);
    expect(asked.filter((url) => url.includes('pictures.example.org'))).toEqual([]);
  });

  it('brings a whole thread back after the network died and the page was loaded anew', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const post = api.world.write({ text: 'one', media: [await api.world.upload(picture(), 'Rye')] }, []);
    await stage.go(`/posts/${post.id}`);
    await page.getByLabel('Text of the post').waitFor();

    api.instead('PATCH /v1/posts', 'hang up', 99);
    await page.getByRole('button', { name: 'Add to thread' }).click();
    await page.keyboard.type('written in the tunnel');
    await page.getByLabel('Description of image 1').fill('Rye bread');
    await page.getByText('Not saved on the server yet.').waitFor();
    await page.reload();

    await page.getByText('Here is what you wrote before').waitFor();
    expect(await page.getByLabel('Text of part 2').inputValue()).toBe('written in the tunnel');
    expect(await page.getByLabel('Description of image 1').inputValue()).toBe('Rye bread');
    expect(api.world.posts.get(post.id)).toMatchObject({ replies: [], media: [{ alt: 'Rye' }] });
  });

  it('shows what differs in every part when another tab was faster', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const reply = { text: 'We open at eight.', media: [], options: {} };
    const post = api.world.write({ text: 'one', replies: [reply] }, []);
    await stage.go(`/posts/${post.id}`);
    await page.getByLabel('Text of part 2').waitFor();

    api.world.edit(post, { replies: [{ ...reply, text: 'We open at nine.' }], options: { topicTag: 'bread' } });
    await page.getByLabel('Text of part 2').fill('We open at ten.');
    const notice = page.getByRole('alert').filter({ hasText: 'This post was changed somewhere else' });
    await notice.waitFor();

    await notice.getByText('Topic: no longer set.').waitFor();
    expect(await notice.locator('del').textContent()).toContain('nine.');
    expect(await notice.locator('ins').textContent()).toContain('ten.');
    await page.getByRole('button', { name: 'Load the other version' }).click();
    expect(await page.getByLabel('Text of part 2').inputValue()).toBe('We open at nine.');
  });
});
