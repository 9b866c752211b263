/** Polls, GIFs, long texts and spoilers: their shapes, their limits, and how they are read back. */
import { describe, expect, it } from 'vitest';
import { readAttachments } from '../../../../local/threads/api/attachments.ts';
import { type Form, graphError, openThreads } from '../driver.ts';

const path = '/v1.0/me/threads';
const text = { media_type: 'TEXT', text: 'Hello you' };
const poll = (value: unknown): Form => ({ poll_attachment: JSON.stringify(value) });
const gif = (value: unknown): Form => ({ gif_attachment: JSON.stringify(value) });
const long = (value: unknown): Form => ({ text_attachment: JSON.stringify(value) });
const spoilers = (value: unknown): Form => ({ text_entities: JSON.stringify(value) });
const spoiler = (offset: number, length: number) => ({ entity_type: 'SPOILER', offset, length });
const bold = (offset: number, length: number) => ({ offset, length, styling_info: ['bold'] });

describe(readAttachments, () => {
  it.each<[string, Form]>([
    ['two options', poll({ option_a: 'Tea', option_b: 'Coffee' })],
    ['four options of 25 characters', poll({ option_a: 'a'.repeat(25), option_b: 'b', option_c: 'c', option_d: 'ü'.repeat(25) })],
    ['a GIF', gif({ gif_id: 'l0HlNaQ6gWfllcjDO', provider: 'GIPHY' })],
    [
      'a long text',
      long({ plaintext: 'a'.repeat(10_000), link_attachment_url: 'https://a.test/', text_with_styling_info: [bold(0, 5), bold(5, 1)] }),
    ],
    ['styles to the last byte', long({ plaintext: 'ü', text_with_styling_info: [bold(0, 2)] })],
    ['nine spoilers', spoilers(Array.from({ length: 9 }, (_, i) => spoiler(i, 1)))],
  ])('takes %s', async (_what, form) => {
    const { post } = await openThreads();

    expect((await post(path, { ...text, ...form })).status).toBe(200);
  });

  const refused: [string, Form][] = [
    ['no JSON', { poll_attachment: 'Tea or coffee' }],
    ['the shape of another library', poll({ options: [{ option_text: 'Tea' }, { option_text: 'Coffee' }] })],
    ['one option', poll({ option_a: 'Tea' })],
    ['an empty option', poll({ option_a: 'Tea', option_b: '' })],
    ['an option of 26 characters', poll({ option_a: 'Tea', option_b: 'b'.repeat(26) })],
    ['a fourth option without a third', poll({ option_a: 'a', option_b: 'b', option_d: 'd' })],
    ['a fifth option', poll({ option_a: 'a', option_b: 'b', option_c: 'c', option_d: 'd', option_e: 'e' })],
    ['a GIF from TENOR', gif({ gif_id: '1', provider: 'TENOR' })],
    ['a GIF without a provider', gif({ gif_id: '1' })],
    ['a long text above 10000', long({ plaintext: 'a'.repeat(10_001) })],
    ['a long text without text', long({ link_attachment_url: 'https://a.test/' })],
    ['an unknown style', long({ plaintext: 'a', text_with_styling_info: [{ offset: 0, length: 1, styling_info: ['blink'] }] })],
    ['eleven spoilers', spoilers(Array.from({ length: 11 }, (_, i) => spoiler(i, 1)))],
    ['an entity of another kind', spoilers([{ ...spoiler(0, 1), entity_type: 'BOLD' }])],
    ['a spoiler of no length', spoilers([spoiler(0, 0)])],
  ];

  it.each(refused)('refuses %s', async (_what, form) => {
    const { post, control } = await openThreads();

    expect(await post(path, { ...text, ...form })).toMatchObject({ status: 400, body: graphError(100) });
    expect(control.account('ada.paints').containers).toEqual([]);
  });

  it.each(refused)('ignores %s when set so, and posts plain text', async (_what, form) => {
    const { posted, get } = await openThreads({ settings: { malformedObjects: 'ignore' } });

    const id = await posted({ ...text, ...form });

    const fields = 'text,poll_attachment{option_a},gif_url,text_attachment,text_entities';
    expect((await get(`/v1.0/${id}?fields=${fields}`)).body).toEqual({ text: 'Hello you' });
  });

  it.each<[string, Form]>([
    ['styles that overlap', long({ plaintext: 'Hello', text_with_styling_info: [bold(0, 3), bold(2, 2)] })],
    ['styles beyond the text', long({ plaintext: 'Hello', text_with_styling_info: [bold(3, 3)] })],
    ['spoilers beyond the text', spoilers([spoiler(8, 2)])],
    ['spoilers that overlap', spoilers([spoiler(4, 2), spoiler(3, 2)])],
    ['a second link', { ...long({ plaintext: 'a', link_attachment_url: 'https://a.test/' }), link_attachment: 'https://b.test/' }],
    ['a poll with a link', { ...poll({ option_a: 'a', option_b: 'b' }), link_attachment: 'https://b.test/' }],
    ['a poll with a long text', { ...poll({ option_a: 'a', option_b: 'b' }), ...long({ plaintext: 'a' }) }],
    ['a poll with a GIF', { ...poll({ option_a: 'a', option_b: 'b' }), ...gif({ gif_id: '1', provider: 'GIPHY' }) }],
    ['a ghost with a poll', { ...poll({ option_a: 'a', option_b: 'b' }), is_ghost_post: 'true' }],
    ['a ghost with approvals', { enable_reply_approvals: 'true', is_ghost_post: 'true' }],
  ])('refuses %s, whatever the setting', async (_what, form) => {
    const { post } = await openThreads({ settings: { malformedObjects: 'ignore' } });

    expect(await post(path, { ...text, ...form })).toMatchObject({ status: 400, body: graphError(100) });
  });

  it('counts the link of a long text', async () => {
    const { post } = await openThreads();
    const five = 'http://a.test/1 http://a.test/2 http://a.test/3 http://a.test/4 http://a.test/5';
    const create = (url: string) => post(path, { media_type: 'TEXT', text: five, ...long({ plaintext: 'a', link_attachment_url: url }) });

    const [same, sixth] = [await create('http://a.test/5'), await create('http://a.test/6')];

    expect(same.status).toBe(200);
    expect(sixth.text).toContain('THREADS_API__LINK_LIMIT_EXCEEDED');
  });

  it('shows what is in a poll only when asked for its fields', async () => {
    const { posted, get } = await openThreads();
    const id = await posted({ text: 'Which?', ...poll({ option_a: 'Tea', option_b: 'Coffee' }) });
    const fields = 'option_a,option_b,option_c,option_a_votes_percentage,option_c_votes_percentage,total_votes,expiration_timestamp';

    const [bare, full, wrong] = await Promise.all([
      get(`/v1.0/${id}?fields=media_type,poll_attachment`),
      get(`/v1.0/${id}?fields=poll_attachment{${fields}}`),
      get(`/v1.0/${id}?fields=poll_attachment{votes}`),
    ]);

    expect(bare.body).toEqual({ media_type: 'TEXT_POST', poll_attachment: {} });
    expect(full.body).toEqual({
      poll_attachment: {
        option_a: 'Tea',
        option_b: 'Coffee',
        option_a_votes_percentage: 0,
        total_votes: 0,
        expiration_timestamp: '2026-03-02T12:00:30+0000',
      },
    });
    expect(wrong.body).toMatchObject(graphError(100));
  });

  it('reads the others back', async () => {
    const { posted, get } = await openThreads();
    const attachment = { plaintext: 'At length', text_with_styling_info: [bold(0, 2)] };
    const id = await posted({
      text: 'Hello you',
      ...gif({ gif_id: 'abc', provider: 'GIPHY' }),
      ...long(attachment),
      ...spoilers([spoiler(0, 5)]),
    });

    const { body } = await get(`/v1.0/${id}?fields=media_type,gif_url,text_attachment,text_entities`);

    expect(body).toEqual({
      media_type: 'TEXT_POST',
      gif_url: expect.stringContaining('/abc/'),
      text_attachment: attachment,
      text_entities: [spoiler(0, 5)],
    });
  });
});
