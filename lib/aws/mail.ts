/** Outbound mail by SES: text and HTML, marked as automatic (RFC 3834). */
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { SendMail } from '../core/ports.ts';

export function sesSendMail(client: SESv2Client, from: string, configurationSet: string): SendMail {
  return async ({ to, subject, text, html }) => {
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
            Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
          },
        },
      }),
    );
  };
}
