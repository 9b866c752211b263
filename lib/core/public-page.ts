/** What every page has that anybody can read without JavaScript, cookies or an account: its head, the brand, the way to the others. Pure. */

export const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** No script, no frame, no form, nothing from elsewhere: stricter than what the server says of the console. */
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

const mark =
  '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"/><path d="M11 24V9h6a5 5 0 0 1 0 10h-2"/></svg>';

const pages = [
  { path: '/privacy', label: 'Privacy' },
  { path: '/data-deletion', label: 'Deleting your data' },
] as const;

type PublicPage = {
  /** As text; the rest is HTML. */
  title: string;
  /** Of the browser's tab, where it says more than the heading. */
  tabTitle?: string;
  lead: string;
  body: string;
  /** Its own address, which it does not lead to. */
  path?: (typeof pages)[number]['path'];
  /** More of its head. */
  head?: readonly string[];
};

const linkTo = (here: string | undefined, { path, label }: (typeof pages)[number]): string =>
  path === here ? `<span aria-current="page">${label}</span>` : `<a href="${path}">${label}</a>`;

export const publicPage = ({ title, tabTitle = title, lead, body, path, head = [] }: PublicPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
${head.map((line) => `${line}\n`).join('')}<title>${escapeHtml(tabTitle)} · Postora</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/pages.css">
</head>
<body>
<header><a class="brand" href="/">${mark}Postora</a></header>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="lead">${lead}</p>
${body}
</main>
<footer><nav aria-label="Pages">${pages.map((page) => linkTo(path, page)).join('')}</nav></footer>
</body>
</html>
`;
