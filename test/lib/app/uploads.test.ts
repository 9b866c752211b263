/** Uploads from announcement to removal over the memory database and memory files: crashes, duplicates, swaps, hostile files. */
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkUpload } from '../../../lib/app/check-upload.ts';
import { expireMedia, removeMedia } from '../../../lib/app/remove-media.ts';
import { startUpload } from '../../../lib/app/start-upload.ts';
import { createPost, editPost } from '../../../lib/app/write-post.ts';
import type { Media, MediaType } from '../../../lib/core/media.ts';
import { anId } from '../../support/builders.ts';
import { png, video } from '../../support/media-files.ts';
import { type World, world } from '../../support/world.ts';

const userId = anId('usr');
const day = 86_400_000;
const sha256 = (file: Uint8Array) => createHash('sha256').update(file).digest('hex');
let w: World;

beforeEach(() => {
  w = world();
});

async function announced(file: Uint8Array, contentType: MediaType = 'image/png', declared: object = {}): Promise<Media> {
  return (await startUpload(w.deps, { userId, contentType, sizeBytes: file.length, sha256: sha256(file), ...declared })).media;
}
async function uploaded(file: Uint8Array, contentType: MediaType = 'image/png', declared: object = {}): Promise<Media> {
  const media = await announced(file, contentType, declared);
  w.mediaFiles.put(media.incomingKey, file, contentType);
  return media;
}
const check = ({ incomingKey }: Media) => checkUpload(w.deps, { key: incomingKey });
const row = async ({ id }: Media) => w.deps.media.get(userId, id);
const write = ({ id }: Media) =>
  createPost(w.deps, { userId, text: 'A bridge.', media: [{ mediaId: id, alt: '' }], options: {}, replies: [], targets: [] });
/** A tick of the timer a minute later, and what it sent. */
const swept = async () => {
  w.clock.advance(60_000);
  await w.sweep();
  await w.deliver('media');
};
const publicKeys = () => w.mediaFiles.keys().filter((key) => key.startsWith('m/'));

describe('startUpload', () => {
  it('signs an address for the key of its row, and tells nobody the public name', async () => {
    const { media, upload } = await startUpload(w.deps, { userId, contentType: 'image/png', sizeBytes: 10, sha256: sha256(png()) });

    expect(new URL(upload.url).pathname).toBe(`/${media.incomingKey}`);
    expect(JSON.stringify(upload)).not.toContain(media.objectKey.slice(2, 45));
    expect(await row(media)).toEqual(media);
  });

  it('stops after two hundred within an hour', async () => {
    for (let i = 0; i < 200; i += 1) await announced(png({ width: 1, height: 1 }));

    await expect(announced(png({ width: 1, height: 1 }))).rejects.toMatchObject({ code: 'too_many_uploads' });
  });
});

