/** The pages a person opens, and their forms. */
import { describe, expect, it } from 'vitest';
import { idOf, openThreads } from '../driver.ts';

describe('pageRoutes', () => {
  it('counts public posts on the first page', async () => {
    const { send, ready, publish } = await openThreads();
    await publish(await ready());

    const { text, headers } = await send('GET', '/');

    expect(headers.get('content-type')).toContain('text/html');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('href="/@ada.paints"');
    expect(text).toMatch(/>1 public post<.*>0 public posts</s);
  });

  it('shows a profile with its posts, newest first and escaped', async () => {
    const { send, ready, publish } = await openThreads();
    await publish(await ready({ text: 'first' }));
    await publish(await ready({ text: '<img src=x onerror=alert(1)> & "second"' }));

    const { text } = await send('GET', '/@ada.paints');

    expect(text).toContain('2 public posts');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;second&quot;');
    expect(text).not.toContain('<img src=x');
    expect(text.indexOf('second')).toBeLessThan(text.indexOf('first'));
  });

  it('shows a post behind its permalink until it is removed', async () => {
    const { get, send, ready, publish, control, url } = await openThreads();
    const id = idOf(await publish(await ready({ text: 'Look here' })));
    const { permalink } = (await get(`/v1.0/${id}?fields=permalink`)).body as { permalink: string };
    const path = permalink.slice(url.length);

    const live = await send('GET', path);
    control.removePost(id);
    const gone = await send('GET', path);

    expect(live.status).toBe(200);
    expect(live.text).toContain('Look here');
    expect(gone.status).toBe(404);
    expect(gone.text).not.toContain('Look here');
  });

  it('uses the public address in permalinks and picture addresses', async () => {
    const { get, ready, publish } = await openThreads({ publicUrl: 'http://threads.localhost:8080/' });
    const id = idOf(await publish(await ready()));

    const post = await get(`/v1.0/${id}?fields=permalink`);
    const profile = await get('/v1.0/me?fields=threads_profile_picture_url');

    expect(post.text).toContain('http://threads.localhost:8080/@ada.paints/post/');
    expect(profile.text).toContain('http://threads.localhost:8080/pictures/');
  });

  it('draws a picture for every account', async () => {
    const { send, control } = await openThreads();

    const picture = await send('GET', `/pictures/${control.account('ada.paints').id}.svg`);
    const none = await send('GET', '/pictures/1.svg');

    expect(picture.headers.get('content-type')).toBe('image/svg+xml');
    expect(picture.text).toContain('>AL</text>');
    expect(none.status).toBe(404);
  });

  it('makes an account from the form', async () => {
    const { send, control } = await openThreads();

    const made = await send('POST', '/accounts', { form: { username: 'kim.reads', name: '', biography: 'Books', private: 'on' } });
    const taken = await send('POST', '/accounts', { form: { username: 'kim.reads' } });

    expect([made.status, taken.status]).toEqual([303, 400]);
    expect(control.account('kim.reads')).toMatchObject({ name: 'kim.reads', biography: 'Books', private: true, tester_pending: false });
  });

  it('switches faults by form', async () => {
    const { send, control } = await openThreads();
    const form = {
      name: 'rate_limited',
      call: 'publish',
      account: '',
      times: '2',
      skip: '0',
      probability: '1',
      seed: '1',
      ms: '',
      message: '',
    };

    const on = await send('POST', '/faults', { form });
    const page = await send('GET', '/faults');
    const bad = await send('POST', '/faults', { form: { ...form, times: '0' } });
    const off = await send('POST', '/faults/remove', { form: { id: 'f1' } });

    expect([on.status, page.status, bad.status, off.status]).toEqual([303, 200, 400, 303]);
    expect(page.text).toContain('2 left');
    expect(control.faults()).toEqual([]);
  });

  it('moves the clock and saves settings by form', async () => {
    const { send, control } = await openThreads();

    const clock = await send('POST', '/clock', { form: { advance_ms: '60000' } });
    const settings = await send('POST', '/settings', { form: { doublePublish: 'error', readyDelayMs: '5' } });

    expect([clock.status, settings.status]).toEqual([303, 303]);
    expect(control.clock().moved_ms).toBe(60_000);
    expect(control.settings()).toMatchObject({ doublePublish: 'error', readyDelayMs: 5 });
  });

  it('says so when there is no such profile', async () => {
    const { send } = await openThreads();

    const { status, text } = await send('GET', '/@nobody');

    expect(status).toBe(404);
    expect(text).toContain('Nobody here has this name');
  });
});
