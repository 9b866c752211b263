/** Mail that comes in: an SMTP server on 127.0.0.1. Everything lands in the mailbox as received; what the rules of SES want goes there too. */
import { SMTPServer } from 'smtp-server';
import type { MailStore } from './mail.ts';
import type { Arrival } from './mail-verdicts.ts';

/** SES's own limit for inbound mail. */
const maxSizeBytes = 40 * 1024 * 1024;

export type Smtp = {
  port: number;
  /** Whom each mail is told to besides the mailbox; a throw makes the client try again later. */
  deliverTo(receive: (arrival: Arrival) => Promise<void>): void;
  close(): Promise<void>;
};

export async function startSmtp(store: MailStore, port: number): Promise<Smtp> {
  let receive: (arrival: Arrival) => Promise<void> = async () => {};
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
        const raw = Buffer.concat(parts);
        const arrival = { ...envelope, raw, helo: session.hostNameAppearsAs, ip: session.remoteAddress };
        const deliver = async () => {
          await store.addRaw('received', raw, envelope);
          await receive(arrival);
        };
        deliver().then(() => callback(), callback);
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
    deliverTo: (next) => {
      receive = next;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
