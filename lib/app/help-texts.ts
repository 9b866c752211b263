/** The words of mails about mails to the help address: one to whoever wrote, the others to the operator. Nothing that was written is repeated. */
import { type ForwardNote, noteSentences } from '../core/forward-note.ts';
import { type DigestCount, type HelpCase, mailLimits } from '../core/help-mail.ts';
import type { Mail } from '../core/ports.ts';
import { escapeHtml } from '../core/public-page.ts';
import { mail } from './mail-texts.ts';

/** The same words for everybody, so that they tell nothing about any account. */
export const neutralMail = (to: string, url: string, messageId: string | undefined): Mail => ({
  ...mail({
    to,
    url,
    subject: 'Your mail to Postora',
    lead: 'Thank you for writing. This answer was written by a machine; a person reads your mail as well. Deleting your account is quicker without us. Here is how:',
    action: 'How to delete your data',
    after:
      'Postora has no account under the address you wrote from. If yours is under another one, write from that address, or follow the link.',
  }),
  answers: { messageId },
});

function letter(to: string, subject: string, paragraphs: readonly string[]): Mail {
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(subject)}</title><body>${body}</body></html>`;
  return { to, subject, text: `${paragraphs.join('\n\n')}\n`, html };
}

type About = { to: string; mailId: string; note: ForwardNote };

const howToClose = 'The list of open cases, and how to close one: docs/operations.md, "Mail that a person must decide".';

export const forwardedMail = ({ to, mailId, note }: About, bytes: Uint8Array): Mail => ({
  ...letter(to, `Mail to the help address (${note})`, [
    'The attached mail came to the help address. Open it to read and to answer it: an answer to this mail here goes to the help address, not to whoever wrote.',
    noteSentences[note],
    `Its id is ${mailId}.`,
  ]),
  attachedMail: { filename: `mail-${mailId}.eml`, bytes },
});

const megabytes = (bytes: number): string => (bytes / 1_000_000).toFixed(1);

export const tooLargeMail = ({ to, mailId, note }: About, sizeBytes: number): Mail =>
  letter(to, `A large mail to the help address (${note})`, [
    `A mail of ${megabytes(sizeBytes)} MB came to the help address. That is too much to forward (${megabytes(mailLimits.forwardMaxBytes)} MB at most).`,
    noteSentences[note],
    `It lies in the bucket for raw mail for ${mailLimits.rawDays} days, as inbound/${mailId}.`,
  ]);

export const caseMail = (to: string, { id, why, receivedAt, answerBy, mailId }: HelpCase): Mail =>
  letter(to, `Still to decide until ${answerBy.slice(0, 10)}: case ${id}`, [
    `A mail of ${receivedAt.slice(0, 10)} waits for a person. Whoever wrote it may expect an answer by ${answerBy.slice(0, 10)}.`,
    ...(mailId === undefined
      ? ['It stands for all mails of that day that no machine could decide about, after the first hundred.']
      : [
          noteSentences[why],
          `Its id is ${mailId}. It was forwarded to you when it came, unless a hundred others were before it that day.`,
        ]),
    howToClose,
  ]);

const counted: Record<DigestCount, (count: number) => string> = {
  beyond: (count) => `${count} mails came after the ${mailLimits.forwardsPerDay} that are forwarded in a day.`,
  spam: (count) => `${count} were taken for spam. Look through them now and then: nobody was answered.`,
  virus: (count) => `${count} carried a virus. Do not open them.`,
};

export const digestMail = (to: string, day: string, counts: ReadonlyMap<DigestCount, number>): Mail =>
  letter(to, `Mails to the help address that were not forwarded on ${day}`, [
    ...[...counts].filter(([, count]) => count > 0).map(([what, count]) => counted[what](count)),
    `All of them lie in the bucket for raw mail for ${mailLimits.rawDays} days. How to list and to read them: docs/operations.md, "Mail to the help address".`,
  ]);
