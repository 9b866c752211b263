/** JSON whose large ids survive: `JSON.parse` alone rounds every integer above 2^53. */

// A string (closed or cut off) or a number; what is inside a string is never looked at.
const tokens = /"(?:[^"\\]|\\.)*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;
const integer = /^-?\d+$/;

const keepExact = (token: string): string => (integer.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token);

/** Undefined for anything that is not JSON. Integers that a number cannot hold exactly come back as strings. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(tokens, keepExact));
  } catch {
    return undefined;
  }
}
