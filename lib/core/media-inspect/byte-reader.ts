/** Random access to a file that stays where it is: one window in memory, a bounded number of reads, never the whole file. */
import { Refused } from './verdict.ts';

/** A file of known size; `read` gives exactly the bytes asked for, which always lie inside the file. */
export type ByteSource = { sizeBytes: number; read: (offset: number, length: number) => Promise<Uint8Array> };

export type ByteReader = {
  sizeBytes: number;
  /** Exactly these bytes, at most one window. @throws {Refused} `media_truncated` when the file ends before. */
  bytes: (offset: number, length: number) => Promise<DataView>;
  /** What lies at `offset`, as far as the present window reaches; empty at the end of the file. */
  window: (offset: number) => Promise<Uint8Array>;
};

type Limits = { windowBytes: number; maxReads: number };

const empty = new Uint8Array(0);

/** @throws {Refused} `media_too_complex` from the read on that is one too many: a hostile file cannot keep us busy. */
export function byteReader(source: ByteSource, { windowBytes, maxReads }: Limits): ByteReader {
  const { sizeBytes } = source;
  let reads = 0;
  let start = 0;
  let held: Uint8Array = empty;

  async function fill(offset: number): Promise<void> {
    reads += 1;
    if (reads > maxReads) throw new Refused('media_too_complex');
    held = await source.read(offset, Math.min(windowBytes, sizeBytes - offset));
    start = offset;
  }

  return {
    sizeBytes,
    bytes: async (offset, length) => {
      if (offset + length > sizeBytes) throw new Refused('media_truncated');
      if (length > windowBytes) throw new Refused('media_too_complex');
      if (offset < start || offset + length > start + held.length) await fill(offset);
      return new DataView(held.buffer, held.byteOffset + offset - start, length);
    },
    window: async (offset) => {
      if (offset >= sizeBytes) return empty;
      if (offset < start || offset >= start + held.length) await fill(offset);
      return held.subarray(offset - start);
    },
  };
}

/** ASCII text of these bytes. */
export function asciiOf(view: DataView, offset: number, length: number): string {
  let text = '';
  for (let i = 0; i < length; i += 1) text += String.fromCharCode(view.getUint8(offset + i));
  return text;
}
