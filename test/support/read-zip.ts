/** Reads a zip without compression by its central directory, as the programs on people's computers do. */

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const dataSignature = 0x04034b50;

/** Contents by name, in the order of the directory. @throws {Error} for what is not such a zip. */
export function readZip(zip: Buffer): Map<string, Buffer> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== endSignature) throw new Error('no end of a directory');
  const files = new Map<string, Buffer>();
  let at = zip.readUInt32LE(end + 16);
  for (let i = 0; i < zip.readUInt16LE(end + 10); i += 1) {
    if (zip.readUInt32LE(at) !== entrySignature) throw new Error(`no entry at ${at}`);
    if (zip.readUInt16LE(at + 10) !== 0) throw new Error('compressed');
    const [size, nameLength, extraLength, noteLength] = [zip.readUInt32LE(at + 24), ...[28, 30, 32].map((by) => zip.readUInt16LE(at + by))];
    const name = zip.toString('utf8', at + 46, at + 46 + (nameLength ?? 0));
    const local = zip.readUInt32LE(at + 42);
    if (zip.readUInt32LE(local) !== dataSignature) throw new Error(`no file at ${local}`);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    files.set(name, zip.subarray(start, start + (size ?? 0)));
    at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (noteLength ?? 0);
  }
  return files;
}
