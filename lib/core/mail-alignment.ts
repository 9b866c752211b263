/** Whose signature a mail bears. SES's DKIM verdict names no domain; its own `Authentication-Results` header does. */
import type { Header } from './ses-event.ts';

export type Alignment =
  /** A signature that holds, by the domain of From or a domain above it. */
  | 'aligned'
  | 'not_aligned'
  /** Two headers claim to be SES's: at least one of them is not. */
  | 'doubtful';

/** Splits at semicolons, but not inside quotation marks; comments are dropped. */
function segmentsOf(value: string): string[] {
  const segments = [''];
  let depth = 0;
  let isQuoted = false;
  for (let i = 0; i < value.length; i += 1) {
    const char = value.charAt(i);
    const isEscaped = char === '\\';
    const text = isEscaped ? value.slice(i, i + 2) : char;
    if (isEscaped) i += 1;
    if (char === '"' && depth === 0) isQuoted = !isQuoted;
    if (char === '(' && !isQuoted) depth += 1;
    else if (char === ')' && depth > 0) depth -= 1;
    else if (char === ';' && !isQuoted && depth === 0) segments.push('');
    else if (depth === 0) segments.push((segments.pop() ?? '') + text);
  }
  return segments.map((segment) => segment.trim().toLowerCase());
}

const property = /(?:^|\s)header\.[id]\s*=\s*([^\s"]+)/g;

/** Domains whose signature holds, as this header says. */
const signersOf = (segments: readonly string[]): string[] =>
  segments
    .filter((segment) => /^dkim\s*=\s*pass(?:\s|$)/.test(segment))
    .flatMap((segment) => [...segment.matchAll(property)])
    .map(([, value = '']) => value.slice(value.lastIndexOf('@') + 1));

/**
 * A domain below the signer's is the signer's own; the other way round it is not (`someone.github.io` does not speak for `github.io`),
 * so we are stricter here than DMARC, which knows the public suffixes.
 */
const speaksFor = (signer: string, domain: string): boolean => signer.includes('.') && (domain === signer || domain.endsWith(`.${signer}`));

/** @param domain of the single From address. */
export function alignmentOf(headers: readonly Header[], domain: string): Alignment {
  const results = headers
    .filter(({ name }) => name.trim().toLowerCase() === 'authentication-results')
    .map(({ value }) => segmentsOf(value))
    .filter(([server = '']) => /^amazonses\.com(?:\s|$)/.test(server));
  if (results.length > 1) return 'doubtful';
  return signersOf(results[0] ?? []).some((signer) => speaksFor(signer, domain)) ? 'aligned' : 'not_aligned';
}
