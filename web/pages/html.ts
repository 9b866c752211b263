/** Text into HTML. */

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An address in a text becomes a link to write to it. */
export const withMailLinks = (html: string, contact: string): string =>
  html.replaceAll(escapeHtml(contact), `<a href="mailto:${escapeHtml(contact)}">${escapeHtml(contact)}</a>`);
