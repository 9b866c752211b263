import { AxeBuilder } from '@axe-core/playwright';
import { expect, it } from 'vitest';
import type { FakeApi } from './fake-api.ts';
import { fileOf, picture } from './pictures.ts';
import { dayAhead, inMinutes } from './schedules.ts';
import { describeInBrowser, type Stage, useStage } from './stage.ts';

/** A thread with everything that a post can hold. */
async function everything({ world }: FakeApi) {
  const image = await world.upload(picture(), 'Two loaves of rye bread on a wooden board.');
  const linked = { kind: 'video' as const, url: `https://example.org/${'long/'.repeat(30)}film.mp4`, alt: '' };
  const options = { topicTag: 'bread', replyAudience: 'mentioned_only' as const, isSpoiler: true, quotePostId: '18000000000000007' };
  return {
    text: 'Look at these.',
    media: [image, linked, { ...image, alt: '' }],
    options,
    replies: [
      { text: 'Which one?', media: [], options: { poll: ['Rye', 'A choice that is far too long to be taken'] } },
      { text: 'Thank you.', media: [image], options: { gifId: '!' } },
    ],
  };
}

const outcomesToSee = [
  'published',
  'changed',
  'removed',
  'failed',
  'stopped',
  'held',
  'refused_while_sending',
  'late',
  'operator_stop',
  'content_changed',
  'unknown',
  'stuck',
] as const;

/** One of everything, so that each page has something to show. */
async function fill(api: FakeApi) {
  const { world } = api;
  const connection = world.connect();
  world.providers.push({ name: 'sandbox', label: 'Sandbox' });
  world.connect({
    username: 'a_very_long_user_name_without_any_end',
    name: 'Donaudampfschifffahrtsgesellschaft',
    tokenExpiresAt: new Date(0).toISOString(),
  });
  world.connect({
    username: 'leaving',
    state: 'disconnecting',
    stoppedBy: 'disconnected',
    dueAt: new Date(Date.now() + 90_000).toISOString(),
  });
  const ailing = world.connect({ username: 'ailing' });
  const refresh = { lastTriedAt: new Date(0).toISOString(), failures: 1, problem: 'refused', warned: [] } as const;
  world.health.set(ailing.id, { refresh: { ...refresh, warned: [] } });
  const draft = world.write(`${'Langeswortohneleerzeichen'.repeat(6)}\nhttps://example.org/${'x'.repeat(90)}`, [connection.id]);
  const thread = await everything(api);
  const outcomes = outcomesToSee.map((outcome) => {
    world.outcome = outcome;
    const content = outcome === 'stopped' || outcome === 'removed' ? thread : {};
    const post = world.write({ ...content, text: `Outcome ${outcome}` }, [connection.id]);
    world.approve(post);
    for (let i = 0; i < 5; i += 1) world.advance(post.id);
    return post.id;
  });
  const faraway = { schedule: inMinutes(3000, 'America/Argentina/ComodRivadavia') };
  const scheduled = world.write({ text: 'Outcome scheduled', ...faraway }, [connection.id]);
  world.approve(scheduled);
  const passed = world.write({ text: 'Too late', schedule: inMinutes(-90) }, [connection.id]);
  const twin = world.write({ text: 'Outcome published' }, [connection.id]);
  world.stop = { since: new Date().toISOString(), reason: `Looking into ${'something '.repeat(15)}` };
  return {
    scheduled: scheduled.id,
    passed: passed.id,
    twin: twin.id,
    draft: draft.id,
    thread: world.write(thread, [connection.id]).id,
    outcomes,
  };
}

type Stop = { path: string; ready: string; before?: (stage: Stage) => Promise<void> };

