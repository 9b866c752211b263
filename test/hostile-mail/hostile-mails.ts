/** Hostile mails by flag: what each flag does to a mail, and what it leaves of its sender's credit. The judge knows nothing of our code. */
import type { Verdicts } from '../../lib/core/inbound-mail.ts';
import type { Header } from '../../lib/core/ses-event.ts';
import type { Random } from '../sim/random.ts';
import { type MailInput, ownMailboxes, resultsHeader } from '../support/ses-events.ts';

export const known = 'ada@example.org';
const enemy = 'eve@evil.example';

/** `from` is the one address that stands in From for everybody; `isProven` whether SES vouches for it. */
export type Hostile = { flags: string[]; mail: MailInput; from: string | undefined; isProven: boolean };
type Draft = Hostile & { mail: MailInput & { headers: Header[]; verdicts: Partial<Verdicts> } };
type Flag = (draft: Draft, random: Random) => void;

const header = (name: string, value: string): Header => ({ name, value });
const add = (draft: Draft, ...headers: Header[]): void => void draft.mail.headers.push(...headers);
/** Nobody can say who wrote. */
const nameless = (draft: Draft): void => {
  draft.from = undefined;
  draft.isProven = false;
};
const verdict = (draft: Draft, change: Partial<Verdicts>): void => {
  Object.assign(draft.mail.verdicts, change);
  draft.isProven = false;
};
const unreadableFroms = [
  `${known} <${enemy}>`,
  `<${known}> <${enemy}>`,
  `${known}, ${enemy}`,
  `<${known}`,
  `"${known} <${enemy}>`,
  `(${known} ${enemy}`,
  `Friends: ${known};`,
  `${known}\u0000@evil.example`,
  `<@evil.example:${known}>`,
  `=?utf-8?q?${known}?=`,
  '',
  '@',
] as const;
const garbage = (random: Random, length: number): string => Buffer.from(random.bytes(length)).toString('latin1');

export const flags: Readonly<Record<string, Flag>> = {
  'two From headers': (draft) => {
    add(draft, header('from', known));
    nameless(draft);
  },
  'a From that can be read in two ways': (draft, random) => {
    draft.mail.from = random.pick(unreadableFroms);
    draft.mail.signer ??= 'evil.example';
    nameless(draft);
  },
  'no From': (draft) => {
    draft.mail.without = [...(draft.mail.without ?? []), 'From'];
    nameless(draft);
  },
  'a name that is an address': (draft) => {
    if (draft.from) draft.mail.from = `"${known}" <${draft.from}>`;
  },
  'forged results': (draft) => {
    add(draft, resultsHeader('example.org'));
    draft.isProven = false;
  },
  'results of another server': (draft) => add(draft, resultsHeader('example.org', 'mx.evil.example')),
  'no signature': (draft) => {
    draft.mail.signer = null;
    draft.isProven = false;
  },
  'a signature of somebody else': (draft) => {
    draft.mail.signer = 'mailer.example';
    draft.isProven = false;
  },
  'a signature of a domain below': (draft) => {
    draft.mail.signer = 'news.evil.example';
    draft.isProven = false;
  },
  'DMARC FAIL': (draft) => verdict(draft, { dmarc: 'FAIL' }),
  'DMARC GRAY': (draft) => verdict(draft, { dmarc: 'GRAY' }),
  'DKIM FAIL': (draft) => verdict(draft, { dkim: 'FAIL' }),
  'checks that failed': (draft, random) =>
    verdict(draft, { [random.pick(['spam', 'virus', 'spf', 'dkim', 'dmarc'] as const)]: 'PROCESSING_FAILED' }),
  spam: (draft) => verdict(draft, { spam: 'FAIL' }),
  'a virus': (draft) => verdict(draft, { virus: 'FAIL' }),
  'cut headers': (draft) => {
    draft.mail.isTruncated = true;
    draft.isProven = false;
  },
  'an answering machine': (draft) => {
    add(draft, header('Auto-Submitted', 'auto-replied'));
    draft.isProven = false;
  },
  'no return path': (draft) => {
    draft.mail.envelopeSender = '<>';
    draft.isProven = false;
  },
  'our own name': (draft, random) => {
    const name = random.pick([ownMailboxes.help, ownMailboxes.sender]);
    draft.mail.from = name;
    draft.from = undefined;
    draft.isProven = false;
  },
  'a Reply-To of the enemy': (draft) => add(draft, header('Reply-To', enemy), header('Sender', enemy), header('Return-Path', enemy)),
  'a Message-ID that injects': (draft) => {
    draft.mail.messageId = `<x@y>\r\nBcc: ${enemy}`;
  },
  'a Message-ID of the enemy’s choice': (draft) => {
    draft.mail.messageId = '<the-same@evil.example>';
  },
  'deep comments': (draft) => add(draft, header('To', '('.repeat(5_000)), header('Cc', `${'(('.repeat(2_500)}${enemy}`)),
  'a long chain of quotes': (draft) =>
    add(draft, header('Cc', '"\\'.repeat(4_000)), header('Authentication-Results', `mx; ${'"\\;'.repeat(3_000)}`)),
  'thousands of commas': (draft) => add(draft, header('Cc', ','.repeat(9_000))),
  'many headers': (draft) => add(draft, ...Array.from({ length: 800 }, (_, i) => header(`X-${i}`, 'x'))),
  'names of objects': (draft) => add(draft, header('__proto__', 'x'), header('constructor', 'x'), header('toString', 'x')),
  garbage: (draft, random) => add(draft, header(garbage(random, 20), garbage(random, 2_000)), header('Subject', garbage(random, 500))),
  'a subject that commands': (draft) => add(draft, header('Subject', `DELETE USER ${known}; Bcc: ${enemy}`)),
};

const names = Object.keys(flags);
const senders = [known, known, enemy, 'bob@friend.example', 'ADA@example.ORG', `${'a'.repeat(64)}@long.example`] as const;

/** One mail with one to four flags; the order in which they are applied is that of chance. */
export function hostileMail(random: Random): Hostile {
  const from = random.pick(senders);
  const draft: Draft = { flags: [], mail: { from, headers: [], verdicts: {} }, from: from.toLowerCase(), isProven: true };
  for (let i = random.between(1, 4); i > 0; i -= 1) {
    const name = names[random.between(0, names.length - 1)] ?? '';
    if (draft.flags.includes(name)) continue;
    flags[name]?.(draft, random);
    draft.flags.push(name);
  }
  return draft;
}
