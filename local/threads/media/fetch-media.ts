/** From the address in a container to a checked copy of its image or video, or to what is wrong with it. */
import type { Media } from '../content.ts';
import type { World } from '../world.ts';
import { crawl, type Fetched } from './crawler.ts';
import { readImage } from './image.ts';
import { imageProblem, maxImageBytes, maxVideoBytes, videoProblem } from './rules.ts';
import { readVideo } from './video.ts';

/** Of a video only this much is looked at and kept; its header must be in there. */
const keptVideoBytes = 32 * 1024 ** 2;

/** `unreachable`: nothing usable came. `checked`: it came, and `problem` is the container's error message, if any. */
export type Checked = { kind: 'unreachable'; why: string } | { kind: 'checked'; media: Media | null; problem: string | null };

const bad = (problem: string): Checked => ({ kind: 'checked', media: null, problem });

function keep(world: World, { start, sizeBytes, sha256 }: Fetched): Pick<Media, 'sizeBytes' | 'sha256' | 'isKept'> {
  const isKept = start.length === sizeBytes;
  if (isKept) world.media.put(sha256, start);
  return { sizeBytes, sha256, isKept };
}

/** Too large, no JPEG or PNG, or not what its type declares: UNKNOWN, as no message names it. assumed */
export async function fetchImage(world: World, address: string): Promise<Checked> {
  const got = await crawl(world, address, { maxBytes: maxImageBytes, keepBytes: maxImageBytes });
  if (got.kind === 'too_large') return bad('UNKNOWN');
  if (got.kind === 'failed') return { kind: 'unreachable', why: got.why };
  if (!got.type.startsWith('image/')) return { kind: 'unreachable', why: `its type is ${got.type || 'not declared'}` };
  const facts = readImage(got.start);
  if (!facts || facts.type !== got.type) return bad('UNKNOWN');
  const problem = imageProblem(facts);
  if (problem !== null) return bad(problem);
  return { kind: 'checked', media: { kind: 'image', ...facts, ...keep(world, got), durationMs: null }, problem: null };
}

export async function fetchVideo(world: World, address: string): Promise<Checked> {
  const got = await crawl(world, address, { maxBytes: maxVideoBytes, keepBytes: keptVideoBytes });
  if (got.kind !== 'got') return { kind: 'unreachable', why: got.why };
  if (!['video/mp4', 'video/quicktime'].includes(got.type))
    return { kind: 'unreachable', why: `its type is ${got.type || 'not declared'}` };
  const facts = readVideo(got.start);
  if (!facts) return bad('FAILED_PROCESSING_VIDEO');
  const file = { ...facts, sizeBytes: got.sizeBytes, acceptsEditLists: world.settings.editLists === 'accept' };
  const problem = videoProblem(file);
  if (problem !== null) return bad(problem);
  const { type, width, height, durationMs } = facts;
  return { kind: 'checked', media: { kind: 'video', type, width, height, durationMs, ...keep(world, got) }, problem: null };
}
