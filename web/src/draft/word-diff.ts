/** Which words went and which came, for showing what changed under an approval. */

export type DiffPart = { kind: 'same' | 'gone' | 'new'; text: string };

/** Above this many words on both sides the whole text is shown as replaced. */
const maxWords = 1500;

const words = (text: string): string[] => text.match(/\s+|[^\s]+/gu) ?? [];

/** Length of the longest common run of words from (i, j) on, as one table. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint16Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      const below = table[i + 1];
      if (!row || !below) continue;
      row[j] = before[i] === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function push(parts: DiffPart[], kind: DiffPart['kind'], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === kind) last.text += text;
  else parts.push({ kind, text });
}

export function wordDiff(beforeText: string, afterText: string): DiffPart[] {
  const before = words(beforeText);
  const after = words(afterText);
  const parts: DiffPart[] = [];
  if (before.length > maxWords || after.length > maxWords) {
    push(parts, 'gone', beforeText);
    push(parts, 'new', afterText);
    return parts;
  }
  const lengths = commonLengths(before, after);
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    const [was, is] = [before[i], after[j]];
    if (was !== undefined && was === is) {
      push(parts, 'same', was);
      i += 1;
      j += 1;
    } else if (is === undefined || (was !== undefined && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      push(parts, 'gone', was ?? '');
      i += 1;
    } else {
      push(parts, 'new', is);
      j += 1;
    }
  }
  return parts;
}
