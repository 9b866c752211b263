/** Signs in the headers that a machine wrote the mail (RFC 3834, RFC 2919, and what mail programs do): no machine of ours answers one. */
import { readMailboxes } from './mailboxes.ts';
import type { Header } from './ses-event.ts';

/** Which mailboxes are ours: what a loop is told by. */
export type OwnMailboxes = { help: string; sender: string; operator: string };
type Mail = { headers: readonly Header[]; envelopeSender: string; from: string | undefined };

/** On every mail of ours (lib/aws/mail.ts): SES puts a Message-ID of its own in the place of ours, so a loop is told by this. */
export const ownHeader = 'X-Postora-Mail';

const valuesOf = ({ headers }: Mail, name: string): string[] =>
  headers.filter((header) => header.name.trim().toLowerCase() === name).map(({ value }) => value.trim().toLowerCase());
const has = (mail: Mail, ...names: string[]): boolean => names.some((name) => valuesOf(mail, name).length > 0);
const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

const robots =
  /^(?:mailer-daemon|postmaster|hostmaster|root|daemon|majordomo|listserv|mdaemon|auto[-_.]?reply|bounces?|(?:do[-_.]?not|no)[-_.]?reply)(?:[-+_.=].*)?@/;
/** More hops than any ordinary mail makes: it goes in circles. */
const maxHops = 50;

function isAddressedTo(mail: Mail, own: OwnMailboxes): boolean {
  const named = [...valuesOf(mail, 'to'), ...valuesOf(mail, 'cc')].flatMap((value) => readMailboxes(value) ?? []);
  return named.includes(own.help) || named.includes(own.sender);
}

const signs = {
  /** `no` alone means that a person wrote it; parameters and comments may follow. */
  auto_submitted: (mail) => valuesOf(mail, 'auto-submitted').some((value) => !/^no(?:[\s;(]|$)/.test(value)),
  no_return_path: ({ envelopeSender }) => envelopeSender === '' || envelopeSender === '<>',
  list: (mail) => mail.headers.some(({ name }) => /^\s*(?:list-|x-list|x-mailing-list|mailing-list)/i.test(name)),
  precedence: (mail) => valuesOf(mail, 'precedence').some((value) => /^(?:bulk|list|junk|auto[-_]?reply)/.test(value)),
  suppressed: (mail) => valuesOf(mail, 'x-auto-response-suppress').some((value) => value !== '' && value !== 'none'),
  responder: (mail) => has(mail, 'x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply-from', 'x-mail-autoreply', 'x-vacation'),
  report: (mail) => valuesOf(mail, 'content-type').some((value) => /^(?:multipart\/report|message\/(?:delivery|disposition))/.test(value)),
  robot: ({ from = '', envelopeSender }) => robots.test(from) || robots.test(envelopeSender.toLowerCase()),
  loop: (mail) => has(mail, 'x-loop') || valuesOf(mail, 'received').length > maxHops,
  own_message_id: (mail, own) => valuesOf(mail, 'message-id').some((value) => value.replace(/>$/, '').endsWith(`@${domainOf(own.help)}`)),
  /** RFC 3834, 2: who is not named in To or Cc does not answer. */
  not_addressed: (mail, own) => !isAddressedTo(mail, own),
} as const satisfies Record<string, (mail: Mail, own: OwnMailboxes) => boolean>;
export type AutomaticSign = keyof typeof signs;

const isSign = (name: string): name is AutomaticSign => Object.hasOwn(signs, name);

/** The first sign found; undefined when a person seems to have written it. */
export const automaticSign = (mail: Mail, own: OwnMailboxes): AutomaticSign | undefined =>
  Object.keys(signs)
    .filter(isSign)
    .find((name) => signs[name](mail, own));

/** Our own mail come back, or the operator's machine answering what we forwarded: to hand it on would be a loop. */
export function isOwnMail(mail: Mail, own: OwnMailboxes): boolean {
  if (has(mail, ownHeader.toLowerCase()) || mail.from === own.help || mail.from === own.sender) return true;
  return mail.from === own.operator && (signs.auto_submitted(mail) || signs.no_return_path(mail) || signs.responder(mail));
}
