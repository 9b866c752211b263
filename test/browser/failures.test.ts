import { expect, it } from 'vitest';
import type { Outcome } from './fake-world.ts';
import { describeInBrowser, useStage } from './stage.ts';

describeInBrowser('when things go wrong', () => {
  const stage = useStage();

  const follow = async (outcome: Outcome): Promise<string> => {
    await stage.signIn();
    stage.api.world.connect();
    stage.api.world.outcome = outcome;
    const post = stage.api.world.write('The oven is warm.');
    stage.api.world.approve(post);
    await stage.go(`/posts/${post.id}`);
    return post.id;
  };

  it('says why a post failed, who acts and whether retrying helps; codes stay behind a fold', async () => {
    const { page } = stage;
    await follow('failed');

    await page.getByText('Not published', { exact: true }).waitFor();
    await page.getByText('You can mend this. Approving the very same post again will not help.').waitFor();
    expect(await page.getByText('4279047').isVisible()).toBe(false);
    await page.getByText('Technical details').click();
    await page.getByText('4279047').waitFor();
    await page.getByRole('link', { name: 'Edit' }).click();

    await page.getByLabel('Text of the post').waitFor();
  });

  it('says what a held post waits for', async () => {
    const { page } = stage;
    await follow('held');

    await page.getByText('The connection no longer works, so the post waits.', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Connect again' }).waitFor();
    await page.getByRole('link', { name: 'Review and approve again' }).click();

    await page.getByRole('heading', { name: 'Review' }).waitFor();
  });

  it('cancels what has not gone out', async () => {
    const { page } = stage;
    await follow('stuck');

    await page.getByRole('button', { name: 'Cancel it' }).click();
    await page
      .getByRole('paragraph')
      .filter({ hasText: /^Canceled$/ })
      .waitFor();

    await page.getByText('Canceled; nothing more goes out').waitFor();
  });

  it.each([
    ['access_denied', 'You said no on the platform'],
    ['state_not_valid', 'This attempt was too old'],
    ['provider_refused', 'The platform refused the connection.'],
    ['already_connected_elsewhere', 'already connected by another person'],
    ['permission_missing', 'The permission to publish was left out'],
    ['provider_unavailable', 'The platform could not be reached.'],
    ['something_new', 'tell us this word: something_new'],
  ])('explains why connecting failed: %s', async (code, words) => {
    await stage.signIn();
    await stage.go(`/connections?problem=${code}`);

    await stage.page.getByRole('alert').getByText(words).waitFor();
  });

  it('ends a refused connection on a clean page', async () => {
    const { page } = stage;
    await stage.signIn();
    await stage.go('/connections');

    await page.getByRole('button', { name: 'Connect Threads' }).click();
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.getByRole('button', { name: 'Got it' }).click();
    await expect.poll(() => page.url()).toBe(`${stage.api.origin}/connections`);

    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('says while disconnecting has to wait that it ends by itself, offers nothing meanwhile, and shows the end', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    api.world.busyMs = 100_000;

    await stage.go('/connections');
    await page.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByRole('button', { name: 'Disconnect @lea.bakes' }).click();
    const card = page.getByRole('article', { name: '@lea.bakes' });
    await card.getByText('It is being disconnected.').waitFor();
    const [words, buttons] = [await card.textContent(), await card.getByRole('button').count()];
    api.world.connections[0]!.dueAt = new Date().toISOString();

    await page.getByText('No profile connected yet').waitFor();
    expect(words).toMatch(/Disconnecting.*: at about \d\d:\d\d, by itself\./);
    expect(buttons).toBe(0);
  });

  it('does not pretend to know whether an approval without an answer arrived, and looks again', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.world.connect();
    const post = api.world.write('Lost on the way.');
    await stage.go(`/posts/${post.id}/review`);
    await page.getByText('Goes out at once').waitFor();

    // More than once: a browser repeats by itself what it sent on a connection that had been used before.
    api.instead(`POST /v1/posts/${post.id}/approve`, 'hang up', 5);
    await page.getByRole('button', { name: 'Approve and publish now' }).click();
    await page.getByText('It is not certain whether your approval arrived').waitFor();
    api.world.approve(post);
    await page.getByRole('button', { name: 'Look again' }).click();

    await page.getByText('You approved it', { exact: true }).waitFor();
    expect(api.world.approvals).toHaveLength(1);
  });

  it.each([
    [{ status: 429, body: { message: 'Too Many Requests' } }, 'That was too much in too short a time.'],
    [{ status: 413, body: { message: 'Request Entity Too Large' } }, 'This is too large to be sent.'],
    [{ status: 503, body: { message: 'Service Unavailable' } }, 'Postora does not answer right now.'],
    ['hang up', 'Postora could not be reached.'],
    [{ status: 200, body: '<html>hotel wifi</html>', headers: { 'content-type': 'text/html' } }, 'Something answered that is not Postora.'],
  ] as const)('has a sentence for what the gateway says: %j', async (answer, words) => {
    const { api, page } = stage;
    api.instead('POST /v1/auth/links', answer, 5);
    await stage.go('/sign-in');
    await page.getByLabel('E-mail address').fill('lea@example.org');
    await page.getByRole('button', { name: 'Send me a link' }).click();

    await page.getByRole('alert').getByText(words).waitFor();
    expect(api.world.mailbox).toHaveLength(0);
  });

  it('shows the request id and lets the person try again', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const problem = { code: 'internal', detail: 'Something went wrong on our side.', request_id: 'req_01KAVQ3N7Z5W8XJ2M4P6R9T0B1' };
    api.instead('GET /v1/posts', { status: 500, body: problem }, 3);

    await stage.go('/posts');
    await page.getByText(problem.request_id).waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByText('Nothing written yet').waitFor();
  });

  it('refuses a link from another browser in plain words, and offers a new one', async () => {
    const { api, page } = stage;
    api.world.mailLink('another browser');
    await page.goto(api.world.mailbox[0]!.url);

    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('This link does not work here any more.').waitFor();
    await page.getByRole('button', { name: 'Ask for a new link' }).click();

    await page.getByLabel('E-mail address').waitFor();
  });

  it('refuses a used invitation and half a link', async () => {
    const { api, page } = stage;
    api.world.mailInvite();
    api.world.invites.clear();
    await page.goto(api.world.mailbox[0]!.url);
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.getByText('This invitation was used already, or it is too old.').waitFor();

    await page.goto(`${api.origin}/sign-in#tooshort`);
    await page.getByRole('heading', { name: 'This link is not complete' }).waitFor();
    expect(page.url()).not.toContain('tooshort');
  });

  it('asks for signing in when the session is over, keeps the text, and returns to the page', async () => {
    const { api, page } = stage;
    await stage.signIn();
    const post = api.world.write('Before.', []);
    await stage.go(`/posts/${post.id}`);
    const field = page.getByLabel('Text of the post');
    await field.waitFor();
    api.world.sessions.clear();

    await field.fill('Written while the session ended.');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByLabel('E-mail address').fill('lea@example.org');
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByRole('heading', { name: 'Look into your mailbox' }).waitFor();
    const mail = await stage.openMail();
    await page.close();
    await mail.getByRole('button', { name: 'Sign in' }).click();

    await mail.waitForURL(`**/posts/${post.id}`);
    expect(await mail.getByLabel('Text of the post').inputValue()).toBe('Written while the session ended.');
  });

  it('has a page for what does not exist', async () => {
    const { page } = stage;
    await stage.go('/no/such/page');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();

    await stage.signIn();
    await stage.go('/posts/post_01KAVQ3N7Z5W8XJ2M4P6R9T0B1');
    await page.getByText('There is no such post.').waitFor();
  });

  it('shows bars while it waits, and says so to screen readers', async () => {
    const { api, page } = stage;
    await stage.signIn();
    api.delayMs = 700;
    await stage.go('/posts');

    await page.getByText('Loading…').first().waitFor({ state: 'attached' });
    await page.getByText('Nothing written yet').waitFor();
  });
});
