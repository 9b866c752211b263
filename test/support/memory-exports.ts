/** The `ExportFiles` port in memory: the same zip as in S3, and the same message when one is there. */
import { makeZip } from 'client-zip';
import type { ExportEntry, ExportFiles } from '../../lib/core/export-files.ts';
import type { SendMessage } from '../../lib/core/queue.ts';
import type { MemoryFiles } from './memory-files.ts';

async function* inputs(entries: AsyncIterable<ExportEntry>) {
  for await (const { name, modifiedAt, content } of entries) yield { name, lastModified: modifiedAt, input: content };
}

/** `tell` stands for the rule in infra/service-stack.ts. */
export const memoryExports = (files: MemoryFiles, tell: SendMessage<'mail'>): ExportFiles => ({
  write: async (key, entries) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of makeZip(inputs(entries))) pieces.push(piece);
    const bytes = Buffer.concat(pieces);
    await files.before('write', key);
    files.put(key, bytes, 'application/zip');
    await tell('mail', { kind: 'uploaded', key });
    return { sizeBytes: bytes.length };
  },
  remove: files.remove,
});