const publicStops: readonly Stop[] = [
  { path: '/', ready: 'Publish exactly what you approved.' },
  { path: '/sign-in', ready: 'Send me a link' },
  {
    path: '/sign-in',
    ready: 'Please write one e-mail address',
    before: async ({ page }) => page.getByRole('button', { name: 'Send me a link' }).click(),
  },
  { path: `/sign-in#${'a'.repeat(43)}`, ready: 'Welcome back' },
  { path: `/invite#${'a'.repeat(43)}`, ready: 'You are invited' },
  { path: '/invite', ready: 'Invitations come by mail' },
  { path: '/privacy', ready: 'In effect since' },
  { path: '/data-deletion', ready: 'Three ways to ask' },
  { path: `/delete#${'a'.repeat(43)}`, ready: 'There is no way back' },
  { path: '/delete', ready: 'The link is not complete' },
  { path: `/deletion/${'a'.repeat(43)}`, ready: 'There is no such deletion' },
  { path: '/nowhere', ready: 'There is nothing here' },
];
const emptyStops: readonly Stop[] = [
  { path: '/posts', ready: 'Nothing written yet' },
  { path: '/connections', ready: 'No profile connected yet' },
  { path: '/connections?problem=permission_missing', ready: 'Press Connect again' },
  { path: '/posts/new', ready: 'No connection yet' },
  { path: '/posts/post_01KAVQ3N7Z5W8XJ2M4P6R9T0B1', ready: 'There is no such post.' },
];
/** The editor in trouble: options open, a file that was refused, one that did not come through. */
async function makeTrouble({ api, page }: Stage): Promise<void> {
  await page.getByLabel('Description of image 1').first().waitFor();
  for (const more of await page.getByRole('button', { name: 'More' }).all()) await more.click();
  api.files.breakOff(99);
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles([fileOf('a-file-with-a-very-long-name-that-somebody-once-gave-it.png')]);
  await page
    .locator('input[type=file]')
    .last()
    .setInputFiles([fileOf('film.webm', picture(), 'video/webm')]);
  await page.getByText('The file did not arrive').waitFor();
  api.files.breakOff(0);
  await page.getByRole('button', { name: 'Remove part 2' }).click();
}

/** A time that the editor refuses, by the clocks of a place with a long name. */
async function chooseTime({ page }: Stage): Promise<void> {
  await page.getByText('At a time', { exact: true }).click();
  await page.getByLabel('Time zone').fill('America/Argentina/ComodRivadavia');
  await page.getByText('where you are').waitFor();
  await page.getByLabel('Date').fill(dayAhead(-3));
}

const press =
  (name: string) =>
  async ({ page }: Stage): Promise<void> =>
    page.getByRole('button', { name }).click();

