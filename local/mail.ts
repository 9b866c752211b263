/** Mail of the laptop: what SES would send and what SMTP brings in, one file each in .postora/mail, newest first. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import * as z from 'zod';
import { bareAddress } from './demands.ts';

const mailSchema = z.object({
  id: z.string(),
  at: z.string(),
  direction: z.enum(['sent', 'received']),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  headers: z.record(z.string(), z.string()),
  /** `content` is base64. */
  attachments: z.array(z.object({ name: z.string(), type: z.string(), content: z.string() })).default([]),
});
export type Mail = z.infer<typeof mailSchema>;
type NewMail = Omit<Mail, 'id' | 'at' | 'attachments'> & Partial<Pick<Mail, 'attachments'>>;
export type MailStore = {
  add(mail: NewMail): Mail;
  /** A raw message (RFC 5322), as it came in by SMTP or as SES was given it. */
  addRaw(direction: Mail['direction'], raw: Buffer, envelope: { from: string; to: string[] }): Promise<Mail>;
  /** Newest first; only to that address if named. */
  list(filter?: { to?: string | undefined; direction?: string | undefined }): Mail[];
  get(id: string): Mail | undefined;
};

export function openMail(dir: string, now: () => Date): MailStore {
  mkdirSync(dir, { recursive: true });
  const files = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.json')) : [];
  const mails = files
    .map((name) => mailSchema.parse(JSON.parse(readFileSync(join(dir, name), 'utf8'))))
    .sort((a, b) => (a.at < b.at ? -1 : 1));

  function add(mail: NewMail): Mail {
    const stored = { id: randomUUID(), at: now().toISOString(), attachments: [], ...mail };
    mails.push(stored);
    writeFileSync(join(dir, `${stored.id}.json`), JSON.stringify(stored, null, 2), { mode: 0o600 });
    return stored;
  }

  return {
    add,
    async addRaw(direction, raw, { from, to }) {
      const parsed = await PostalMime.parse(raw);
      const headers = Object.fromEntries(parsed.headers.map(({ key, value }) => [key, value]));
      return add({ direction, from, to, subject: parsed.subject ?? '', text: parsed.text ?? '', html: parsed.html ?? '', headers });
    },
    list({ to, direction } = {}) {
      const wanted = to?.toLowerCase();
      const matches = (mail: Mail) =>
        (!wanted || mail.to.some((address) => bareAddress(address).toLowerCase() === wanted)) &&
        (!direction || mail.direction === direction);
      return mails.filter(matches).reverse();
    },
    get: (id) => mails.find((mail) => mail.id === id),
  };
}

const dataSchema = z.looseObject({ Data: z.string() });
const attachmentSchema = z.looseObject({ FileName: z.string(), ContentType: z.string(), RawContent: z.string() });
const sendSchema = z.looseObject({
  FromEmailAddress: z.string(),
  Destination: z.looseObject({
    ToAddresses: z.array(z.string()).default([]),
    CcAddresses: z.array(z.string()).default([]),
    BccAddresses: z.array(z.string()).default([]),
  }),
  ReplyToAddresses: z.array(z.string()).default([]),
  Content: z.looseObject({
    Simple: z
      .looseObject({
        Subject: dataSchema,
        Body: z.looseObject({ Text: dataSchema.optional(), Html: dataSchema.optional() }),
        Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
        Attachments: z.array(attachmentSchema).default([]),
      })
      .optional(),
    Raw: dataSchema.optional(),
  }),
});

/** SES v2 `SendEmail`: the mail lands in the mailbox instead of leaving. Answers SES's body. */
export async function sendEmail(store: MailStore, input: unknown): Promise<{ MessageId: string }> {
  const { FromEmailAddress: from, Destination, ReplyToAddresses, Content } = sendSchema.parse(input);
  const to = [...Destination.ToAddresses, ...Destination.CcAddresses, ...Destination.BccAddresses];
  if (Content.Raw) return { MessageId: (await store.addRaw('sent', Buffer.from(Content.Raw.Data, 'base64'), { from, to })).id };
  const { Simple } = Content;
  if (!Simple) throw new Error('The laptop cloud models SendEmail with Simple or Raw content only');
  const replyTo = ReplyToAddresses.length > 0 ? { 'reply-to': ReplyToAddresses.join(', ') } : {};
  const headers = { ...replyTo, ...Object.fromEntries(Simple.Headers.map(({ Name, Value }) => [Name.toLowerCase(), Value])) };
  const { Text, Html } = Simple.Body;
  const mail = store.add({
    direction: 'sent',
    from,
    to,
    subject: Simple.Subject.Data,
    text: Text?.Data ?? '',
    html: Html?.Data ?? '',
    headers,
    attachments: Simple.Attachments.map(({ FileName, ContentType, RawContent }) => ({
      name: FileName,
      type: ContentType,
      content: RawContent,
    })),
  });
  return { MessageId: mail.id };
}
