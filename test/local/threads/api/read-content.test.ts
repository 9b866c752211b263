/** Parameters with rules of their own: alt text, countries, places, Instagram, ghosts. */
import { describe, expect, it } from 'vitest';
import { readDraft } from '../../../../local/threads/api/read-content.ts';
import { allScopes, dayMs, graphError, idOf, openThreads } from '../driver.ts';
import { jpeg } from '../fixtures.ts';
import { openMediaHost } from '../media-host.ts';

const path = '/v1.0/me/threads';
const text = { media_type: 'TEXT', text: 'Hello' };

describe(readDraft, () => {
  it('needs no text next to an image, and takes alt text of 1000 characters', async () => {
    const host = await openMediaHost({ '/a.jpg': { type: 'image/jpeg', body: jpeg() } });
    const { post, made, publish, get } = await openThreads({ allowHttp: true });
    const image = { media_type: 'IMAGE', image_url: `${host.url}/a.jpg` };

    const id = idOf(await publish(await made({ ...image, alt_text: 'ü'.repeat(1000) })));
    const longer = await post(path, { ...image, alt_text: 'a'.repeat(1001) });

    expect((await get(`/v1.0/${id}?fields=media_type,alt_text,is_spoiler_media`)).body).toEqual({
      media_type: 'IMAGE',
      alt_text: 'ü'.repeat(1000),
      is_spoiler_media: false,
    });
    expect(longer.body).toMatchObject(graphError(100));
  });

  it.each([
    ['text on a carousel item', { is_carousel_item: 'true', text: 'a' }],
    ['a topic on a carousel item', { is_carousel_item: 'true', topic_tag: 'a' }],
    ['an answer as a carousel item', { is_carousel_item: 'true', reply_to_id: '1' }],
    ['a link with an image', { link_attachment: 'https://a.test/' }],
    ['the URL of a video', { video_url: 'https://a.test/a.mp4' }],
  ])('refuses %s', async (_what, form) => {
    const { post } = await openThreads({ allowHttp: true });

    const answer = await post(path, { media_type: 'IMAGE', image_url: 'http://localhost:1/a.jpg', ...form });

    expect(answer).toMatchObject({ status: 400, body: graphError(100) });
  });

  it('counts links of media posts, but shows no preview for them', async () => {
    const host = await openMediaHost({ '/a.jpg': { type: 'image/jpeg', body: jpeg() } });
    const { made, publish, get } = await openThreads({ allowHttp: true });

    const id = idOf(await publish(await made({ media_type: 'IMAGE', image_url: `${host.url}/a.jpg`, text: 'See www.a.test' })));

    expect((await get(`/v1.0/${id}?fields=text,link_attachment_url`)).body).toEqual({ text: 'See www.a.test' });
  });

  it('takes country codes from accounts that may, and says so in the profile', async () => {
    const { post, get, control } = await openThreads();
    control.addAccount({ username: 'press', geo_gating: true });
    const press = control.mintToken('press');

    const stranger = await post(path, { ...text, allowlisted_country_codes: 'DE' });
    const taken = await post(path, { ...text, allowlisted_country_codes: 'DE,AT' }, press);
    const wrong = await post(path, { ...text, allowlisted_country_codes: 'DE,XX' }, press);

    expect(stranger.text).toContain('THREADS_API__FEATURE_NOT_AVAILABLE');
    expect(taken.status).toBe(200);
    expect(wrong.text).toContain('THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES');
    expect((await get('/v1.0/me?fields=is_eligible_for_geo_gating', press)).body).toEqual({ is_eligible_for_geo_gating: true });
  });

  it.each([
    ['location_id', '17'],
    ['crossreshare_to_ig', 'true'],
  ])('needs a further scope for %s', async (name, value) => {
    const { post, control } = await openThreads();

    const without = await post(path, { ...text, [name]: value });
    const withIt = await post(path, { ...text, [name]: value }, control.mintToken('ada.paints', { scopes: allScopes }));

    expect(without).toMatchObject({ status: 403, body: graphError(10) });
    expect(withIt.status).toBe(200);
  });

  it('needs crossreshare_to_ig for its dark mode', async () => {
    const { post, control } = await openThreads();

    const answer = await post(
      path,
      { ...text, crossreshare_to_ig_dark_mode: 'true' },
      control.mintToken('ada.paints', { scopes: allScopes }),
    );

    expect(answer.body).toMatchObject(graphError(100));
  });

  it('archives a ghost post after a day: its owner can still read it', async () => {
    const { posted, get, control, publicPosts } = await openThreads();
    const id = await posted({ text: 'Boo', is_ghost_post: 'true' });
    const read = async () => (await get(`/v1.0/${id}?fields=ghost_post_status,ghost_post_expiration_timestamp`)).body;

    const active = await read();
    control.advance(dayMs);

    expect(active).toEqual({ ghost_post_status: 'ACTIVE', ghost_post_expiration_timestamp: '2026-03-02T12:00:30+0000' });
    expect(await read()).toMatchObject({ ghost_post_status: 'ARCHIVED' });
    expect(publicPosts()).toBe(0);
  });

  it('keeps what else was asked for', async () => {
    const { post, publish, get, control } = await openThreads();
    const token = control.mintToken('ada.paints', { scopes: allScopes });
    const form = {
      ...text,
      location_id: '17',
      enable_reply_approvals: 'true',
      crossreshare_to_ig: 'true',
      reply_control: 'followers_only',
    };
    const container = idOf(await post(path, form, token));
    control.advance(5000);

    const answer = await publish(container, token);

    expect(answer.body).toEqual({ id: expect.any(String), crossreshare_to_ig_status: 'SUCCESS' });
    expect((await get(`/v1.0/${idOf(answer)}?fields=location_id,reply_audience`)).body).toEqual({
      location_id: '17',
      reply_audience: 'FOLLOWERS_ONLY',
    });
  });
});
