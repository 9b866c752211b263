/** Posts with pictures and films: from the upload to what the platform is given. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkUpload } from '../../../lib/app/check-upload.ts';
import { startUpload } from '../../../lib/app/start-upload.ts';
import type { Media } from '../../../lib/core/media.ts';
import { approve, connect, outcomeOf, problemOf, readPost, signIn, write } from '../../functions/steps.ts';
import { anId } from '../../support/builders.ts';
import { jpeg, png } from '../../support/media-files.ts';
import { type Browser, type World, world } from '../../support/world.ts';

let w: World;
let browser: Browser;
let connectionId: string;
let userId: string;

beforeEach(async () => {
  w = world();
  browser = await signIn(w);
  connectionId = await connect(w, browser);
  userId = String(w.dump('main').find(({ kind }) => kind === 'user')?.['id']);
});

async function announced(file: Uint8Array, owner = userId): Promise<Media> {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const contentType = file[0] === 0xff ? 'image/jpeg' : 'image/png';
  const { media } = await startUpload(w.deps, { userId: owner, contentType, sizeBytes: file.length, sha256 });
  w.mediaFiles.put(media.incomingKey, file, contentType);
  return media;
}
async function uploaded(file: Uint8Array, owner = userId): Promise<Media> {
  const media = await announced(file, owner);
  await checkUpload(w.deps, { key: media.incomingKey });
  return media;
}
const post = (body: object) => browser.request('POST', '/v1/posts', { body: { text: 'Two bridges.', targets: [connectionId], ...body } });

describe('a post with media', () => {
  it('gives the platform the public addresses in order, with their alt texts', async () => {
    const [one, two] = [await uploaded(jpeg()), await uploaded(png())];
    const written = await write(browser, [connectionId], 'Two bridges.', {
      media: [
        { media_id: two.id, alt: 'The second first' },
        { media_id: one.id },
        { url: 'https://pictures.example.org/a.jpg', kind: 'image', alt: 'Linked' },
      ],
      options: { topic_tag: 'bridges', is_spoiler: true },
    });
    await approve(browser, written);

    await w.deliver('publish');

    const origin = w.deps.mediaOrigin;
    expect(w.platform.posts).toMatchObject([
      {
        text: 'Two bridges.',
        media: [
          { kind: 'image', alt: 'The second first', url: `${origin}/${two.objectKey}` },
          { kind: 'image', alt: '', url: `${origin}/${one.objectKey}` },
          { kind: 'image', alt: 'Linked', url: 'https://pictures.example.org/a.jpg' },
        ],
        options: { topicTag: 'bridges', isSpoiler: true },
      },
    ]);
    expect((await readPost(browser, written.id)).status).toBe('published');
  });

  it('shows each item with its public address, and what is not frozen without a hash', async () => {
    const one = await uploaded(jpeg());

    const answer = await post({
      media: [
        { media_id: one.id, alt: 'A' },
        { url: 'https://pictures.example.org/b.mp4', kind: 'video' },
      ],
    });

    expect(answer.body).toMatchObject({
      media: [
        { kind: 'image', media_id: one.id, sha256: one.sha256, url: `${w.deps.mediaOrigin}/${one.objectKey}`, alt: 'A' },
        { kind: 'video', media_id: null, sha256: null, url: 'https://pictures.example.org/b.mp4', alt: '' },
      ],
    });
  });

  it('I3 binds bytes, alt texts, order, options and replies: each change is another hash and voids the approval', async () => {
    const [one, two] = [await uploaded(jpeg()), await uploaded(png())];
    const items = [
      { media_id: one.id, alt: 'A' },
      { media_id: two.id, alt: 'B' },
    ];
    const hashes = new Set<string>();
    for (const change of [
      { media: items },
      { media: [...items].reverse() },
      { media: [{ media_id: one.id, alt: 'a' }, items[1]] },
      { media: items.slice(1) },
      { media: items, options: { topic_tag: 'x' } },
      { media: items, options: { reply_audience: 'mentioned_only' } },
      { media: items, replies: [{ text: 'More.' }] },
      { media: items, replies: [{ text: 'More.', options: { poll: ['a', 'b'] } }] },
    ])
      hashes.add((await write(browser, [connectionId], 'Two bridges.', change)).hash);
    const written = await write(browser, [connectionId], 'Approved.', { media: items });
    await approve(browser, written);

    const edited = await browser.request('PATCH', `/v1/posts/${written.id}`, {
      body: { media: [{ media_id: one.id, alt: 'Another word' }, items[1]] },
      headers: { 'if-match': written.etag },
    });
    await w.deliver('publish');

    expect(hashes.size).toBe(8);
    expect(edited.body).toMatchObject({ status: 'draft', approval: null });
    expect(w.platform.posts).toEqual([]);
  });

  it('needs no text, and refuses nothing and nobody twice in silence', async () => {
    const written = await write(browser, [connectionId], '', { media: [{ media_id: (await uploaded(jpeg())).id }] });
    const second = await write(browser, [connectionId], '', { media: [{ media_id: (await uploaded(png())).id }] });

    expect(outcomeOf(await approve(browser, written))).toBe('200 ok');
    expect(outcomeOf(await approve(browser, second))).toBe('200 ok');
    await w.deliver('publish');

    expect(w.platform.posts).toHaveLength(2);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['is not there', async () => anId('med', 9), 'media_not_found'],
    ["is somebody else's", async () => (await uploaded(jpeg(), anId('usr', 9))).id, 'media_not_found'],
    ['was not checked yet', async () => (await announced(jpeg())).id, 'media_not_ready'],
    ['was refused', async () => (await uploaded(Buffer.concat([png(), Buffer.from('PK')]))).id, 'media_refused'],
  ])('cannot take in an upload that %s, and says where', async (_, make, code) => {
    const id = await make();

    const answer = await post({ replies: [{ text: 'x', media: [{ media_id: id }] }] });

    expect(problemOf(answer)).toMatchObject({ status: 422, errors: [{ pointer: '#/replies/0/media/0/media_id', code }] });
  });

  it('is refused at approval when it breaks a rule, with every finding', async () => {
    const one = await uploaded(jpeg());
    const written = await write(browser, [connectionId], 'x', { media: [{ media_id: one.id }], options: { poll: ['a', 'b'] } });

    const answer = await approve(browser, written);

    expect(problemOf(answer)).toMatchObject({
      code: 'post_breaks_rules',
      errors: [{ pointer: '#/options/poll', code: 'poll_with_media' }],
    });
  });

  it('is not approved when an upload is gone from under it', async () => {
    const one = await uploaded(jpeg());
    const written = await write(browser, [connectionId], 'x', { media: [{ media_id: one.id }] });
    const row = await w.deps.media.get(userId, one.id);
    await w.deps.commit([w.deps.media.replace({ ...row!, state: 'deleted', rev: row!.rev + 1 })]);

    expect(outcomeOf(await approve(browser, written))).toBe('409 media_missing');
  });

  it('judges an upload by what the check found in it', async () => {
    const wide = await uploaded(png({ width: 3300, height: 300 }));

    const answer = await browser.request('POST', '/v1/posts/validate', {
      body: { text: 'x', media: [{ media_id: wide.id }, { media_id: anId('med', 9) }], targets: [] },
    });

    expect(answer.body).toMatchObject({
      valid: false,
      errors: [
        { pointer: '#/media/1/media_id', code: 'media_not_found' },
        { pointer: '#/media/0', code: 'media_too_wide', limit: 10, actual: 11 },
      ],
    });
  });
});
