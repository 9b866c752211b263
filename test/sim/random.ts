/** Seeded chance: the same seed and schedule give the same run, step by step. */

export type Random = {
  /** In [0, 1). */
  next: () => number;
  chance: (probability: number) => boolean;
  /** Whole number in [from, to]. */
  between: (from: number, to: number) => number;
  pick: <T>(items: readonly [T, ...T[]]) => T;
  bytes: (count: number) => Uint8Array;
};

/** FNV-1a, four times with different starts. */
function hash(text: string, start: number): number {
  let h = start;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 16_777_619);
  return h >>> 0;
}

/** sfc32. */
export function seededRandom(seed: string): Random {
  let a = hash(seed, 2_166_136_261);
  let b = hash(seed, 3_141_592_653);
  let c = hash(seed, 2_718_281_828);
  let d = hash(seed, 1_618_033_988) | 1;
  const uint32 = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i += 1) uint32();
  const next = (): number => uint32() / 4_294_967_296;
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    between,
    chance: (probability) => probability > 0 && next() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    bytes: (count) => Uint8Array.from({ length: count }, () => uint32() & 255),
  };
}
