/** What the mailer does for the help address: answers once, forwards whole, reminds in time. */
import { describe, expect, it } from 'vitest';
import { forwardNotes } from '../../../lib/core/forward-note.ts';
import { mailLimits } from '../../../lib/core/help-mail.ts';
import { aMailId, ownMailboxes, sesEvent } from '../../support/ses-events.ts';
import { sqsEvent, type World, world } from '../../support/world.ts';
import { lambdaContext } from '../http-event.ts';

const dayMs = 24 * 3_600_000;
const mailId = aMailId(900_000);

/** Delivers one message and says whether it will come again. */
const deliver = async (given: World, message: unknown): Promise<boolean> =>
  (await given.as('mailer', given.queues.mail)(sqsEvent([message]), lambdaContext)).batchItemFailures.length === 0;
const outcomes = (given: World): unknown[] => given.logs.map((line) => (JSON.parse(line) as { outcome?: string }).outcome).filter(Boolean);

/** The row that the inbox made for a proven stranger. */
async function withReply(): Promise<World> {
  const given = world();
  await given.receive(sesEvent({ mailId, from: 'bob@example.net' }));
  given.queued.length = 0;
  return given;
}
const answer = { kind: 'neutral_answer', mail_id: mailId };
const forward = { kind: 'forward', mail_id: mailId, note: 'not_proven' };

describe('the neutral answer', () => {
  it('goes out once, however often its message comes, and its address is forgotten', async () => {
    const given = await withReply();

    for (let i = 0; i < 10; i += 1) await deliver(given, answer);

    expect(given.mails.map(({ to }) => to)).toEqual(['bob@example.net']);
    expect(given.stored()).not.toContain('bob@');
    expect(outcomes(given)).toEqual(['sent', ...Array.from({ length: 9 }, () => 'told_before')]);
  });

  it('goes out once of ten deliveries at the same instant', async () => {
    const given = await withReply();

    await Promise.all(Array.from({ length: 10 }, () => deliver(given, answer)));

    expect(given.mails).toHaveLength(1);
  });

  it('is kept when SES refuses it, and sent when the message comes again', async () => {
    const given = await withReply();
    const { sendMail } = given.deps;
    Object.assign(given.deps, { sendMail: async () => Promise.reject(new Error('Maximum sending rate exceeded')) });
    const { mailer } = await import('../../../functions/mailer/mailer.ts');

    const refused = await mailer(given.deps)(sqsEvent([answer]), lambdaContext);
    Object.assign(given.deps, { sendMail });
    await mailer(given.deps)(sqsEvent([answer]), lambdaContext);

    expect(refused.batchItemFailures).toHaveLength(1);
    expect(given.mails.map(({ to }) => to)).toEqual(['bob@example.net']);
  });

  it('is not sent a day late', async () => {
    const given = await withReply();
    given.clock.advance(mailLimits.replyMs);

    await deliver(given, answer);

    expect([given.mails, outcomes(given)]).toEqual([[], ['too_old']]);
    expect(given.stored()).not.toContain('bob@');
  });
});

describe('a forwarded mail', () => {
  it.each(forwardNotes)('goes to the operator whole, with a sentence about what was done (%s)', async (note) => {
    const given = world();
    const bytes = Buffer.from('From: a\r\n\r\nanything \u00ff');
    given.rawMails.put(mailId, bytes);

    await deliver(given, { ...forward, note });

    expect(given.mails).toMatchObject([
      { to: ownMailboxes.operator, subject: `Mail to the help address (${note})`, attachedMail: { filename: `mail-${mailId}.eml`, bytes } },
    ]);
    expect(given.mails[0]?.text).toMatch(/\n\n[A-Z][^\n]+\.\n\n/);
  });

  it('is told of and left where it lies when it is larger than 7 MB', async () => {
    const given = world();
    given.rawMails.put(mailId, Buffer.alloc(mailLimits.forwardMaxBytes + 1));

    await deliver(given, forward);

    expect(given.mails).toMatchObject([{ to: ownMailboxes.operator, subject: 'A large mail to the help address (not_proven)' }]);
    expect(given.mails[0]?.attachedMail).toBeUndefined();
    expect(given.mails[0]?.text).toContain(`inbound/${mailId}`);
  });

  it('is tried again when it cannot be read, and in the end is a dead letter', async () => {
    expect(await deliver(world(), forward)).toBe(false);
  });
});

describe('an open case', () => {
  async function withCase(): Promise<World> {
    const given = world();
    await given.sweep();
    await given.receive(sesEvent({ mailId, verdicts: { dmarc: 'FAIL' } }));
    given.queued.length = 0;
    return given;
  }
  /** An hour of ordinary life at a time. */
  async function live(given: World, days: number): Promise<void> {
    for (let hour = 0; hour < days * 24; hour += 1) {
      given.clock.advance(3_600_000);
      await given.sweep();
      await given.deliver('mail');
    }
  }

  it('T4.7 is told again on day 20 and every third day, with its date, until it is closed', async () => {
    const given = await withCase();

    await live(given, 19);
    expect(given.mails).toEqual([]);
    await live(given, 5);
    expect(given.mails.map(({ subject }) => subject)).toEqual([
      `Still to decide until 2026-12-23: case 2026-12-23-${mailId}`,
      `Still to decide until 2026-12-23: case 2026-12-23-${mailId}`,
    ]);
    await given.operate({ command: 'close_case', case_id: `2026-12-23-${mailId}` });
    await live(given, 5);

    expect(given.mails).toHaveLength(2);
  });

  it('is told once of a message that comes twice, and again if SES refused', async () => {
    const given = await withCase();
    const reminder = { kind: 'case_reminder', case_id: `2026-12-23-${mailId}` };
    given.clock.advance(20 * dayMs);
    const { sendMail } = given.deps;
    const { mailer } = await import('../../../functions/mailer/mailer.ts');

    Object.assign(given.deps, { sendMail: async () => Promise.reject(new Error('no')) });
    const refused = await mailer(given.deps)(sqsEvent([reminder]), lambdaContext);
    Object.assign(given.deps, { sendMail });
    await mailer(given.deps)(sqsEvent([reminder, reminder]), lambdaContext);

    expect(refused.batchItemFailures).toHaveLength(1);
    expect(given.mails).toHaveLength(1);
  });
});