describe('checkUpload', () => {
  it('publishes what fits, under its type, and empties incoming/', async () => {
    const file = png({ width: 300, height: 200 });
    const media = await uploaded(file);

    expect(await check(media)).toEqual({ outcome: 'ready' });
    expect(await row(media)).toMatchObject({ state: 'ready', facts: { width: 300, height: 200 } });
    expect(w.mediaFiles.keys()).toEqual([media.objectKey]);
    expect(w.mediaFiles.get(media.objectKey)).toMatchObject({ contentType: 'image/png', sha256: media.sha256 });
  });

  it.each<[string, object, string]>([
    ['size', { sizeBytes: 5 }, 'media_size_mismatch'],
    ['checksum', { sha256: '0'.repeat(64) }, 'media_checksum_mismatch'],
  ])('refuses another %s than was announced, though S3 should have', async (_, declared, code) => {
    const media = await uploaded(png(), 'image/png', declared);

    expect(await check(media)).toEqual({ outcome: 'refused', code });
    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('refuses another type than was announced, though S3 should have', async () => {
    const media = await announced(png());
    w.mediaFiles.put(media.incomingKey, png(), 'text/html');

    expect(await check(media)).toEqual({ outcome: 'refused', code: 'media_type_mismatch' });
  });

  it.each(['read', 'publish'])('publishes nothing of a file that is swapped before %s', async (step) => {
    const media = await uploaded(png());
    w.mediaFiles.before = (at) => {
      if (at === step) w.mediaFiles.put(media.incomingKey, Buffer.from('<script>'), 'image/png');
    };

    expect(await check(media)).toEqual({ outcome: 'changed' });
    expect(await row(media)).toMatchObject({ state: 'uploading' });
    expect(publicKeys()).toEqual([]);
  });

  it('takes back a copy that is not the file which was checked', async () => {
    const media = await uploaded(png());
    w.mediaFiles.before = (at, key) => {
      if (at === 'published') w.mediaFiles.put(key, Buffer.from('<script>'), 'image/png');
    };
    const { publish } = w.mediaFiles;
    w.mediaFiles.publish = async (input) => {
      await publish(input);
      return { sha256: w.mediaFiles.get(input.to)?.sha256 };
    };

    await expect(check(media)).rejects.toThrow('the copy is not the file that was checked');
    expect(publicKeys()).toEqual([]);
    expect(await row(media)).toMatchObject({ state: 'uploading' });
  });

  it('comes to the same end after a crash at any step', async () => {
    for (const step of ['head', 'read', 'publish', 'published', 'commit', 'remove']) {
      w = world();
      const media = await uploaded(png());
      let hasCrashed = false;
      const crash = (at: string) => {
        if (at !== step || hasCrashed) return;
        hasCrashed = true;
        throw new Error('the process was killed');
      };
      w.mediaFiles.before = crash;
      w.hooks.beforeCommit = async () => crash('commit');

      await expect(check(media)).rejects.toThrow('killed');
      await check(media);

      expect(await row(media)).toMatchObject({ state: 'ready', rev: 2 });
      expect(w.mediaFiles.keys()).toEqual([media.objectKey]);
    }
  });

  it('may run twice at once', async () => {
    const media = await uploaded(png());

    const outcomes = await Promise.all([check(media), check(media), check(media)]);

    expect(outcomes.map(({ outcome }) => outcome).filter((outcome) => !['ready', 'changed', 'gone', 'late'].includes(outcome))).toEqual([]);
    expect(await row(media)).toMatchObject({ state: 'ready', rev: 2 });
    expect(w.mediaFiles.keys()).toEqual([media.objectKey]);
  });

  it('takes back what it published while the upload was being removed', async () => {
    const media = await uploaded(png());
    w.mediaFiles.before = async (step) => {
      if (step === 'published') await removeMedia(w.deps, { userId, mediaId: media.id });
    };

    await check(media);

    expect(await row(media)).toMatchObject({ state: 'deleted' });
    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('has nothing to decide about what is settled, over, foreign or not there', async () => {
    const settled = await uploaded(png());
    await check(settled);
    w.mediaFiles.put(settled.incomingKey, Buffer.from('again'), 'image/png');
    const missing = await announced(png());
    const late = await uploaded(png());

    expect(await check(settled)).toEqual({ outcome: 'late' });
    expect(await checkUpload(w.deps, { key: 'incoming/somebody/else' })).toEqual({ outcome: 'foreign' });
    expect(await check(missing)).toEqual({ outcome: 'gone' });
    w.clock.advance(day);
    expect(await check(late)).toEqual({ outcome: 'late' });
    expect(w.mediaFiles.keys()).toEqual([settled.objectKey]);
  });

  it('reads a video in small pieces', async () => {
    const media = await uploaded(video({ mediaBytes: 20_000_000 }), 'video/mp4');

    await check(media);

    expect(await row(media)).toMatchObject({ state: 'ready', facts: { video: { durationMs: 5_000 } } });
    expect(w.mediaFiles.largestRead()).toBeLessThanOrEqual(64 * 1024);
    expect(w.mediaFiles.readBytes()).toBeLessThan(200_000);
  });
});

describe('removeMedia', () => {
  it('says so in the row first; then the timer takes the files, and at last the row', async () => {
    await w.sweep();
    const media = await uploaded(png());
    await check(media);

    await removeMedia(w.deps, { userId, mediaId: media.id });
    expect(await row(media)).toMatchObject({ state: 'deleted' });
    expect(publicKeys()).toEqual([media.objectKey]);
    await swept();
    expect(w.mediaFiles.keys()).toEqual([]);
    expect(await row(media)).toMatchObject({ state: 'deleted' });
    w.clock.advance(2 * day);
    await swept();

    expect(await row(media)).toBeUndefined();
  });

  it('is taken up again when the taking of the files breaks off', async () => {
    await w.sweep();
    const media = await uploaded(png());
    await check(media);
    await removeMedia(w.deps, { userId, mediaId: media.id });
    w.mediaFiles.before = () => {
      w.mediaFiles.before = () => undefined;
      throw new Error('S3 is away');
    };

    await swept();

    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('refuses while a post shows it, and not any more once the post does not', async () => {
    const media = await uploaded(png());
    await check(media);
    const post = await write(media);

    const removal = removeMedia(w.deps, { userId, mediaId: media.id });

    await expect(removal).rejects.toMatchObject({ kind: 'conflict', code: 'media_in_use' });
    expect(publicKeys()).toEqual([media.objectKey]);
    await editPost(w.deps, { userId, postId: post.id, rev: post.rev, change: { media: [] } });
    await removeMedia(w.deps, { userId, mediaId: media.id });
    await expireMedia(w.deps, { userId, mediaId: media.id });
    expect(publicKeys()).toEqual([]);
  });

  it('loses against a post that takes it in at the same moment', async () => {
    const media = await uploaded(png());
    await check(media);
    w.hooks.beforeCommit = async () => {
      w.hooks.beforeCommit = async () => undefined;
      await write(media);
    };

    await expect(removeMedia(w.deps, { userId, mediaId: media.id })).rejects.toMatchObject({ kind: 'conflict' });
    await expireMedia(w.deps, { userId, mediaId: media.id });
    expect(publicKeys()).toEqual([media.objectKey]);
  });
});

describe('expireMedia', () => {
  const expire = (media: Media) => expireMedia(w.deps, { userId, mediaId: media.id });

  it('removes what nobody used, at its time', async () => {
    const media = await uploaded(png());
    await check(media);

    expect(await expire(media)).toEqual({ outcome: 'nothing' });
    w.clock.advance(7 * day);
    expect(await expire(media)).toEqual({ outcome: 'removed' });
    expect(await expire(media)).toEqual({ outcome: 'erased' });
    expect(await expire(media)).toEqual({ outcome: 'nothing' });
    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('T9.8 comes by the timer: what nobody used is gone a day after its time', async () => {
    await w.sweep();
    const media = await uploaded(png());
    await check(media);
    w.clock.advance(7 * day);

    for (let i = 0; i < 3; i += 1) await swept();

    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('gives what is used more time', async () => {
    const media = await uploaded(png());
    await check(media);
    await write(media);
    w.clock.advance(7 * day);

    expect(await expire(media)).toEqual({ outcome: 'kept' });
    expect(await row(media)).toMatchObject({ state: 'ready', rev: 4 });
    expect(await expire(media)).toEqual({ outcome: 'nothing' });
  });

  it('removes an upload that never came to an end', async () => {
    const media = await announced(png());
    w.clock.advance(day);

    expect(await expire(media)).toEqual({ outcome: 'removed' });
  });
});
