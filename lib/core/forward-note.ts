/** What the operator is told beside a forwarded mail: what the machine did about it, and what is left to a person. */
import type { MailDecision, PersonReason, SilentReason } from './inbound-mail.ts';

type Told = 'confirm' | 'neutral' | PersonReason | SilentReason;

const decide = 'Nothing was sent, because no machine can tell who wrote. If it asks for a deletion or for personal data, decide';

/** One sentence each; a case has a date as well. */
export const noteSentences = {
  confirm: 'The address on file was sent the link that confirms a deletion.',
  neutral: 'The sender, who has no account under this address, was sent the neutral answer.',
  automatic: 'Nothing was sent: a machine seems to have written it.',
  not_proven: 'Nothing was sent: the sender has no account under this address, and the address is not proven.',
  answered_today: 'Nothing was sent: this address had an automatic answer within the last 24 hours.',
  not_judged: `${decide}: the checks of the mail could not be made.`,
  dmarc_failed: `${decide}: the domain in From says that this mail is not its own (DMARC failed).`,
  headers_truncated: `${decide}: its headers were too long to be read whole.`,
  results_doubtful: `${decide}: it bears a forged header with results of checks.`,
  from_unclear: `${decide}: From names nobody, or more than one.`,
  too_many:
    'Nothing was sent: more than 20 automatic answers were due within an hour. If it asks for a deletion or for personal data, decide.',
} as const satisfies Record<Told, string>;
export type ForwardNote = keyof typeof noteSentences;

const isNote = (name: string): name is ForwardNote => Object.hasOwn(noteSentences, name);
export const forwardNotes = Object.keys(noteSentences).filter(isNote);

/** Undefined for what is not forwarded. */
export function noteOf(decision: MailDecision): ForwardNote | undefined {
  if (decision.kind === 'aside') return undefined;
  return 'why' in decision ? decision.why : decision.kind;
}
