/** The pages that are the same for everybody: privacy policy and how to have data deleted. Pure. */
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
import { escapeHtml, publicPage } from '../../lib/core/public-page.ts';
import { withMailLinks } from './html.ts';

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
  'privacy.html': publicPage({
    title: 'Privacy',
    lead: `In effect since ${effectiveDate}.`,
    path: '/privacy',
    body: sections(privacyPolicy, operator),
  }),
  'data-deletion.html': publicPage({
    title: 'Deleting your data',
    lead: 'Three ways to ask, and what happens then.',
    path: '/data-deletion',
    body: sections(deletionGuide, operator),
  }),
});
