import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, describe, expect, it } from 'vitest';
import { localServer } from '../../local/http-server.ts';
import { openMail, sendEmail } from '../../local/mail.ts';
import { mailbox } from '../../local/mailbox.ts';
import { startSmtp } from '../../local/smtp.ts';

const dir = mkdtempSync(join(tmpdir(), 'postora-mail-'));
const open = () => openMail(dir, () => new Date('2026-01-01T00:00:00Z'));
const input = (to: string, html = '<p>hi</p>') => ({
  FromEmailAddress: 'Postora <postora@postora.xyz>',
  Destination: { ToAddresses: [to] },
  Content: {
    Simple: {
      Subject: { Data: 'Your <link>' },
      Body: { Text: { Data: 'Go to http://localhost:8400/sign-in#abc.' }, Html: { Data: html } },
      Headers: [{ Name: 'Auto-Submitted', Value: 'auto-generated' }],
    },
  },
});

afterAll(() => rmSync(dir, { recursive: true }));

describe(sendEmail, () => {
  it('keeps attachments, to be fetched and never shown', async () => {
    const store = open();
    const attached = { FileName: 'mail-1.eml', ContentType: 'message/rfc822', RawContent: Buffer.from('<b>x</b>').toString('base64') };
    const plain = input('op@example.org');
    const { MessageId } = await sendEmail(store, { ...plain, Content: { Simple: { ...plain.Content.Simple, Attachments: [attached] } } });
    const server = await localServer({ port: 0, what: 'mailbox' });
    server.handle(mailbox(store));

    const page = await (await fetch(`http://127.0.0.1:${server.port}/message/${MessageId}`)).text();
    const file = await fetch(`http://127.0.0.1:${server.port}/mails/${MessageId}/attachments/0`);
    const none = await fetch(`http://127.0.0.1:${server.port}/mails/${MessageId}/attachments/1`);
    await server.close();

    expect(page).toContain(`href="/mails/${MessageId}/attachments/0">mail-1.eml`);
    expect([file.headers.get('content-type'), file.headers.get('content-disposition')]).toEqual([
      'application/octet-stream; charset=utf-8',
      'attachment; filename="mail-1.eml"',
    ]);
    expect(await file.text()).toBe('<b>x</b>');
    expect(none.status).toBe(404);
  });

  it('keeps what SES would send, also over a restart', async () => {
    const { MessageId } = await sendEmail(open(), input('ada@example.org'));

    expect(open().get(MessageId)).toMatchObject({
      direction: 'sent',
      from: 'Postora <postora@postora.xyz>',
      to: ['ada@example.org'],
      subject: 'Your <link>',
      headers: { 'auto-submitted': 'auto-generated' },
    });
  });
});

describe(startSmtp, () => {
  it('takes mail that comes in', async () => {
    const store = open();
    const smtp = await startSmtp(store, 0);
    const transport = createTransport({ host: '127.0.0.1', port: smtp.port });

    await transport.sendMail({ from: 'eve@example.org', to: 'help@postora.xyz', subject: 'Delete me', text: 'Please' });

    expect(store.list({ to: 'help@postora.xyz' })).toMatchObject([
      { direction: 'received', from: 'eve@example.org', subject: 'Delete me', text: 'Please\n' },
    ]);
    await smtp.close();
  });

  it('hands it on with its envelope, and refuses for now what could not be handed on', async () => {
    const smtp = await startSmtp(open(), 0);
    const arrivals: { from: string; to: string[]; raw: Buffer }[] = [];
    const transport = createTransport({ host: '127.0.0.1', port: smtp.port });
    const mail = { from: 'eve@example.org', to: 'help@postora.xyz', subject: 'Hello', text: 'Hi' };

    smtp.deliverTo(async (arrival) => void arrivals.push(arrival));
    await transport.sendMail(mail);
    smtp.deliverTo(async () => Promise.reject(new Error('no bucket policy lets it')));
    const refused = transport.sendMail(mail);

    await expect(refused).rejects.toMatchObject({ responseCode: 450 });
    expect(arrivals).toMatchObject([{ from: 'eve@example.org', to: ['help@postora.xyz'] }]);
    expect(arrivals[0]?.raw.toString()).toContain('Subject: Hello\r\n');
    await smtp.close();
  });
});

describe(mailbox, () => {
  it('lists, filters and shows mails, with their links to click and their HTML locked in', async () => {
    const store = open();
    const { MessageId } = await sendEmail(store, input('bob@example.org', '<script>alert(1)</script><p>hi</p>'));
    const server = await localServer({ port: 0, what: 'mailbox' });
    server.handle(mailbox(store));
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);

    const found = (await (await get('/mails?to=BOB@example.org')).json()) as { id: string }[];
    const list = await (await get('/')).text();
    const page = await (await get(`/message/${MessageId}`)).text();
    const html = await get(`/mails/${MessageId}/html`);
    const missing = await get('/mails/none');
    await server.close();

    expect(found.map(({ id }) => id)).toEqual([MessageId]);
    expect(list).toContain('Your &#60;link&#62;');
    expect(page).toContain('<a href="http://localhost:8400/sign-in#abc" target="_blank" rel="noreferrer">');
    expect(page).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(html.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(missing.status).toBe(404);
  });
});

describe(localServer, () => {
  it('answers names of this machine only', async () => {
    const { request } = await import('node:http');
    const server = await localServer({ port: 0, what: 'x' });
    const status = await new Promise((resolve) =>
      request({ port: server.port, host: '127.0.0.1', headers: { host: 'evil.example' } }, (answer) =>
        resolve(answer.resume().statusCode),
      ).end(),
    );
    await server.close();

    expect(status).toBe(421);
  });

  it('says in one line that a port is taken', async () => {
    const first = await localServer({ port: 0, what: 'x' });

    await expect(localServer({ port: first.port, what: 'console' })).rejects.toThrow(
      `Port ${first.port} (console) is in use: end what uses it, or choose another one with --port.`,
    );
    await first.close();
  });
});
