/** The boxes an MP4 or MOV file is made of, read from its start; the last one may reach beyond what was read. */

export type Box = { type: string; body: Buffer; isWhole: boolean };

function readBox(bytes: Buffer, at: number): { box: Box; size: number } | undefined {
  if (at + 8 > bytes.length) return undefined;
  const short = bytes.readUInt32BE(at);
  if (short === 1 && at + 16 > bytes.length) return undefined;
  const header = short === 1 ? 16 : 8;
  // 0 means up to the end of the file.
  const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? bytes.length - at : short;
  if (size < header) return undefined;
  const body = bytes.subarray(at + header, at + size);
  return { box: { type: bytes.toString('latin1', at + 4, at + 8), body, isWhole: at + size <= bytes.length }, size };
}

/** In file order. */
export function boxesIn(bytes: Buffer): Box[] {
  const boxes: Box[] = [];
  let at = 0;
  for (let found = readBox(bytes, at); found; found = readBox(bytes, at)) {
    boxes.push(found.box);
    at += found.size;
  }
  return boxes;
}

/** Every box at the end of a path such as `trak`, `mdia`, `mdhd`. */
export function boxesAt(bytes: Buffer, ...path: string[]): Buffer[] {
  const [first, ...rest] = path;
  const here = boxesIn(bytes).flatMap(({ type, body }) => (type === first ? [body] : []));
  return rest.length === 0 ? here : here.flatMap((body) => boxesAt(body, ...rest));
}
