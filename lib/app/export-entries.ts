/** The files inside of an export, one after the other, each read only while it is written. */

import * as z from 'zod/mini';
import { exportFiles } from '../core/data-map/declare.ts';
import type { ExportEntry } from '../core/export-files.ts';
import { exportedKinds } from '../core/exported-parts.ts';
import type { StoredFile } from '../core/media-files.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'exportSource' | 'mediaFiles'>;
type Of = { userId: string; at: Date };

const pieceBytes = 4 * 1024 ** 2;

/** A list as JSON, one element per line. */
async function* jsonLines(parts: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const part of parts) {
    yield `${before}${JSON.stringify(part)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** A file that is removed while it is read ends the whole attempt; the next one finds it gone and leaves it out. */
async function* bytesOf({ mediaFiles }: Needs, key: string, { etag, sizeBytes }: StoredFile): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < sizeBytes; offset += pieceBytes) {
    yield await mediaFiles.read(key, etag, offset, Math.min(pieceBytes, sizeBytes - offset));
  }
}

/** What of an upload is needed here; it is in the export itself. */
const uploadSchema = z.object({ id: z.string(), state: z.string(), objectKey: z.string(), createdAt: z.string() });

/** The public address ends as the file does. */
const mediaName = ({ id, objectKey }: z.infer<typeof uploadSchema>): string => `media/${id}${objectKey.slice(objectKey.lastIndexOf('.'))}`;

const readme = ({ at }: Of, mediaNames: readonly string[], missing: readonly string[]): string =>
  [
    `Your data at Postora, as of ${at.toISOString()}`,
    '',
    'Each .json file is a list, one element per line, in UTF-8. Times are in UTC.',
    '',
    ...Object.entries(exportFiles).map(([name, words]) => `${name.padEnd(18)} ${words}`),
    `${'media/'.padEnd(18)} ${mediaNames.length} files, named by their ids in media.json`,
    '',
    'Tokens and secrets are not in here: Postora shows them to nobody, so that nobody can lose them.',
    'What each field is, how long it is kept and what erases it: docs/data-map.md of the project.',
    ...(missing.length === 0 ? [] : ['', 'Removed while this was made, and therefore not in here:', ...missing]),
    '',
  ].join('\n');

async function* oneText(text: string): AsyncGenerator<string> {
  yield text;
}

/** README.txt comes last, because it says what the others are. */
export async function* exportEntries(deps: Needs, of: Of): AsyncGenerator<ExportEntry> {
  for (const { file: name, kind } of exportedKinds) {
    yield { name, modifiedAt: of.at, content: jsonLines(deps.exportSource.parts(of.userId, kind)) };
  }
  const names: string[] = [];
  const missing: string[] = [];
  for await (const part of deps.exportSource.parts(of.userId, 'media')) {
    const media = z.parse(uploadSchema, part);
    if (media.state !== 'ready') continue;
    const head = await deps.mediaFiles.head(media.objectKey);
    if (head.kind === 'gone') {
      missing.push(mediaName(media));
      continue;
    }
    names.push(mediaName(media));
    const { sizeBytes } = head.file;
    const content = bytesOf(deps, media.objectKey, head.file);
    yield { name: mediaName(media), modifiedAt: new Date(media.createdAt), sizeBytes, content };
  }
  yield { name: 'README.txt', modifiedAt: of.at, content: oneText(readme(of, names, missing)) };
}
