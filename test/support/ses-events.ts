/** Events of SES as `inbox` gets them; a test states only what its mail is about. Without a word the mail is proven and written by a person. */
import type { Verdicts } from '../../lib/core/inbound-mail.ts';
import type { Header } from '../../lib/core/ses-event.ts';
import { startAt } from './builders.ts';

export const ownMailboxes = { help: 'help@postora.example', sender: 'postora@postora.example', operator: 'op@operator.example' };

export type MailInput = {
  /** The whole From header. */
  from?: string;
  verdicts?: Partial<Verdicts>;
  /** Whose signature SES found good; none for `null`. */
  signer?: string | null;
  /** Added at the end. */
  headers?: readonly Header[];
  /** These of the usual ones are left out. */
  without?: readonly string[];
  envelopeSender?: string | null;
  isTruncated?: boolean;
  mailId?: string;
  messageId?: string;
  receivedAt?: Date;
};

export const allPass: Verdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' };
const domainOf = (from: string): string => /@([^>\s]+)/.exec(from)?.[1] ?? 'nowhere.example';

export const resultsHeader = (signer: string | null, server = 'amazonses.com'): Header => ({
  name: 'Authentication-Results',
  value: [
    `${server}`,
    ' spf=pass (spfCheck: domain of somewhere.example designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1',
    ' envelope-from=someone@somewhere.example',
    ' helo=mail.somewhere.example',
    ...(signer === null ? [] : [` dkim=pass header.i=@${signer}`]),
    ' dmarc=pass header.from=somewhere.example',
    '',
  ].join(';'),
});

let count = 0;
export const aMailId = (n: number): string => `mail${String(n).padStart(36, '0')}`;

function usualHeaders({ from = 'Ada <ada@example.org>', signer = domainOf(from), messageId }: MailInput, mailId: string): Header[] {
  return [
    { name: 'Return-Path', value: '<someone@somewhere.example>' },
    { name: 'Received', value: 'from mail.somewhere.example by inbound-smtp.us-east-1.amazonaws.com' },
    resultsHeader(signer),
    { name: 'From', value: from },
    { name: 'To', value: ownMailboxes.help },
    { name: 'Subject', value: 'Please delete my account' },
    { name: 'Message-ID', value: messageId ?? `<${mailId}@somewhere.example>` },
    { name: 'Content-Type', value: 'text/plain; charset=utf-8' },
  ];
}

/** The event of one mail, as SES would send it. */
export function sesEvent(input: MailInput = {}) {
  count += 1;
  const { mailId = aMailId(count), envelopeSender = 'someone@somewhere.example', isTruncated = false, receivedAt = startAt } = input;
  const verdicts = { ...allPass, ...input.verdicts };
  const headers = usualHeaders(input, mailId).filter(({ name }) => !input.without?.includes(name));
  return {
    Records: [
      {
        eventSource: 'aws:ses',
        eventVersion: '1.0',
        ses: {
          mail: {
            messageId: mailId,
            timestamp: receivedAt.toISOString(),
            source: envelopeSender,
            destination: [ownMailboxes.help],
            headersTruncated: isTruncated,
            headers: [...headers, ...(input.headers ?? [])],
            commonHeaders: {},
          },
          receipt: {
            recipients: [ownMailboxes.help],
            spamVerdict: { status: verdicts.spam },
            virusVerdict: { status: verdicts.virus },
            spfVerdict: { status: verdicts.spf },
            dkimVerdict: { status: verdicts.dkim },
            dmarcVerdict: { status: verdicts.dmarc },
            action: { type: 'Lambda', invocationType: 'Event' },
          },
        },
      },
    ],
  };
}
