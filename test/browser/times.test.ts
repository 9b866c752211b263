import { expect, it } from 'vitest';
import { dayAhead, dayWhenClocksChange, inMinutes } from './schedules.ts';
import { describeInBrowser, soon, useStage } from './stage.ts';

describeInBrowser('the time of a post', () => {
  const stage = useStage();
  const only = () => [...stage.api.world.posts.values()][0]!;

  const write = async (): Promise<void> => {
    await stage.signIn();
    stage.api.world.connect();
    await stage.go('/posts/new');
    await stage.page.getByLabel('Text of the post').fill('Fresh rolls.');
    await stage.page.getByText('At a time', { exact: true }).click();
  };

  it('T7.10 is told in words by the clocks of its place and by one’s own, saved by itself, and approved with the post', async () => {
    const { api, page } = stage;
    await write();
    await page.getByLabel('Date').fill(dayAhead(3));
    await page.getByLabel('Time', { exact: true }).fill('09:15');
    await page.getByLabel('Time zone').fill('tokyo');
    await page.getByText(/, 09:15 in Tokyo, in [23] days$/).waitFor();
    await page.getByText(/, 0[12]:15 where you are \(Paris\)$/).waitFor();
    await page.getByLabel('If it would be more than an hour late').selectOption('Publish it anyway');
    await soon(() => only()?.schedule).toMatchObject({ wallTime: `${dayAhead(3)}T09:15`, zone: 'Asia/Tokyo', ifLate: 'publish' });

    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('region', { name: 'What goes out' }).getByText('09:15 in Tokyo').waitFor();
    await page.getByText('It goes out however late it becomes.').waitFor();
    await page.getByText('Goes out then as @lea.bakes.').waitFor();
    await page.getByRole('button', { name: /^Approve for .* 09:15 in Tokyo$/ }).click();

    await page.getByText('Approved for its time').waitFor();
    const [publication] = api.world.publicationsOf(only().id);
    expect(publication).toMatchObject({ state: 'waiting', publishAt: only().schedule?.at, ifLate: 'publish' });
  });

  it('T7.10 that the clocks skip is said at the field, with what they show instead', async () => {
    const { page } = stage;
    await write();
    await page.getByLabel('Date').fill(dayWhenClocksChange(0));
    await page.getByLabel('Time', { exact: true }).fill('02:30');
    await page.getByText('On this day the clocks of Europe/Paris skip this time.').waitFor();
    expect(await page.getByRole('button', { name: 'Review' }).isDisabled()).toBe(true);

    await page.getByRole('button', { name: 'Use 03:30' }).click();
    await page.getByText(/, 03:30 in Paris/).waitFor();

    expect(await page.getByRole('button', { name: 'Review' }).isDisabled()).toBe(false);
  });

  it('T7.10 that the clocks show twice is asked about', async () => {
    const { page } = stage;
    await write();
    await page.getByLabel('Date').fill(dayWhenClocksChange(2));
    await page.getByLabel('Time', { exact: true }).fill('02:30');
    await page.getByRole('group', { name: 'The clocks show 02:30 twice on this day. Which one?' }).waitFor();
    expect(await page.getByRole('button', { name: 'Review' }).isDisabled()).toBe(true);

    await page.getByText('The second one', { exact: false }).click();
    await page.getByText('02:30 for the second time in Paris').waitFor();

    await soon(() => only()?.schedule?.at.slice(11, 16)).toBe('01:30');
  });

  it('that has passed, or names no place, is refused at the field; the text is saved all the same', async () => {
    const { page } = stage;
    await write();
    await page.getByLabel('Date').fill(dayAhead(-1));
    await page.getByText('This time has passed. Choose a later one, or publish now.').waitFor();
    await page.getByText('Choose a time that can be used, then review.').waitFor();
    await page.getByLabel('Text of the post').fill('Fresh rolls, and more.');
    await soon(() => only()?.text).toBe('Fresh rolls, and more.');

    await page.getByLabel('Date').fill(dayAhead(1));
    await page.getByLabel('Time zone').fill('Atlantis');
    await page.getByText('There is no such time zone.').waitFor();
    expect(await page.getByRole('button', { name: 'Review' }).isDisabled()).toBe(true);
    await page.getByText('As soon as I approve it').click();

    await soon(() => only()?.schedule).toBeUndefined();
  });

  it('stands among what differs when somebody else changed the post', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const post = api.world.write('Fresh rolls.', []);
    await stage.go(`/posts/${post.id}`);
    await page.getByText('At a time', { exact: true }).waitFor();
    const schedule = inMinutes(600);
    api.world.edit(post, { schedule });

    await page.getByLabel('Text of the post').fill('Fresh bread.');
    await page.getByText('This post was changed somewhere else').waitFor();
    await page.getByText(/^Goes out: as soon as it is approved\. Before: .* in Paris\.$/).waitFor();
    await page.getByRole('button', { name: 'Load the other version' }).click();

    await page.getByLabel('Time', { exact: true }).waitFor();
    expect(await page.getByLabel('Time', { exact: true }).inputValue()).toBe(schedule.wallTime.slice(11));
  });

  it('that passed before it was approved leaves one click to publish now, after saying what changes', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    const post = api.world.write({ text: 'Fresh rolls.', schedule: inMinutes(-90) });
    await stage.go(`/posts/${post.id}/review`);

    await page.getByText('Its time has passed, so it cannot be approved for it any more').waitFor();
    await page.getByText('this time is taken off and it goes out at once. Nothing else changes.').waitFor();
    expect(await page.getByRole('button', { name: /^Approve for/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Approve and publish now' }).click();

    await page.getByText('Exactly what you approved is out.').waitFor();
    expect(api.world.posts.get(post.id)).toMatchObject({ text: 'Fresh rolls.', rev: 2 });
    expect(api.world.posts.get(post.id)?.schedule).toBeUndefined();
    expect(api.world.approvals).toHaveLength(1);
  });

  it('puts what waits first in the list, soonest on top', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    for (const [text, minutes] of [
      ['Second', 300],
      ['First', 200],
    ] as const)
      api.world.approve(api.world.write({ text, schedule: inMinutes(minutes) }));
    api.world.write('Draft');
    api.world.write({ text: 'Timed draft', schedule: inMinutes(100) });
    await stage.go('/posts');

    await page.getByRole('region', { name: 'Waiting for their time' }).waitFor();
    const titles = (name: string) => page.getByRole('region', { name }).getByRole('link').allTextContents();
    expect(await titles('Waiting for their time')).toEqual(['First', 'Second']);
    expect(await titles('All others')).toEqual(['Timed draft', 'Draft']);
    await page.getByText('(in 3 hours)').or(page.getByText('(in 4 hours)')).first().waitFor();
  });
});

