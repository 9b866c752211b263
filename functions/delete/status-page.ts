/** The public page of a deletion: plain HTML with one stylesheet, no script, no cookie, and nothing that names anybody. In the frame of the other public pages. */
import type { Deletion, DeletionState } from '../../lib/core/deletion.ts';
import { escapeHtml, publicPage } from '../../lib/core/public-page.ts';
import { erasedLines, keptLines, yourPart } from './receipt.ts';

const headings: Record<DeletionState, string> = {
  received: 'Your request was received',
  verified: 'Your request is being carried out',
  stopping: 'Everything has been stopped',
  erasing: 'Your data are being erased',
  done: 'Deleted',
  refused: 'Not deleted',
};

const explanations: Record<DeletionState, string> = {
  received: 'We are looking for what belongs to it. This takes some seconds.',
  verified: 'Publishing stops first, then keys and access tokens go, then everything else. This takes some minutes.',
  stopping:
    'Nothing more is published, and access tokens can no longer be used. The rest goes in a few minutes, when no work is left that began before.',
  erasing: 'The rest is being erased and looked for again. This takes a minute or two.',
  done: 'Everything was erased, then looked for again in every table, index and folder, and not found.',
  refused: 'This account was connected to Postora again after the request was made, so the request does not mean the new connection.',
};

const nothingFound = 'Nothing of this account is connected to Postora, so there was nothing to erase.';

/** The steps that everybody sees, and how far it has come. */
const steps = [
  ['Received', ['received', 'verified']],
  ['Stopped', ['stopping']],
  ['Erasing', ['erasing']],
  ['Done', ['done', 'refused']],
] as const satisfies readonly (readonly [string, readonly DeletionState[]])[];

function progress({ state }: Deletion): string {
  const at = steps.findIndex(([, states]) => states.some((one) => one === state));
  const items = steps.map(([name], i) => {
    const mark = i < at || state === 'done' ? 'past' : i === at ? 'now' : 'next';
    return `<li class="${mark}"${i === at ? ' aria-current="step"' : ''}>${name}</li>`;
  });
  return `<ol class="steps">${items.join('')}</ol>`;
}

const shownTime = (iso: string): string =>
  `<time datetime="${escapeHtml(iso)}">${escapeHtml(iso.slice(0, 16).replace('T', ' '))} UTC</time>`;

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<h2>${title}</h2>\n<ul>${lines.map((line) => `<li>${line}</li>`).join('')}</ul>`;
}

const refreshSeconds = 15;
const unlisted = '<meta name="robots" content="noindex, nofollow">';
const again = `<meta http-equiv="refresh" content="${refreshSeconds}">`;

export function statusPage(d: Deletion): string {
  const isNobody = d.state === 'done' && d.extent === 'nobody';
  const erased = erasedLines(d).map(({ label, count }) => `<b>${count}</b> ${escapeHtml(label)}`);
  const kept = keptLines(d).map(({ what, until }) => `${escapeHtml(what)} <span class="soft">until ${escapeHtml(until)}</span>`);
  const ended = d.endedAt === undefined ? '' : ` · ended ${shownTime(d.endedAt)}`;
  const body = [
    d.state === 'refused' || isNobody ? '' : progress(d),
    list(d.state === 'done' ? 'What was erased' : 'Found so far', erased),
    list('What is kept', kept),
    list('What only you can do', yourPart(d).map(escapeHtml)),
    `<p class="note">Asked for ${shownTime(d.receivedAt)}${ended}<br>Confirmation code <code>${escapeHtml(d.code)}</code></p>`,
  ];
  return publicPage({
    title: isNobody ? 'Nothing to delete' : headings[d.state],
    lead: isNobody ? nothingFound : explanations[d.state],
    body: body.filter((part) => part !== '').join('\n'),
    head: d.endedAt === undefined ? [unlisted, again] : [unlisted],
  });
}

export const unknownPage = (): string =>
  publicPage({
    title: 'There is no such deletion',
    tabTitle: 'No such deletion',
    lead: 'The address is not complete, or its receipt has gone: receipts are kept for 400 days.',
    body: '<p>How to have your data deleted is said <a href="/data-deletion">on its own page</a>.</p>',
    head: [unlisted],
  });
