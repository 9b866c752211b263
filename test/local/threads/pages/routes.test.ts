/** The pages a person opens, and their forms. */
import { describe, expect, it } from 'vitest';
import { faultTable } from '../../../../local/threads/faults/table.ts';
import { openApp } from '../callbacks/app-server.ts';
import { idOf, openThreads } from '../driver.ts';
import { mp4, png } from '../fixtures.ts';
import { openMediaHost } from '../media-host.ts';

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

  it('S14-42 switches each fault on by page and by control API', async () => {
    const { send, control } = await openThreads();
    for (const name of Object.keys(faultTable)) {
      const [byPage, byControl] = [
        await send('POST', '/faults', { form: { name, call: '' } }),
        await send('POST', '/_control/faults', { json: { name } }),
      ];
      const faults = control.faults().map((fault) => fault.name);
      const form = await send('GET', '/faults');
      control.clearFaults();

      expect([byPage.status, byControl.status]).toEqual([303, 200]);
      expect(faults).toEqual([name, name]);
      expect(form.text).toContain(`<option value="${name}"`);
    }
  });

  it('moves the clock and saves settings by form', async () => {
    const { send, control } = await openThreads();

    const clock = await send('POST', '/clock', { form: { advance_ms: '60000' } });
    const settings = await send('POST', '/settings', { form: { doublePublish: 'error', readyDelayMs: '5' } });

    expect([clock.status, settings.status]).toEqual([303, 303]);
    expect(control.clock().moved_ms).toBe(60_000);
    expect(control.settings()).toMatchObject({ doublePublish: 'error', readyDelayMs: 5 });
  });

  it('shows pictures, videos and carousels, with their alt text, from copies', async () => {
    const host = await openMediaHost({ '/a.png': { type: 'image/png', body: png(20, 10) }, '/b.mp4': { type: 'video/mp4', body: mp4() } });
    const { send, made, publish } = await openThreads({ allowHttp: true });
    const image = { media_type: 'IMAGE', image_url: `${host.url}/a.png`, is_carousel_item: 'true', alt_text: 'A "bridge"' };
    const items = [await made(image), await made({ media_type: 'VIDEO', video_url: `${host.url}/b.mp4`, is_carousel_item: 'true' })];
    await publish(await made({ media_type: 'CAROUSEL', children: items.join(','), is_spoiler_media: 'true' }));

    const { text } = await send('GET', '/@ada.paints');
    const [picture = '', poster = '', video = ''] = [/<img src="(\/media\/\d+)"/, /poster="([^"]+)"/, /(\/media\/\d+)" aria/].map(
      (found) => found.exec(text)?.[1] ?? '',
    );

    expect(text).toContain('1 public post<');
    expect(text).toContain('alt="A &quot;bridge&quot;"');
    expect(text).toContain('Spoiler: show');
    expect((await send('GET', picture)).headers.get('content-type')).toBe('image/png');
    expect((await send('GET', poster)).text).toContain('viewBox="0 0 720 1280"');
    const part = await send('GET', video, { headers: { range: 'bytes=4-7' } });
    expect(part).toMatchObject({ status: 206, text: 'ftyp' });
    expect(part.headers.get('content-range')).toBe(`bytes 4-7/${mp4().length}`);
  });

  it('shows polls, quotes, answers, spoilers, reposts and what was removed', async () => {
    const { send, posted, post, get, url, control } = await openThreads();
    const first = await posted({ text: 'The first <b>' });
    await posted({ text: 'Which?', poll_attachment: JSON.stringify({ option_a: 'Tea & milk', option_b: 'Coffee' }) });
    await posted({ text: 'Quoting', quote_post_id: first });
    const answer = await posted({ text: 'Answering', reply_to_id: first });
    await posted({ text: 'It was the butler', text_entities: JSON.stringify([{ entity_type: 'SPOILER', offset: 11, length: 6 }]) });
    await post(`/v1.0/${first}/repost`, {});
    const { permalink } = (await get(`/v1.0/${answer}?fields=permalink`)).body as { permalink: string };

    const profile = await send('GET', '/@ada.paints');
    const thread = await send('GET', permalink.slice(url.length));
    control.removePost(first);
    const later = await send('GET', '/@ada.paints');

    expect(profile.text).toContain('<li><span>Tea &amp; milk</span>');
    expect(profile.text.match(/The first &lt;b&gt;/g)).toHaveLength(3);
    expect(profile.text).toContain('It was the <span class="spoiler" tabindex="0" title="Spoiler">butler</span>');
    expect(profile.text).toContain('1 answer');
    expect(thread.text.indexOf('The first')).toBeLessThan(thread.text.indexOf('Answering'));
    expect(later.text).toContain('Answers a post that was removed');
    expect(later.text).toContain('This post was removed.');
    expect(later.text).not.toContain('The first');
  });

  it('shows links as links, and nothing else as one', async () => {
    const { send, posted } = await openThreads();
    await posted({ text: 'See', link_attachment: 'https://a.test/?q="><script>' });
    await posted({ text: 'www.b.test/x' });

    const { text } = await send('GET', '/@ada.paints');

    expect(text).toContain('<a href="https://a.test/?q=&quot;&gt;&lt;script&gt;" rel="noopener noreferrer nofollow">');
    expect(text).toContain('<strong>www.b.test</strong><br><a href="https://www.b.test/x"');
  });

  it('removes the app, asks for deletion and sends again, by form', async () => {
    const app = await openApp({ body: '{"url":"https://app.test/deletion/abc","confirmation_code":"abc"}' });
    const { send, control } = await openThreads({ settings: { dataDeletionUrl: app.url } });
    const { id } = control.account('ada.paints');

    const answers = [
      await send('POST', '/callbacks/revoke', { form: { account: id } }),
      await send('POST', '/callbacks/delete-data', { form: { account: id } }),
      await send('POST', '/callbacks/replay', { form: { id: 'c1' } }),
      await send('POST', '/callbacks/replay', { form: { id: 'c9' } }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 404]);
    const { text } = await send('GET', '/callbacks');
    expect(text).toContain('<a href="https://app.test/deletion/abc"');
    expect(text.match(/<code>abc<\/code>/g)).toHaveLength(2);
  });

  it('has a field for every setting', async () => {
    const { send, control } = await openThreads();

    const { text } = await send('GET', '/faults');

    for (const name of Object.keys(control.settings())) expect(text).toContain(`name="${name}"`);
  });

  it('says so when there is no such profile', async () => {
    const { send } = await openThreads();

    const { status, text } = await send('GET', '/@nobody');

    expect(status).toBe(404);
    expect(text).toContain('Nobody here has this name');
  });
});
