/** A mail to the help address: what is known of it from its envelope, headers and verdicts, and what the machine does about it. Pure. */
import * as z from 'zod/mini';
import { type Alignment, alignmentOf } from './mail-alignment.ts';
import { type AutomaticSign, automaticSign, isOwnMail, type OwnMailboxes } from './mail-signs.ts';
import { readMailboxes } from './mailboxes.ts';
import { hashSecret } from './secret.ts';
import type { Header, SesRecord, Verdict } from './ses-event.ts';

export type Verdicts = Record<'spam' | 'virus' | 'spf' | 'dkim' | 'dmarc', Verdict>;

export type InboundMail = {
  mailId: string;
  receivedAt: string;
  verdicts: Verdicts;
  isTruncated: boolean;
  /** The one address in the one From header; undefined for none, several, or one that can be read in two ways. */
  from: string | undefined;
  alignment: Alignment;
  isOwn: boolean;
  automatic: AutomaticSign | undefined;
  /** As its sender wrote it, if that is a Message-ID at all: what an answer refers to, and what a repetition is told by. */
  messageId: string | undefined;
};

/** Whether the one who seems to write has an account; `unknown` when From names nobody, or more than one. */
export type Relation = 'on_file' | 'other' | 'unknown';

export const personReasons = ['not_judged', 'dmarc_failed', 'headers_truncated', 'results_doubtful', 'from_unclear', 'too_many'] as const;
/** Why a machine must not decide. */
export type PersonReason = (typeof personReasons)[number];
/** Neither answered nor handed on: it is counted, and lies in the bucket for as long as that keeps it. */
const asideReasons = ['virus', 'spam', 'own'] as const;
const silentReasons = ['automatic', 'not_proven', 'answered_today'] as const;
/** Why nothing is sent to anybody but the operator. */
export type SilentReason = (typeof silentReasons)[number];

export const mailDecisionSchema = z.discriminatedUnion('kind', [
  /** The link that confirms a deletion goes to the address on file. */
  z.object({ kind: z.literal('confirm') }),
  /** One neutral text goes to the proven From. */
  z.object({ kind: z.literal('neutral') }),
  /** Nothing is sent; the operator decides, by a date. */
  z.object({ kind: z.literal('person'), why: z.enum(personReasons) }),
  z.object({ kind: z.literal('silent'), why: z.enum(silentReasons) }),
  z.object({ kind: z.literal('aside'), why: z.enum(asideReasons) }),
]);
export type MailDecision = z.infer<typeof mailDecisionSchema>;

const valuesOf = (headers: readonly Header[], wanted: string): string[] =>
  headers.filter(({ name }) => name.trim().toLowerCase() === wanted).map(({ value }) => value);

function onlyFrom(headers: readonly Header[]): string | undefined {
  const values = valuesOf(headers, 'from');
  const mailboxes = values.length === 1 ? readMailboxes(values[0] ?? '') : undefined;
  return mailboxes?.length === 1 ? mailboxes[0] : undefined;
}

function messageIdOf(headers: readonly Header[]): string | undefined {
  const [value = ''] = valuesOf(headers, 'message-id');
  return /^<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>$/.test(value.trim()) ? value.trim() : undefined;
}

/** What one record of SES says. */
export function readInboundMail({ ses: { mail, receipt } }: SesRecord, own: OwnMailboxes): InboundMail {
  const { headers } = mail;
  const from = onlyFrom(headers);
  const seen = { headers, envelopeSender: (mail.source ?? '').trim(), from };
  return {
    mailId: mail.messageId,
    receivedAt: mail.timestamp,
    verdicts: {
      spam: receipt.spamVerdict,
      virus: receipt.virusVerdict,
      spf: receipt.spfVerdict,
      dkim: receipt.dkimVerdict,
      dmarc: receipt.dmarcVerdict,
    },
    isTruncated: mail.headersTruncated !== false,
    from,
    alignment: alignmentOf(headers, from?.slice(from.lastIndexOf('@') + 1) ?? ''),
    isOwn: isOwnMail(seen, own),
    automatic: automaticSign(seen, own),
    messageId: messageIdOf(headers),
  };
}

/** What the same mail, sent again, is told by. The verdict is part of it, so that a forged copy does not make the true mail a repetition. */
export function identityOf({ mailId, messageId, from, verdicts }: InboundMail): string {
  return hashSecret(messageId === undefined ? mailId : JSON.stringify([messageId, from, verdicts.dmarc]));
}

/** The sender is who they say: DMARC passed, and by a signature of their own domain, not by the sending machine's address alone. */
const isProven = ({ verdicts, alignment }: InboundMail): boolean =>
  verdicts.dmarc === 'PASS' && verdicts.dkim === 'PASS' && alignment === 'aligned';

function personReason({ verdicts, isTruncated, alignment }: InboundMail, relation: Relation): PersonReason | undefined {
  if (Object.values(verdicts).includes('PROCESSING_FAILED')) return 'not_judged';
  if (isTruncated) return 'headers_truncated';
  if (alignment === 'doubtful') return 'results_doubtful';
  if (relation === 'unknown') return 'from_unclear';
  return verdicts.dmarc === 'FAIL' ? 'dmarc_failed' : undefined;
}

/** The table of docs/architecture.md ("Mail that comes in"), before limits on how often anything is sent. */
export function decideMail(mail: InboundMail, relation: Relation): MailDecision {
  if (mail.verdicts.virus === 'FAIL') return { kind: 'aside', why: 'virus' };
  if (mail.verdicts.spam === 'FAIL') return { kind: 'aside', why: 'spam' };
  if (mail.isOwn) return { kind: 'aside', why: 'own' };
  const why = personReason(mail, relation);
  if (why) return { kind: 'person', why };
  if (mail.automatic) return { kind: 'silent', why: 'automatic' };
  if (relation === 'on_file') return { kind: 'confirm' };
  return isProven(mail) ? { kind: 'neutral' } : { kind: 'silent', why: 'not_proven' };
}
