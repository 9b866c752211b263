/** Mails to the help address through the real function: who is sent what, once, and what is left to a person. */
import { describe, expect, it } from 'vitest';
import { aMailId, type MailInput, ownMailboxes, sesEvent } from '../../support/ses-events.ts';
import { type World, world } from '../../support/world.ts';
import { address, signIn } from '../steps.ts';

const hourMs = 3_600_000;
const raw = Buffer.from('From: someone\r\n\r\nbody\r\n');

/** Hands over the mail and everything that follows from it. */
async function receive(given: World, input: MailInput = {}): Promise<void> {
  const event = sesEvent({ receivedAt: given.clock.now(), ...input });
  given.rawMails.put(event.Records[0]?.ses.mail.messageId ?? '', raw);
  await given.receive(event);
  await given.deliver('mail');
}

/** To whom mails went, in order. */
const readers = (given: World): string[] => given.mails.map(({ to }) => to);
const toOthers = (given: World): string[] => readers(given).filter((to) => to !== ownMailboxes.operator);
const lastLog = (given: World): unknown => JSON.parse(given.logs.filter((line) => line.includes('"event":"mail"')).at(-1) ?? '{}');

async function withAda(): Promise<World> {
  const given = world();
  await signIn(given, address);
  given.mails.length = 0;
  return given;
}

describe('inbox', () => {
  it('P-27 sends the owner of the address on file a link, and the operator the mail itself', async () => {
    const given = await withAda();

    await receive(given, { from: `Ada <${address.toUpperCase()}>` });

    expect(readers(given)).toEqual([ownMailboxes.operator, address]);
    expect(given.mails[1]?.text).toMatch(/\/delete#[A-Za-z0-9_-]{43}/);
    expect(given.mails[0]?.attachedMail?.bytes).toEqual(raw);
    expect(given.mails[0]?.subject).toBe('Mail to the help address (confirm)');
  });

  it('answers a proven stranger with the neutral text, which refers to their mail', async () => {
    const given = await withAda();

    await receive(given, { from: 'Bob <bob@example.net>', messageId: '<hello@example.net>' });

    expect(toOthers(given)).toEqual(['bob@example.net']);
    expect(given.mails.at(-1)).toMatchObject({ answers: { messageId: '<hello@example.net>' } });
    expect(given.mails.at(-1)?.text).toContain('/data-deletion');
    expect(given.stored()).not.toContain('bob@example.net');
  });

  it.each<[string, MailInput]>([
    ['the owner’s address with DMARC FAIL', { from: address, verdicts: { dmarc: 'FAIL' } }],
    ['two addresses', { from: `${address}, eve@example.net` }],
    ['cut headers', { from: address, isTruncated: true }],
    ['checks that could not be made', { from: address, verdicts: { spf: 'PROCESSING_FAILED' } }],
    ['forged results', { from: address, headers: [{ name: 'Authentication-Results', value: 'amazonses.com; dkim=pass' }] }],
  ])('sends nothing to anybody for %s, and opens a case with a date', async (_, input) => {
    const given = await withAda();

    await receive(given, input);

    expect(toOthers(given)).toEqual([]);
    expect(await given.operate({ command: 'list_cases' })).toMatchObject({
      cases: [
        { received_at: given.clock.now().toISOString(), answer_by: new Date(given.clock.now().getTime() + 30 * 24 * hourMs).toISOString() },
      ],
    });
  });

  it.each(['spam', 'virus'] as const)('neither answers nor forwards %s, but counts it', async (kind) => {
    const given = await withAda();

    await receive(given, { from: address, verdicts: { [kind]: 'FAIL' } });

    expect(readers(given)).toEqual([]);
    expect(lastLog(given)).toMatchObject({ action: 'aside', why: kind });
  });

  it('asks for no more than a link: nothing is deleted or changed by a mail alone', async () => {
    const given = await withAda();
    const before = given.dump('main').filter(({ kind }) => ['user', 'email', 'session'].includes(kind));

    await receive(given, { from: address });

    expect(given.dump('main').filter(({ kind }) => ['user', 'email', 'session'].includes(kind))).toEqual(before);
    expect(given.trace.filter((step) => step.includes('delete'))).not.toContain('delete main USER');
  });

  it('T4.6 the same mail one to ten times is one request, one mail, one forwarded copy', async () => {
    for (let times = 1; times <= 10; times += 1) {
      const given = await withAda();
      const mail: MailInput = { from: address, messageId: '<once@example.org>' };

      // Some come from SES again under its own id, some are sent again and have a new one.
      for (let i = 0; i < times; i += 1) await receive(given, { ...mail, mailId: aMailId(700_000 + (i % 3)) });

      expect(toOthers(given)).toEqual([address]);
    }
  });

  it('T7.13 a call that died after it had stored what it decided sends its messages the next time', async () => {
    const given = await withAda();
    const event = sesEvent({ from: 'bob@example.net' });
    given.rawMails.put(event.Records[0]?.ses.mail.messageId ?? '', raw);
    const dying = { ...given.deps, sendMessage: async () => Promise.reject(new Error('no queue')) };
    const { inbox } = await import('../../../functions/inbox/inbox.ts');
    await expect(inbox(dying)(event)).rejects.toThrow('the log line before says why');

    await given.receive(event);
    await given.deliver('mail');

    expect(readers(given)).toEqual([ownMailboxes.operator, 'bob@example.net']);
  });

  it('answers one address once in 24 hours, however the day turns, and forwards every mail', async () => {
    const given = await withAda();
    given.clock.advance(14 * hourMs + 50 * 60_000);

    for (let i = 0; i < 23; i += 1) {
      await receive(given, { from: address });
      given.clock.advance(hourMs);
    }
    await receive(given, { from: address });
    expect(toOthers(given)).toEqual([address]);
    given.clock.advance(hourMs);
    await receive(given, { from: address });

    expect(toOthers(given)).toEqual([address, address]);
    expect(readers(given)).toHaveLength(27);
  });

  it('sends one of two mails of an address an answer when both come at the same instant', async () => {
    const given = await withAda();
    const events = [1, 2, 3].map(() => sesEvent({ from: address }));
    for (const { Records } of events) given.rawMails.put(Records[0]?.ses.mail.messageId ?? '', raw);

    await Promise.all(events.map((event) => given.receive(event)));
    await given.deliver('mail');

    expect(toOthers(given)).toEqual([address]);
  });

  it('refuses an event that is none, and does not repeat what it could not read', async () => {
    const given = await withAda();

    await expect(given.receive({ Records: [{ eventSource: 'aws:s3', secret: 'ada@example.org' }] })).rejects.toThrow(
      'the log line before says why',
    );

    expect(given.logs.at(-1)).toContain('not one of SES');
    expect(given.logs.join()).not.toContain('ada@example.org');
  });

  it('logs neither address nor subject', async () => {
    const given = await withAda();

    await receive(given, { from: 'bob@example.net' });

    expect(given.logs.join()).not.toMatch(/bob|@|Please delete/);
  });

  it('puts no address into a message', async () => {
    const given = await withAda();

    await given.receive(sesEvent({ from: 'bob@example.net' }));
    await given.receive(sesEvent({ from: address }));

    expect(given.queued.map(({ message }) => JSON.stringify(message)).join()).not.toContain('@');
    expect(given.queued).toHaveLength(4);
  });
});
