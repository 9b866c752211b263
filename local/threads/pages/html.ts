/** HTML as values: everything put into a template is escaped, unless it is HTML already. */

export type Html = { html: string };
type Part = Html | string | number | readonly Html[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escapeText = (text: string) => text.replaceAll(/[&<>"']/g, (char) => entities[char] ?? '');

function render(part: Part): string {
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(render).join('');
}

/** The tag of every page: html`<p>${text}</p>`. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.map((string, i) => string + (i < parts.length ? render(parts[i] ?? '') : '')).join('') };
}

export const nothing: Html = { html: '' };
