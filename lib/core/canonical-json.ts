/** RFC 8785 (JCS) text of plain data: keys in order of their UTF-16 units, no blanks, what is undefined left out. For strings, booleans, lists and objects. */

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compare(a, b)))
    : value;

export const canonicalJson = (value: object): string => JSON.stringify(value, inOrder);
