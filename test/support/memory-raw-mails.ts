/** The `RawMails` port in memory: what lies there is told by size alone until somebody reads it. */
import type { RawMails } from '../../lib/core/ports.ts';

export type MemoryRawMails = RawMails & { put: (mailId: string, bytes: Uint8Array) => void };

export function memoryRawMails(): MemoryRawMails {
  const kept = new Map<string, Uint8Array>();
  return {
    put: (mailId, bytes) => void kept.set(mailId, bytes),
    read: async (mailId, maxBytes) => {
      const bytes = kept.get(mailId);
      if (!bytes) throw new Error('S3 answered 403 for a raw mail');
      return bytes.length > maxBytes ? { kind: 'too_large', sizeBytes: bytes.length } : { kind: 'found', bytes };
    },
  };
}
