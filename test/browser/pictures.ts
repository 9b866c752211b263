/** Files as a person would choose them: pictures that a browser really shows, and some that are refused. */
import { deflateSync } from 'node:zlib';
import { chunk, pngHeader, pngSignature } from '../support/media-files.ts';

type Color = readonly [red: number, green: number, blue: number];

/** A PNG of one colour with a lighter disc in it. */
export function picture(width = 480, height = 360, [red, green, blue]: Color = [180, 120, 60]): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isInside = Math.hypot(x - width / 2, y - height / 2) < Math.min(width, height) / 3;
      rows.set(isInside ? [red + 60, green + 60, blue + 60] : [red, green, blue], y * (width * 3 + 1) + 1 + x * 3);
    }
  }
  return Buffer.concat([pngSignature, pngHeader({ width, height }), chunk('IDAT', deflateSync(rows)), chunk('IEND')]);
}

/** A file for a file chooser. */
export const fileOf = (name: string, buffer: Buffer = picture(), mimeType = 'image/png') => ({ name, mimeType, buffer });