describeInBrowser('an approved post that waits for its time', () => {
  const stage = useStage();

  const follow = async () => {
    const { api } = stage;
    await stage.signIn();
    api.world.connect();
    const post = api.world.write({ text: 'Fresh rolls.', schedule: inMinutes(605) });
    api.world.approve(post);
    await stage.go(`/posts/${post.id}`);
    await stage.page.getByText('Approved for its time').waitFor();
    return post;
  };

  it('tells its time and how far away it is, and is approved again for another one in one click', async () => {
    const { api, page } = stage;
    const post = await follow();
    await page.getByText(', in 10 hours').waitFor();
    await page.getByRole('button', { name: 'Reschedule' }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose another time' });
    expect(await dialog.getByRole('button', { name: /^Approve for/ }).isDisabled()).toBe(true);
    await dialog.getByLabel('Date').fill(dayAhead(5));
    await dialog.getByLabel('Time', { exact: true }).fill('07:45');
    await dialog.getByRole('button', { name: /^Approve for .*, 07:45$/ }).click();

    await page.getByText(/^Approved for .*, 07:45\.$/).waitFor();
    await page.getByRole('region', { name: 'State' }).getByText(', 07:45 in Paris').waitFor();
    expect(await dialog.count()).toBe(0);
    const stored = api.world.posts.get(post.id)!;
    expect(stored.schedule?.wallTime).toBe(`${dayAhead(5)}T07:45`);
    expect(api.world.publicationsOf(post.id)).toMatchObject([{ state: 'waiting', hash: stored.hash, publishAt: stored.schedule?.at }]);
  });

  it('is published now after a proof of presence; until then it keeps its time and its approval', async () => {
    const { api, page } = stage;
    const post = await follow();
    api.world.expireProofs();
    await page.reload();
    await page.getByRole('button', { name: 'Publish now' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish it now?' });
    await dialog.getByText('It goes out at once. Its time was:').waitFor();
    await dialog.getByRole('button', { name: 'Approve and publish now' }).click();
    await dialog.getByText('Please confirm that it is you').waitFor();
    await dialog.getByRole('button', { name: 'Send me a link' }).click();
    await dialog.getByText('Look into your mailbox').waitFor();
    expect(api.world.posts.get(post.id)?.schedule).toBeDefined();
    expect(api.world.publicationsOf(post.id)).toMatchObject([{ state: 'waiting' }]);
    const proof = await stage.openMail();
    await proof.getByRole('button', { name: 'Yes, it is me' }).click();
    await proof.close();

    await page.getByText('Exactly what you approved is out.').waitFor();
    expect(api.world.posts.get(post.id)?.schedule).toBeUndefined();
    expect(api.world.approvals).toHaveLength(2);
  });

  it('says that it is not approved any more when only the new time came through', async () => {
    const { api, page } = stage;
    const post = await follow();
    api.instead(`POST /v1/posts/${post.id}/approve`, {
      status: 409,
      body: { code: 'connection_missing', detail: 'A connection is gone.' },
    });
    await page.getByRole('button', { name: 'Publish now' }).click();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();

    await page.getByText('The time is changed, but nothing is approved yet.').waitFor();
    await page.getByRole('heading', { name: 'Review' }).waitFor();
    await page.getByRole('button', { name: 'Approve and publish now' }).click();

    await page.getByText('Exactly what you approved is out.').waitFor();
    expect(api.world.publicationsOf(post.id)).toHaveLength(1);
  });

  it('can be changed, after being told that it then has to be approved again', async () => {
    const { api, page } = stage;
    const post = await follow();
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByText('As soon as you change anything here, it has to be approved again').waitFor();
    await page.getByLabel('Text of the post').fill('Fresh bread.');

    await soon(() => api.world.publicationsOf(post.id)[0]?.state).toBe('canceled');
    await page.getByText('Saved', { exact: true }).waitFor();
  });

  it('can be canceled', async () => {
    const { api, page } = stage;
    const post = await follow();
    await page.getByRole('button', { name: 'Cancel it' }).click();

    await page.getByText('Canceled; nothing more goes out').waitFor();
    expect(api.world.publicationsOf(post.id)[0]?.state).toBe('canceled');
  });
});
