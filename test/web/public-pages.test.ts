/** The public pages as text: made from the data map and the policy, in the words of whoever runs the stage. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import { retentions } from '../../lib/core/data-map/declare.ts';
import { declarations } from '../../lib/core/data-map.ts';
import { deletionGuide, privacyPolicy } from '../../lib/core/policy.ts';
import { escapeHtml } from '../../lib/core/public-page.ts';
import { publicPages } from '../../web/pages/render.ts';
import { builtConsole } from '../browser/built-console.ts';

const operator = { name: 'Ada & Söhne <GmbH>', contact: 'help@postora.xyz' };
const pages = publicPages(operator);
const privacy = pages['privacy.html'] ?? '';

describe(publicPages, () => {
  it('T9.6 P-03 the list of what is kept is the data map: every kind that is about somebody, with purpose and time', () => {
    for (const [, { about, purpose, retention, erasedBy }] of declarations) {
      const entry = `<strong>${escapeHtml(about)}</strong> ${escapeHtml(purpose)}`;
      expect(privacy.includes(entry)).toBe(erasedBy !== 'never');
      if (erasedBy !== 'never') expect(privacy.slice(privacy.indexOf(entry))).toContain(escapeHtml(retentions[retention].words));
    }
    expect(privacy.match(/<li>/g)).toHaveLength(declarations.filter(([, { erasedBy }]) => erasedBy !== 'never').length);
  });

  it.each([
    ['privacy.html', privacyPolicy],
    ['data-deletion.html', deletionGuide],
  ] as const)('T9.7 %s holds each of its sentences under its id, and nothing is said beside them', (name, sections) => {
    const ids = [...(pages[name] ?? '').matchAll(/<p id="(P-\d\d)">/g)].map(([, id]) => id);
    const loose = [...(pages[name] ?? '').matchAll(/<p(?=[ >])(?! id="P-)([^>]*)>/g)].map(([, attributes]) => attributes?.trim());

    expect(ids).toEqual(sections.flatMap(({ sentences }) => sentences.map(({ id }) => id)));
    // The line below the title, and the entries of the list.
    expect(new Set(loose)).toEqual(new Set(name === 'privacy.html' ? ['class="lead"', ''] : ['class="lead"']));
  });

  it('names who runs it, escaped, and links to their address', () => {
    expect(privacy).toContain('Ada &amp; Söhne &lt;GmbH&gt; runs this Postora.');
    expect(privacy).toContain('<a href="mailto:help@postora.xyz">help@postora.xyz</a>');
    expect(Object.values(pages).join('')).not.toMatch(/\{operator\}|\{contact\}|undefined/);
  });

  it('T6.8 allows itself no script, frame or form, and nothing from elsewhere', () => {
    for (const page of Object.values(pages)) {
      expect(page).toContain(`content="default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"`);
      expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\//);
    }
  });
});

describe('the build', () => {
  it('puts both pages and their style sheet beside the console', async () => {
    const dist = await builtConsole();

    expect(await readFile(join(dist, 'privacy.html'), 'utf8')).toContain('<h1>Privacy</h1>');
    expect(await readFile(join(dist, 'data-deletion.html'), 'utf8')).toContain('<h1>Deleting your data</h1>');
    expect(await readFile(join(dist, 'pages.css'), 'utf8')).toContain('color-scheme: light dark');
  });

  it('is refused for a stage that still has placeholders, and for one that there is not', async () => {
    const of = (mode: string) => build({ root: join(import.meta.dirname, '../../web'), mode, logLevel: 'silent', build: { write: false } });

    await expect(of('beta')).rejects.toThrow('operatorName');
    await expect(of('gamma')).rejects.toThrow('There is no stage "gamma"');
  });
});
