/** The limits of images and videos, at their edges. */
import { describe, expect, it } from 'vitest';
import { imageProblem, type VideoFile, videoProblem } from '../../../../local/threads/media/rules.ts';

const good: VideoFile = {
  type: 'video/mp4',
  isMoovFirst: true,
  hasEditLists: false,
  acceptsEditLists: false,
  codec: 'avc1',
  width: 1080,
  height: 1920,
  durationMs: 60_000,
  framesPerSecond: 30,
  audio: { codec: 'mp4a', channels: 2, sampleRate: 48_000 },
  sizeBytes: 10_000_000,
};
const sound = { codec: 'mp4a', channels: 2, sampleRate: 48_000 };

describe(imageProblem, () => {
  it.each([
    [1000, 100, null],
    [100, 1000, null],
    [1001, 100, 'INVALID_ASPEC_RATIO'],
    [100, 1001, 'INVALID_ASPEC_RATIO'],
  ])('says of %i×%i: %s', (width, height, problem) => {
    expect(imageProblem({ type: 'image/png', width, height })).toBe(problem);
  });
});

describe(videoProblem, () => {
  it.each<[Partial<VideoFile>, string | null]>([
    [{}, null],
    [{ audio: null }, null],
    [{ codec: 'hvc1' }, null],
    [{ codec: 'vp09' }, 'FAILED_PROCESSING_VIDEO'],
    [{ isMoovFirst: false }, 'FAILED_PROCESSING_VIDEO'],
    [{ hasEditLists: true }, 'FAILED_PROCESSING_VIDEO'],
    [{ hasEditLists: true, acceptsEditLists: true }, null],
    [{ width: 1920, height: 1080 }, null],
    [{ width: 1921 }, 'FAILED_PROCESSING_VIDEO'],
    [{ width: 0 }, 'FAILED_PROCESSING_VIDEO'],
    [{ width: 1010, height: 100 }, 'INVALID_ASPEC_RATIO'],
    [{ durationMs: 300_000 }, null],
    [{ durationMs: 300_001 }, 'INVALID_DURATION'],
    [{ durationMs: 0 }, 'INVALID_DURATION'],
    [{ framesPerSecond: 23 }, null],
    [{ framesPerSecond: 60 }, null],
    [{ framesPerSecond: 15 }, 'INVALID_FRAME_RATE'],
    [{ framesPerSecond: 120 }, 'INVALID_FRAME_RATE'],
    [{ sizeBytes: 751_000_000 }, 'INVALID_BIT_RATE'],
    [{ audio: { ...sound, codec: 'ac-3' } }, 'FAILED_PROCESSING_AUDIO'],
    [{ audio: { ...sound, sampleRate: 96_000 } }, 'FAILED_PROCESSING_AUDIO'],
    [{ audio: { ...sound, channels: 6 } }, 'INVALID_AUDIO_CHANNELS'],
  ])('says of %j: %s', (change, problem) => {
    expect(videoProblem({ ...good, ...change })).toBe(problem);
  });
});
