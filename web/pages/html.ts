/** Text into HTML. */
import { escapeHtml } from '../../lib/core/public-page.ts';

/** An address in a text becomes a link to write to it. */
export const withMailLinks = (html: string, contact: string): string =>
  html.replaceAll(escapeHtml(contact), `<a href="mailto:${escapeHtml(contact)}">${escapeHtml(contact)}</a>`);
