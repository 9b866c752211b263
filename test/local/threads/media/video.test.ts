/** Videos by their boxes. */
import { describe, expect, it } from 'vitest';
import { readVideo } from '../../../../local/threads/media/video.ts';
import { box, mp4 } from '../fixtures.ts';

describe(readVideo, () => {
  it.each([[false], [true]])('reads size, length, frames, codec and sound (long times: %s)', (isLong) => {
    const facts = readVideo(mp4({ isLong, seconds: 12.5, fps: 24, codec: 'hvc1', audio: { channels: 1, sampleRate: 44_100 } }));

    expect(facts).toEqual({
      type: 'video/mp4',
      isMoovFirst: true,
      hasEditLists: false,
      codec: 'hvc1',
      width: 720,
      height: 1280,
      durationMs: 12_500,
      framesPerSecond: 24,
      audio: { codec: 'mp4a', channels: 1, sampleRate: 44_100 },
    });
  });

  it('knows a MOV by its brand, and a film without sound', () => {
    expect(readVideo(mp4({ brand: 'qt  ', audio: null }))).toMatchObject({ type: 'video/quicktime', audio: null });
  });

  it('sees that the moov atom comes last', () => {
    expect(readVideo(mp4({ order: ['ftyp', 'free', 'mdat', 'moov'] }))).toMatchObject({ isMoovFirst: false });
  });

  it.each([
    ['an edit that starts late', { mediaTime: 512 }, true],
    ['two edits', { mediaTime: 0, count: 2 }, true],
    ['an edit that changes nothing', { mediaTime: 0 }, false],
  ])('sees %s', (_what, edit, hasEditLists) => {
    expect(readVideo(mp4({ edit }))).toMatchObject({ hasEditLists });
  });

  it('reads no further than it must: mdat may be missing', () => {
    expect(readVideo(mp4().subarray(0, -60))).toMatchObject({ durationMs: 5000 });
  });

  it.each([
    ['no ftyp', mp4({ order: ['moov', 'mdat'] })],
    ['no moov', mp4({ order: ['ftyp', 'mdat'] })],
    ['a moov that breaks off', mp4({ order: ['ftyp', 'moov'] }).subarray(0, -10)],
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('this is not a film at all')],
    ['a moov with a torn header', Buffer.concat([mp4({ order: ['ftyp'] }), box('moov', box('mvhd', Buffer.alloc(4)))])],
  ])('does not take %s', (_what, bytes) => {
    expect(readVideo(bytes)).toBeUndefined();
  });
});
