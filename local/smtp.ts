/** Mail that comes in: an SMTP server on 127.0.0.1 that puts everything into the mailbox as received. */
import { SMTPServer } from 'smtp-server';
import type { MailStore } from './mail.ts';

/** SES's own limit for inbound mail. */
const maxSizeBytes = 40 * 1024 * 1024;

export type Smtp = { port: number; close(): Promise<void> };

export async function startSmtp(store: MailStore, port: number): Promise<Smtp> {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    size: maxSizeBytes,
    disableReverseLookup: true,
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (stream.sizeExceeded) return callback(new Error('The message is too large'));
        const { mailFrom, rcptTo } = session.envelope;
        const envelope = { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) };
        store.addRaw('received', Buffer.concat(parts), envelope).then(() => callback(), callback);
      });
    },
  });
  server.on('error', () => {});
  const listener = await new Promise<ReturnType<SMTPServer['listen']>>((resolve, reject) => {
    server.once('error', reject);
    const started: ReturnType<SMTPServer['listen']> = server.listen(port, '127.0.0.1', () => resolve(started));
  });
  const address = listener.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
