/** Twenty kinds of mail that a machine writes, each by one sign alone. */
import type { MailInput } from './ses-events.ts';

const header = (name: string, value: string): MailInput => ({ headers: [{ name, value }] });

export const automaticMails: Readonly<Record<string, MailInput>> = {
  'an out-of-office reply': header('Auto-Submitted', 'auto-replied; owner-email="bob@example.net"'),
  'a generated notice': header('auto-submitted', ' Auto-Generated '),
  'a notification': header('Auto-Submitted', 'auto-notified'),
  'a bounce without a return path': { envelopeSender: '<>' },
  'a bounce whose return path is empty': { envelopeSender: '' },
  'a mail without an envelope sender': { envelopeSender: null },
  'a mailing list': header('List-Id', '<bridges.example.net>'),
  'a newsletter': header('LIST-UNSUBSCRIBE', '<mailto:leave@example.net>'),
  'an older mailing list': header('Mailing-List', 'list bridges@example.net'),
  'bulk mail': header('Precedence', 'bulk'),
  'junk mail by its own word': header('Precedence', 'Junk'),
  'an answering machine of old': header('Precedence', 'auto_reply'),
  'a mail that asks for no answers': header('X-Auto-Response-Suppress', 'OOF, AutoReply'),
  'an autoresponder': header('X-Autoreply', 'yes'),
  'another autoresponder': header('X-Autorespond', 'vacation'),
  'a delivery report': {
    without: ['Content-Type'],
    ...header('Content-Type', 'multipart/report; report-type=delivery-status; boundary=x'),
  },
  'the mailer daemon': { from: 'Mail Delivery <MAILER-DAEMON@example.net>' },
  'an address that takes no answers': { from: 'Shop <no-reply+4711@example.net>' },
  'a bounce address': { envelopeSender: 'bounces+4711-help=postora.example@example.net' },
  'a mail that names us nowhere': { without: ['To'] },
};
