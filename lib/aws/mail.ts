/** Outbound mail by SES: text and HTML, marked as automatic (RFC 3834), so that no machine that keeps the rules answers it. */
import { type Attachment, type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { ownHeader } from '../core/mail-signs.ts';
import type { Mail, SendMail } from '../core/ports.ts';

const headersOf = ({ answers }: Mail): { Name: string; Value: string }[] => [
  { Name: 'Auto-Submitted', Value: answers ? 'auto-replied' : 'auto-generated' },
  { Name: 'X-Auto-Response-Suppress', Value: 'All' },
  { Name: ownHeader, Value: 'automatic' },
  ...(answers?.messageId ? ['In-Reply-To', 'References'].map((Name) => ({ Name, Value: answers.messageId ?? '' })) : []),
];

/** Plain ASCII in lines that every server takes (RFC 5321, 4.5.3.1.6): only such a mail may be attached as one (RFC 2046, 5.2.1). */
function isSevenBit(bytes: Uint8Array): boolean {
  let line = 0;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    const isEnd = byte === 0x0a;
    if (byte > 0x7e || byte === 0 || isEnd !== (bytes[i - 1] === 0x0d) || (byte === 0x0d && bytes[i + 1] !== 0x0a)) return false;
    line = isEnd ? 0 : line + 1;
    if (line > 999) return false;
  }
  return true;
}

function attachmentOf({ filename, bytes }: NonNullable<Mail['attachedMail']>): Attachment {
  const common: Attachment = { FileName: filename, ContentDisposition: 'ATTACHMENT', RawContent: bytes };
  return isSevenBit(bytes)
    ? { ...common, ContentType: 'message/rfc822', ContentTransferEncoding: 'SEVEN_BIT' }
    : { ...common, ContentType: 'application/octet-stream', ContentTransferEncoding: 'BASE64' };
}

export function sesSendMail(client: SESv2Client, from: string, configurationSet: string): SendMail {
  return async (mail) => {
    const { to, subject, text, html, attachedMail } = mail;
    const charset = 'UTF-8';
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        ConfigurationSetName: configurationSet,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: charset },
            Body: { Text: { Data: text, Charset: charset }, Html: { Data: html, Charset: charset } },
            Headers: headersOf(mail),
            ...(attachedMail ? { Attachments: [attachmentOf(attachedMail)] } : {}),
          },
        },
      }),
    );
  };
}
