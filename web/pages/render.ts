/** The pages that anybody can read without JavaScript, cookies or an account: privacy policy and how to have data deleted. Pure. */

import { categories, type Declaration, erasures, retentions } from '../../lib/core/data-map/declare.ts';
import { declarations } from '../../lib/core/data-map.ts';
import {
  deletionGuide,
  effectiveDate,
  inWords,
  type Operator,
  privacyPolicy,
  type Section,
  type Sentence,
  shownCategories,
} from '../../lib/core/policy.ts';
import { escapeHtml, withMailLinks } from './html.ts';

/** No script, no frame, no form, nothing from elsewhere: stricter than what the server says of the console. */
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

const mark =
  '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"/><path d="M11 24V9h6a5 5 0 0 1 0 10h-2"/></svg>';

type Page = { title: string; lead: string; path: string; body: string };

const links = [
  { path: '/privacy', label: 'Privacy' },
  { path: '/data-deletion', label: 'Deleting your data' },
] as const;

const linkTo = (here: string, { path, label }: (typeof links)[number]): string =>
  path === here ? `<span aria-current="page">${label}</span>` : `<a href="${path}">${label}</a>`;

const document = ({ title, lead, path, body }: Page): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<title>${title} · Postora</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/pages.css">
</head>
<body>
<header><a class="brand" href="/">${mark}Postora</a></header>
<main>
<h1>${title}</h1>
<p class="lead">${lead}</p>
${body}
</main>
<footer><nav aria-label="Pages">${links.map((link) => linkTo(path, link)).join('')}</nav></footer>
</body>
</html>
`;

const sentenceHtml = (sentence: Sentence, operator: Operator): string =>
  `<p id="${sentence.id}">${withMailLinks(escapeHtml(inWords(sentence, operator)), operator.contact)}</p>`;

const kindHtml = ({ about, purpose, retention, erasedBy, exportedIn }: Declaration): string => `<li>
<p><strong>${escapeHtml(about)}</strong> ${escapeHtml(purpose)}</p>
<dl>
<div><dt>Kept</dt><dd>${escapeHtml(retentions[retention].words)}</dd></div>
<div><dt>Erased before by</dt><dd>${escapeHtml(erasures[erasedBy])}</dd></div>
<div><dt>In your copy</dt><dd>${exportedIn === undefined ? 'no' : 'yes'}</dd></div>
</dl>
</li>`;

/** The section on data, from the data map. What is about nobody is left out. */
export const dataHtml = (): string =>
  shownCategories
    .map((category) => {
      const kinds = declarations.map(([, one]) => one).filter((one) => one.category === category && one.erasedBy !== 'never');
      return kinds.length === 0
        ? ''
        : `<h3>${escapeHtml(categories[category])}</h3>\n<ul class="data">\n${kinds.map(kindHtml).join('\n')}\n</ul>`;
    })
    .filter((html) => html !== '')
    .join('\n');

const sectionHtml = ({ title, sentences, hasDataMap }: Section, operator: Operator): string =>
  [
    `<section>\n<h2>${escapeHtml(title)}</h2>`,
    ...sentences.map((sentence) => sentenceHtml(sentence, operator)),
    ...(hasDataMap ? [dataHtml()] : []),
    '</section>',
  ].join('\n');

const sections = (all: readonly Section[], operator: Operator): string => all.map((section) => sectionHtml(section, operator)).join('\n');

/** File name → content. */
export const publicPages = (operator: Operator): Record<string, string> => ({
  'privacy.html': document({
    title: 'Privacy',
    lead: `In effect since ${effectiveDate}.`,
    path: '/privacy',
    body: sections(privacyPolicy, operator),
  }),
  'data-deletion.html': document({
    title: 'Deleting your data',
    lead: 'Three ways to ask, and what happens then.',
    path: '/data-deletion',
    body: sections(deletionGuide, operator),
  }),
});
