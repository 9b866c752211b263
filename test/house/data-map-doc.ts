/** docs/data-map.md from the data map. Pure. */

import { categories, type Declaration, erasures, exportFiles, frame, retentions } from '../../lib/core/data-map/declare.ts';
import { dataMap, declarations } from '../../lib/core/data-map.ts';

export const dataMapPath = 'docs/data-map.md';

const head = `# Data map

Made by \`npm run docs\` from \`lib/core/data-map\`; do not edit. Every attribute of every item that is stored, what it is for, how long it is
kept, whether its owner gets it in an export, and what erases it. Stores cannot write what is not declared here: it does not compile,
and a test compares it with what a whole life stores. The same declarations make the section on data of the page \`/privacy\`.
`;

const yes = (isSo: boolean): string => (isSo ? 'yes' : '–');

const attributeRows = (attributes: Declaration['attributes']): string[] => [
  '| attribute | what | in an export |',
  '|---|---|---|',
  ...Object.entries(attributes).map(([name, { holds, isExported }]) => `| \`${name}\` | ${holds} | ${yes(isExported)} |`),
];

const kindLines = (kind: string, { table, about, purpose, retention, erasedBy, exportedIn, attributes }: Declaration): string[] => [
  `### \`${kind}\``,
  '',
  `${about} ${purpose}`,
  '',
  `Table \`${table}\` · kept ${retentions[retention].words} · erased before by ${erasures[erasedBy]}${exportedIn === undefined ? '' : ` · in an export: \`${exportedIn}\``}`,
  '',
  ...attributeRows(attributes),
  '',
];

/** The whole document. */
export function dataMapDoc(): string {
  const sections = Object.entries(categories).flatMap(([category, title]) => [
    `## ${title}`,
    '',
    ...declarations.filter(([, one]) => one.category === category).flatMap(([kind, one]) => kindLines(kind, one)),
  ]);
  const files = Object.entries(exportFiles).map(([name, words]) => `| \`${name}\` | ${words} |`);
  const exports = ['## An export', '', '| file | what |', '|---|---|', ...files, '| `media/` | the uploaded files themselves |', ''];
  const common = ['## What any item may have beside', '', ...attributeRows(frame), ''];
  const count = Object.values(dataMap).reduce((sum, { attributes }) => sum + Object.keys(attributes).length, 0);
  return [head, `${declarations.length} kinds, ${count} attributes.`, '', ...sections, ...common, ...exports]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
