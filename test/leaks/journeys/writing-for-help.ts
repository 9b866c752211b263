/** Mails to the help address, proven, forged and from machines, with words in subject and body that go to the operator alone. */
import { type MailInput, sesEvent } from '../../support/ses-events.ts';
import { canary, canaryAddress, type Watched } from '../watched-world.ts';

/** A mail comes in, and all that follows from it. */
async function receive({ world: w, secrets }: Watched, input: MailInput): Promise<void> {
  const [subject, body] = [canary(), canary()];
  for (const words of [subject, body]) secrets.add('mail_text', words);
  const headers = [...(input.headers ?? []), { name: 'Subject', value: subject }];
  const event = sesEvent({ receivedAt: w.clock.now(), ...input, headers, without: ['Subject', ...(input.without ?? [])] });
  const raw = `From: ${input.from}\r\nSubject: ${subject}\r\n\r\n${body}\r\n`;
  w.rawMails.put(event.Records[0]?.ses.mail.messageId ?? '', Buffer.from(raw));
  await w.receive(event);
  await w.deliver('mail');
}

/** From somebody on file, and from a stranger whose address is proven. */
export async function writeForHelp(at: Watched, address: string): Promise<void> {
  const stranger = canaryAddress();
  at.secrets.add('address', stranger);
  for (const from of [`Ada <${address}>`, `<${stranger}>`]) await receive(at, { from });
}

export async function writeForHelpOddly(at: Watched, address: string): Promise<void> {
  await writeForHelp(at, address);
  const from = `Ada <${address}>`;
  const odd: MailInput[] = [
    { from, verdicts: { dmarc: 'FAIL' } },
    { from: `${from}, ${canaryAddress()}` },
    { from, isTruncated: true },
    { from, verdicts: { spam: 'FAIL' } },
    { from, headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] },
    { from, messageId: `<${at.secrets.newest('access_token')}@somewhere.example>` },
    { from, envelopeSender: at.secrets.newest('link_token') },
  ];
  for (const input of odd) await receive(at, input);
  const token = at.secrets.newest('access_token');
  for (const event of [token, { Records: [token] }, { Records: [{ ses: { mail: { messageId: token } } }] }])
    await at.world.receive(event).catch(() => undefined);
  await at.world.operate({ command: 'list_cases' });
  await at.world.operate({ command: 'close_case', case_id: token });
}
