/** /media/{post id}: the copy of an image or video, and a drawn thumbnail; gone with its post. */
import { answer, type Reply } from '../reply.ts';
import type { RouteInput } from '../router.ts';
import type { Post } from '../state.ts';
import { isVisible } from '../world.ts';
import { html } from './html.ts';
import { notFound } from './profile.ts';

const second = 1000;

function postBehind({ world, path }: RouteInput): Post | undefined {
  const post = world.posts.get(path.id ?? '');
  return post && isVisible(world, post) ? post : undefined;
}

/** `bytes=0-1` as first and last byte; only one range, as players ask for. */
function readRange(range: string | undefined, size: number): [from: number, to: number] | undefined {
  const found = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  if (!found) return undefined;
  const from = Number(found[1]);
  return from < size ? [from, found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1)] : undefined;
}

export function showMedia(input: RouteInput): Reply {
  const media = postBehind(input)?.media;
  const bytes = media?.isKept ? input.world.media.get(media.sha256) : undefined;
  if (!media || !bytes) return notFound('There is no copy of this.');
  const range = readRange(input.request.range, bytes.length);
  const part = range ? bytes.subarray(range[0], range[1] + 1) : bytes;
  const reply = answer(range ? 206 : 200, media.type, part);
  const place = range ? { 'content-range': `bytes ${range[0]}-${range[1]}/${bytes.length}` } : {};
  return { ...reply, headers: { ...reply.headers, ...place, 'accept-ranges': 'bytes', 'x-content-type-options': 'nosniff' } };
}

/** Frames are not decoded here; the thumbnail has the shape and length of the video. */
export function showThumbnail(input: RouteInput): Reply {
  const media = postBehind(input)?.media;
  if (media?.kind !== 'video') return notFound('There is no thumbnail of this.');
  const { width, height, durationMs } = media;
  const unit = Math.min(width, height) / 10;
  const [x, y] = [width / 2, height / 2];
  const seconds = `${Math.round((durationMs ?? 0) / second)} s`;
  const svg = html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><rect width="${width}" height="${height}" fill="#3a3f52"/><path d="M${x - unit} ${y - 1.4 * unit}v${2.8 * unit}l${2.4 * unit} ${-1.4 * unit}z" fill="#fff"/><text x="${x}" y="${y + 3.4 * unit}" font-family="system-ui, sans-serif" font-size="${unit}" fill="#fff" text-anchor="middle">${seconds}</text></svg>`;
  return answer(200, 'image/svg+xml', svg.html);
}