const fullStops = ({ draft, thread, scheduled, passed, twin, outcomes }: Awaited<ReturnType<typeof fill>>): readonly Stop[] => [
  { path: '/posts', ready: 'Outcome published' },
  { path: '/connections', ready: 'Expired' },
  {
    path: '/connections',
    ready: 'Disconnect @lea.bakes?',
    before: async ({ page }) => page.getByRole('button', { name: 'Disconnect' }).first().click(),
  },
  { path: `/posts/${draft}`, ready: 'Goes to' },
  { path: '/posts/new', ready: 'too many', before: async ({ page }) => page.getByLabel('Text of the post').fill('x'.repeat(520)) },
  { path: '/settings', ready: 'This browser' },
  { path: `/posts/${thread}/review`, ready: 'Not frozen' },
  { path: `/posts/${thread}`, ready: 'Part 2 was removed', before: makeTrouble },
  { path: '/posts/new', ready: 'This time has passed.', before: chooseTime },
  { path: `/posts/${scheduled}`, ready: 'where you are' },
  { path: `/posts/${scheduled}`, ready: 'Leave it as it is', before: press('Reschedule') },
  { path: `/posts/${scheduled}`, ready: 'Not now', before: press('Publish now') },
  { path: `/posts/${scheduled}/edit`, ready: 'it has to be approved again' },
  { path: `/posts/${passed}/review`, ready: 'Choose another time' },
  { path: `/posts/${twin}/review`, ready: 'Post it again', before: press('Approve and publish now') },
  {
    path: '/settings',
    ready: 'Please type the word',
    before: async ({ page }) => {
      await page.getByRole('button', { name: 'Delete everything …' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete everything' }).click();
    },
  },
  ...outcomes.map((id) => ({ path: `/posts/${id}`, ready: 'Technical details' })),
];

async function visit(stage: Stage, { path, ready, before }: Stop): Promise<void> {
  await stage.page.goto('about:blank');
  await stage.go(path);
  await before?.(stage);
  await stage.page.getByText(ready).first().waitFor();
}

async function checkAll(stage: Stage, check: (path: string) => Promise<void>): Promise<void> {
  for (const stop of publicStops) {
    await visit(stage, stop);
    await check(stop.path);
  }
  await stage.signIn();
  for (const stop of emptyStops) {
    await visit(stage, stop);
    await check(stop.path);
  }
  const filled = await fill(stage.api);
  for (const stop of fullStops(filled)) {
    await visit(stage, stop);
    await check(stop.path);
  }
  await visit(stage, { path: `/posts/${filled.draft}/review`, ready: 'Approve and publish now' });
  await check('review');
  stage.api.world.expireProofs();
  await stage.page.getByText('Goes out at once').waitFor();
  await stage.page.getByRole('button', { name: 'Approve and publish now' }).click();
  await stage.page.getByText('Please confirm that it is you').waitFor();
  await check('presence');
}

describeInBrowser('accessibility', () => {
  const stage = useStage({ viewport: { width: 1100, height: 800 } });

  it('has no violation that axe can find, on any page in any state, light and dark', { timeout: 240_000 }, async () => {
    const found: string[] = [];

    await checkAll(stage, async (path) => {
      const { page } = stage;
      await page.emulateMedia({ colorScheme: 'light' });
      // Legacy mode: no extra tab per run; there are no frames that would need it.
      const light = await new AxeBuilder({ page })
        .setLegacyMode()
        .options({ resultTypes: ['violations'] })
        .analyze();
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await new AxeBuilder({ page })
        .setLegacyMode()
        .options({ resultTypes: ['violations'], runOnly: ['color-contrast'] })
        .analyze();
      for (const { id, nodes } of [...light.violations, ...dark.violations]) {
        found.push(...nodes.map((node) => `${path} ${id}: ${node.html} ${node.failureSummary ?? ''}`));
      }
    });

    expect(found).toEqual([]);
  });
});

describeInBrowser('a narrow screen', () => {
  const stage = useStage({ viewport: { width: 320, height: 640 } });

  it('never scrolls sideways, and every control is big enough for a finger', { timeout: 240_000 }, async () => {
    const found: string[] = [];

    await checkAll(stage, async (path) => {
      const { page } = stage;
      for (const width of [390, 320]) {
        await page.setViewportSize({ width, height: 640 });
        const scrollWidth = await page.evaluate('document.scrollingElement.scrollWidth');
        if (scrollWidth !== width) found.push(`${path} is ${scrollWidth} px wide at ${width}`);
      }
      const small: string[] = await page.evaluate(`[...document.querySelectorAll('button, a, summary, input:not(.sr-only)')]
        .filter((element) => element.checkVisibility() && !element.closest('p'))
        .filter((element) => { const { width, height } = element.getBoundingClientRect(); return width < 24 || height < 24; })
        .map((element) => element.outerHTML)`);
      found.push(...small.map((html) => `${path} too small: ${html}`));
    });

    expect(found).toEqual([]);
  });
});

describeInBrowser('the theme', () => {
  const stage = useStage({ colorScheme: 'light' });

  it('follows the system, can be chosen, and is there before the first paint', async () => {
    const { page } = stage;
    const ground = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await stage.signIn();
    await stage.go('/settings');
    const light = await ground();

    await page.getByText('Dark', { exact: true }).click();
    const dark = await ground();
    expect(dark).not.toBe(light);
    // Without the application's own script only theme.js can have done it.
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.reload();
    expect(await ground()).toBe(dark);
  });
});
