/** What Threads accepts of images and videos, one row per rule. doc [posts]; the messages: doc [troubleshooting] */
import type { ImageFacts } from './image.ts';
import type { VideoFacts } from './video.ts';

export const maxImageBytes = 8 * 1024 ** 2;
export const maxVideoBytes = 1024 ** 3;

const maxImageRatio = 10;
const videoCodecs = ['avc1', 'avc3', 'hvc1', 'hev1'];

type Rule<T> = [message: string, isBroken: (facts: T) => boolean];
export type VideoFile = VideoFacts & { sizeBytes: number; acceptsEditLists: boolean };

const imageRules: Rule<ImageFacts>[] = [
  ['INVALID_ASPEC_RATIO', ({ width, height }) => Math.max(width / height, height / width) > maxImageRatio],
];

const isOutside = (value: number, least: number, most: number) => value < least || value > most;

const videoRules: Rule<VideoFile>[] = [
  ['FAILED_PROCESSING_VIDEO', ({ isMoovFirst }) => !isMoovFirst],
  ['FAILED_PROCESSING_VIDEO', ({ hasEditLists, acceptsEditLists }) => hasEditLists && !acceptsEditLists],
  ['FAILED_PROCESSING_VIDEO', ({ codec }) => !videoCodecs.includes(codec)],
  ['FAILED_PROCESSING_VIDEO', ({ width, height }) => width < 1 || height < 1 || width > 1920],
  ['INVALID_ASPEC_RATIO', ({ width, height }) => isOutside(width / height, 0.01, 10)],
  ['INVALID_DURATION', ({ durationMs }) => isOutside(durationMs, 1, 300_000)],
  ['INVALID_FRAME_RATE', ({ framesPerSecond }) => isOutside(framesPerSecond, 22.9, 60.1)],
  ['INVALID_BIT_RATE', ({ sizeBytes, durationMs }) => (sizeBytes * 8) / (durationMs / 1000) > 100_000_000],
  ['FAILED_PROCESSING_AUDIO', ({ audio }) => audio !== null && (audio.codec !== 'mp4a' || audio.sampleRate > 48_000)],
  ['INVALID_AUDIO_CHANNELS', ({ audio }) => audio !== null && isOutside(audio.channels, 1, 2)],
];

const firstBroken = <T>(rules: Rule<T>[], facts: T): string | null => rules.find(([, isBroken]) => isBroken(facts))?.[0] ?? null;

/** The `error_message` of a container with this image, or `null`. */
export const imageProblem = (facts: ImageFacts): string | null => firstBroken(imageRules, facts);
export const videoProblem = (file: VideoFile): string | null => firstBroken(videoRules, file);
