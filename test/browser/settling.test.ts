import { expect, it } from 'vitest';
import type { Outcome } from './fake-world.ts';
import { dayAhead, inMinutes } from './schedules.ts';
import { describeInBrowser, useStage } from './stage.ts';

describeInBrowser('a post that waits for a person', () => {
  const stage = useStage();

  const follow = async (outcome: Outcome, schedule = true): Promise<string> => {
    const { api } = stage;
    await stage.signIn();
    if (api.world.connections.length === 0) api.world.connect();
    api.world.outcome = outcome;
    const post = api.world.write({ text: 'The oven is warm.', ...(schedule ? { schedule: inMinutes(-120) } : {}) });
    api.world.approve(post);
    await stage.go(`/posts/${post.id}`);
    return post.id;
  };

  it('T7.9 because it is late says what happened, and is published with one click', async () => {
    const { api, page } = stage;
    const id = await follow('late');
    await page.getByText('Its time has passed by more than an hour, so it waits for you.', { exact: true }).waitFor();
    api.world.outcome = 'published';

    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();

    await page.getByText('Exactly what you approved is out.').waitFor();
    expect(api.world.publicationsOf(id)).toHaveLength(1);
    expect(api.world.posts.get(id)?.schedule).toBeUndefined();
  });

  it('T7.9 because it is late although it had no time is approved once more as it is', async () => {
    const { api, page } = stage;
    const id = await follow('late', false);
    api.world.outcome = 'published';

    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();

    await page.getByText('Exactly what you approved is out.').waitFor();
    expect(api.calls.filter((call) => call.startsWith('PATCH'))).toEqual([]);
    expect(api.world.posts.get(id)?.rev).toBe(1);
  });

  it('T7.9 because it is late gets another time, first one that can be used', async () => {
    const { api, page } = stage;
    const id = await follow('late');
    await page.getByRole('button', { name: 'Choose another time' }).click();
    expect(await page.getByLabel('Date').inputValue()).toBe(dayAhead(1));
    await page.getByRole('button', { name: /^Approve for .*, 09:00$/ }).click();

    await page.getByText('Approved for its time').waitFor();
    expect(api.world.publicationsOf(id)).toMatchObject([{ state: 'waiting', publishAt: api.world.posts.get(id)?.schedule?.at }]);
  });

  it('says of an operator’s stop that nobody has to do anything, and offers no approval', async () => {
    const { page } = stage;
    await follow('operator_stop', false);

    await page.getByText('It waits until the operator lets publishing go on.').waitFor();
    await page.getByText('It goes on by itself when that is over.').waitFor();
    expect(await page.getByRole('link', { name: /approve/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Cancel it' }).waitFor();
  });

  it('says of changed content that it was stopped, and leads to the review', async () => {
    const { page } = stage;
    await follow('content_changed', false);

    await page.getByText('What was about to go out was not exactly what you approved, so it was stopped.', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Review and approve again' }).click();

    await page.getByRole('heading', { name: 'Review' }).waitFor();
  });

  it('says that a reconnected profile lets its posts go on by themselves', async () => {
    const { page } = stage;
    await follow('held', false);

    await page.getByText('the post then goes on by itself within minutes').waitFor();
    expect(await page.getByRole('link', { name: 'Connect again' }).getAttribute('href')).toBe('/connections');
  });
});

describeInBrowser('an outcome that only a person can find out', () => {
  const stage = useStage();

  it('may be one that was refused while it was sent: connecting again helps, and so does looking', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    api.world.outcome = 'refused_while_sending';
    const post = api.world.write('The oven is warm.');
    api.world.approve(post);
    await stage.go(`/posts/${post.id}`);

    await page.getByText('It is probably not out. Postora looks soon after the account is connected again.').waitFor();
    await page.getByText('The platform refused the last step because the connection no longer works.').waitFor();
    expect(await page.getByRole('link', { name: 'Connect again' }).getAttribute('href')).toBe('/connections');
    expect(await page.getByRole('button', { name: 'Cancel it' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: /approve again|Edit/ }).count()).toBe(0);
    await check().getByRole('button', { name: 'It is there' }).click();
    await page.getByText('You found it on the platform, so it counts as published.').waitFor();
  });

  const follow = async (provider: 'threads' | 'sandbox' = 'threads', replies: string[] = []): Promise<string> => {
    const { api } = stage;
    await stage.signIn();
    api.world.providers.push({ name: 'sandbox', label: 'Sandbox' });
    api.world.connect({ provider });
    api.world.outcome = 'unknown';
    const post = api.world.write({
      text: 'The oven is warm.\nCome in.',
      replies: replies.map((text) => ({ text, media: [], options: {} })),
    });
    api.world.approve(post);
    await stage.go(`/posts/${post.id}`);
    await stage.page.getByText('It may be out, it may not').waitFor();
    return post.id;
  };
  const check = () => stage.page.getByRole('region', { name: 'Look and say' });

  it('leads to the profile and shows which words to look for, around which time', async () => {
    const { context, page } = stage;
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await follow();

    const profile = check().getByRole('link', { name: 'Open @lea.bakes on Threads' });
    expect(await profile.getAttribute('href')).toBe('https://www.threads.com/@lea.bakes');
    expect(await check().getByRole('blockquote').textContent()).toBe('The oven is warm.\nCome in.');
    await check().getByText('Today').waitFor();
    await check().getByRole('button', { name: 'Copy the words' }).click();
    await check().getByText('Copied').waitFor();

    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('The oven is warm.\nCome in.');
    expect(await page.getByRole('link', { name: /approve again/ }).count()).toBe(0);
  });

  it('is not settled as absent while the platform may still work on it: it says from when on', async () => {
    const { api, page } = stage;
    const id = await follow();
    await check().getByRole('button', { name: 'It is not there' }).click();

    await check().getByText('It is too early to say that it is not there').waitFor();
    await check().getByText('Please look again from this time on: ').waitFor();
    expect(api.world.publicationsOf(id)[0]?.state).toBe('unknown');
    expect(await page.getByText('It may be out, it may not').count()).toBe(1);
  });

  it('I7 sends nothing when it is not there, and then lets it be approved again', async () => {
    const { api, page } = stage;
    const id = await follow();
    api.world.age(id, 11 * 60_000);
    await check().getByRole('button', { name: 'It is not there' }).click();

    await page.getByText('Thank you. Nothing was sent. You can approve it again.').waitFor();
    await page.getByText('You did not find it on the platform').waitFor();
    expect(api.world.publicationsOf(id)).toMatchObject([{ state: 'failed', failure: { code: 'not_found_by_you' } }]);
    expect(api.world.approvals).toHaveLength(1);
    api.world.outcome = 'published';
    await page.getByRole('link', { name: 'Review and approve again' }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();

    await page.getByText('Exactly what you approved is out.').waitFor();
  });

  it('counts as published when it is there, and never says that exactly what was approved is out', async () => {
    const { api, page } = stage;
    const id = await follow();
    await check().getByRole('button', { name: 'It is there' }).click();

    await page.getByText('You found it on the platform, so it counts as published.').waitFor();
    await page.getByText('Its public address is not known here.').waitFor();
    expect(await page.getByText('Exactly what you approved').count()).toBe(0);
    expect(api.world.publicationsOf(id)).toMatchObject([{ state: 'published' }]);
  });

  it('says before that the rest of a chain cannot follow, and leads to the page of the sandbox', async () => {
    const { page } = stage;
    await follow('sandbox', ['And then?']);

    await check().getByText('If it is there, the parts after it cannot follow').waitFor();
    const href = await check().getByRole('link', { name: 'Open @lea.bakes on Sandbox' }).getAttribute('href');
    expect(href).toBe(`/sandbox/${stage.api.world.connections[0]?.id}`);
    expect(await page.getByRole('blockquote').textContent()).toBe('The oven is warm.\nCome in.');
  });
});

describeInBrowser('the same words twice', () => {
  const stage = useStage();

  const approveTwin = async (outcome: Outcome) => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    api.world.outcome = outcome;
    const first = api.world.write('Good morning.');
    api.world.approve(first);
    api.world.advance(first.id);
    const second = api.world.write('Good  morning.');
    await stage.go(`/posts/${second.id}/review`);
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    return { first, second, dialog: page.getByRole('dialog', { name: 'Post the same words again?' }) };
  };

  it('ask when and where they were approved before, and go out again after a second yes', async () => {
    const { api, page } = stage;
    const { first, second, dialog } = await approveTwin('published');
    await dialog.getByText('You approved the same words for @lea.bakes before: Today').waitFor();
    await dialog.getByText('If you post it again, readers will see both.').waitFor();
    expect(await dialog.getByRole('link', { name: 'See that post' }).getAttribute('href')).toBe(`/posts/${first.id}`);
    expect(api.world.publicationsOf(second.id)).toEqual([]);
    await dialog.getByRole('button', { name: 'Post it again' }).click();

    await page.getByText('Exactly what you approved is out.').waitFor();
    expect(api.world.approvals).toHaveLength(2);
  });

  it('do not go out again when that was not meant', async () => {
    const { api, page } = stage;
    const { second, dialog } = await approveTwin('published');
    await dialog.getByRole('button', { name: 'Do not post it' }).click();

    await expect.poll(() => dialog.count()).toBe(0);
    await page.getByRole('button', { name: 'Approve and publish now' }).waitFor();
    expect(api.world.publicationsOf(second.id)).toEqual([]);
  });

  it('wait until what became of the first ones is known, whatever is answered', async () => {
    const { api, page } = stage;
    const { second, dialog } = await approveTwin('stuck');
    await dialog.getByRole('button', { name: 'Post it again' }).click();

    await page.getByText('Not yet: the first post with these words is still on its way').waitFor();
    expect(api.world.publicationsOf(second.id)).toEqual([]);
  });
});

describeInBrowser('an operator’s stop', () => {
  const stage = useStage();

  it('is told on every page within a minute, with its reason and since when, and is gone when it is over', async () => {
    const { api, page } = stage;
    await page.clock.install();
    await stage.signIn();
    await stage.go('/posts');
    await page.getByText('Nothing written yet').waitFor();
    const banner = page.getByRole('status').filter({ hasText: 'The operator has stopped all publishing.' });
    expect(await banner.count()).toBe(0);

    api.world.stop = { since: new Date().toISOString(), reason: 'Looking into something.' };
    await page.clock.fastForward(60_000);
    await banner.getByText('Reason: Looking into something.').waitFor();
    for (const path of ['/connections', '/settings', '/posts/new']) {
      await stage.go(path);
      await banner.getByText('Since: Today').waitFor();
    }
    api.world.stop = undefined;
    await page.clock.fastForward(60_000);

    await expect.poll(() => banner.count()).toBe(0);
  });
});
