/** Uploads the pictures and the film of `samples/` as a browser would: asks for an address, puts the bytes there, waits for the check. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { expectStatus, until, type Visitor } from './visitor.ts';

const samples = { dawn: ['dawn.jpg', 'image/jpeg'], dusk: ['dusk.png', 'image/png'], waves: ['waves.mp4', 'video/mp4'] } as const;
type Sample = keyof typeof samples;
/** Media ids. */
export type Uploads = Record<Sample, string>;

const startedSchema = z.object({
  id: z.string(),
  upload: z.object({ url: z.string(), method: z.string(), headers: z.record(z.string(), z.string()) }),
});
const mediaSchema = z.object({ state: z.string(), refusal: z.nullable(z.object({ code: z.string() })) });

/** @returns its media id, once it is checked and public. */
export async function upload(browser: Visitor, sample: Sample): Promise<string> {
  const [file, contentType] = samples[sample];
  const bytes = await readFile(new URL(`./samples/${file}`, import.meta.url));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const body = { filename: file, content_type: contentType, size_bytes: bytes.length, sha256 };
  const { id, upload: to } = startedSchema.parse(expectStatus(await browser.call('POST', '/v1/media', body), 201).body);
  const put = await fetch(to.url, { method: to.method, headers: to.headers, body: new Uint8Array(bytes) });
  if (!put.ok) throw new Error(`the upload of ${file} was refused: ${put.status}`);
  await until(`the check of ${file}`, async () => {
    const media = mediaSchema.parse(expectStatus(await browser.call('GET', `/v1/media/${id}`), 200).body);
    if (media.state === 'refused') throw new Error(`${file} was refused: ${media.refusal?.code}`);
    return media.state === 'ready' ? media : undefined;
  });
  return id;
}
