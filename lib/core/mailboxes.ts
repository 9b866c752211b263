/** Who stands in an address header (From, To, Cc). Strict: whatever two mail programs could read in two ways is unreadable. */
import * as z from 'zod/mini';
import { addressSchema } from './address.ts';

type Token = { kind: 'word' | 'quoted' | 'angle' | 'comma'; text: string };

/** What ends a word: space, or a character that begins something else. */
const special = /[\s"(<>,:;)]/;
/** Folding is undone; any other control character is nobody's name. */
const unfold = (value: string): string => value.replace(/\r?\n(?=[ \t])/g, '');
const isPlain = (value: string): boolean => [...value].every((char) => char === '\t' || (char >= ' ' && char !== '\u007f'));

/** Index after the closing character, honouring backslashes and, for comments, nesting; -1 when it never closes. */
function endOf(text: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let i = from; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === close && depth <= 1) return i + 1;
    else if (char === close) depth -= 1;
    else if (char === open) depth += 1;
  }
  return -1;
}

function wordAt(text: string, from: number): Token & { end: number } {
  let end = from;
  while (end < text.length && !special.test(text.charAt(end))) end += 1;
  return { kind: 'word', text: text.slice(from, end), end };
}

/** One token and where it ends; a comment is a token without a kind; undefined where nothing may begin. */
function tokenAt(text: string, from: number): { token?: Token; end: number } | undefined {
  const char = text.charAt(from);
  if (char === ',') return { token: { kind: 'comma', text: char }, end: from + 1 };
  if (char === '"' || char === '(') {
    const end = char === '"' ? endOf(text, from + 1, '', '"') : endOf(text, from, '(', ')');
    if (end < 0) return undefined;
    return char === '(' ? { end } : { token: { kind: 'quoted', text: text.slice(from, end) }, end };
  }
  if (char === '<') {
    const end = text.indexOf('>', from) + 1;
    return end === 0 ? undefined : { token: { kind: 'angle', text: text.slice(from + 1, end - 1) }, end };
  }
  const { end, ...token } = wordAt(text, from);
  return end === from ? undefined : { token, end };
}

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const next = tokenAt(text, at);
    if (!next) return undefined;
    if (next.token) tokens.push(next.token);
    at = next.end;
  }
  return tokens;
}

/** `Name <address>` with no @ in the name, or the address alone. */
function addressOf(tokens: readonly Token[]): string | undefined {
  const last = tokens.at(-1);
  const before = tokens.slice(0, -1);
  const isName = before.every(({ kind, text }) => kind === 'quoted' || (kind === 'word' && !text.includes('@')));
  if (!last || !isName || (last.kind !== 'angle' && (last.kind !== 'word' || before.length > 0))) return undefined;
  const parsed = z.safeParse(addressSchema, last.text);
  return parsed.success ? parsed.data : undefined;
}

/** The addresses in one spelling, in order; undefined when the header cannot be read in exactly one way. Groups are not read. */
export function readMailboxes(value: string): string[] | undefined {
  const text = unfold(value);
  const tokens = isPlain(text) ? tokensOf(text) : undefined;
  if (!tokens || tokens.length === 0) return undefined;
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'comma') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  const addresses = parts.map(addressOf);
  return addresses.every((address) => address !== undefined) ? addresses : undefined;
}
