/** Machines that write to each other, and people who write too much. */
import { describe, expect, it } from 'vitest';
import { automaticMails } from '../../support/automatic-mails.ts';
import { type MailInput, ownMailboxes, sesEvent } from '../../support/ses-events.ts';
import { type World, world } from '../../support/world.ts';
import { address, signIn } from '../steps.ts';

const minuteMs = 60_000;
const raw = Buffer.from('From: someone\r\n\r\nbody\r\n');

async function receive(given: World, input: MailInput): Promise<void> {
  const event = sesEvent({ receivedAt: given.clock.now(), ...input });
  given.rawMails.put(event.Records[0]?.ses.mail.messageId ?? '', raw);
  await given.receive(event);
}
const toOthers = (given: World): string[] => given.mails.map(({ to }) => to).filter((to) => to !== ownMailboxes.operator);
const floods = (given: World): string[] => given.logs.filter((line) => line.includes('"flood":true'));

async function withAda(): Promise<World> {
  const given = world();
  await signIn(given, address);
  given.mails.length = 0;
  return given;
}

describe('automatic mail', () => {
  const kinds = Object.entries(automaticMails);

  it('comes in twenty kinds', () => {
    expect(kinds).toHaveLength(20);
  });

  it.each(kinds)('T4.3 %s is never answered, proven or not, known or not', async (_, input) => {
    const given = await withAda();

    for (let round = 0; round < 50; round += 1) {
      await receive(given, { from: address, ...input, ...(round % 2 ? { verdicts: { dmarc: 'GRAY' } } : {}) });
      await given.deliver('mail');
    }

    expect(toOthers(given)).toEqual([]);
  });

  it('T4.3 two answering machines end after one answer, in 1,000 rounds', async () => {
    const given = await withAda();
    let answers = 0;

    for (let round = 0; round < 1000; round += 1) {
      // The other side answers whatever it gets, and says nowhere that it is a machine.
      await receive(given, { from: 'machine@example.net' });
      await given.deliver('mail');
      answers = toOthers(given).length;
      given.clock.advance(1000);
    }

    expect(answers).toBe(1);
  });

  it('T4.3 our own mail come back, or the operator’s machine answering it, goes nowhere', async () => {
    const given = await withAda();
    const auto = { headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] };

    await receive(given, { from: ownMailboxes.sender });
    await receive(given, { from: ownMailboxes.help });
    await receive(given, { from: 'x@example.net', headers: [{ name: 'x-postora-mail', value: 'automatic' }] });
    await receive(given, { from: ownMailboxes.operator, ...auto });
    await given.deliver('mail');

    expect(given.mails).toEqual([]);
    await receive(given, { from: ownMailboxes.operator });
    await given.deliver('mail');
    expect(given.mails.map(({ to }) => to)).toEqual([ownMailboxes.operator, ownMailboxes.operator]);
  });
});

describe('floods', () => {
  it('T4.4 thousands of mails within an hour: one answer per address, twenty in all, one alarm', async () => {
    const given = await withAda();
    const count = 1000;

    for (let i = 0; i < count; i += 1) {
      await receive(given, { from: i % 10 === 0 ? address : `person${i % 100}@example.net` });
      await given.deliver('mail');
      given.clock.advance((60 * minuteMs) / count);
    }

    const readers = toOthers(given);
    expect(readers).toHaveLength(20);
    expect(new Set(readers).size).toBe(20);
    expect(floods(given)).toHaveLength(1);
  });

  it('T4.4 no sixty minutes hold more than twenty answers, and a flood that goes on is one alarm', async () => {
    const given = await withAda();
    const sentAt: number[] = [];
    given.clock.advance(40 * minuteMs);

    for (let i = 0; i < 1200; i += 1) {
      const before = given.mails.length;
      await receive(given, { from: `person${i}@example.net` });
      await given.deliver('mail');
      if (given.mails.slice(before).some(({ to }) => to !== ownMailboxes.operator)) sentAt.push(given.clock.now().getTime());
      given.clock.advance(9000);
    }

    expect(sentAt.length).toBeGreaterThan(0);
    const most = Math.max(...sentAt.map((at) => sentAt.filter((other) => other >= at && other < at + 60 * minuteMs).length));
    expect(most).toBe(20);
    expect(floods(given)).toHaveLength(1);
  });

  it('leaves to a person what the machine may not answer any more, in at most a hundred cases a day and one for the rest', async () => {
    const given = await withAda();

    for (let i = 0; i < 150; i += 1) await receive(given, { from: `person${i}@example.net` });

    const cases = given.dump('main').filter(({ kind }) => kind === 'case');
    expect(cases).toHaveLength(101);
    expect(cases.filter(({ mailId }) => mailId === undefined)).toHaveLength(1);
  });

  it('forwards a hundred mails a day one by one, and tells of the others the next day', async () => {
    const given = await withAda();

    for (let i = 0; i < 130; i += 1) await receive(given, { from: `person${i}@example.net`, verdicts: { dmarc: 'GRAY' } });
    for (let i = 0; i < 3; i += 1) await receive(given, { verdicts: { spam: 'FAIL' } });
    await receive(given, { verdicts: { virus: 'FAIL' } });
    await given.deliver('mail');
    expect(given.mails).toHaveLength(100);
    for (let hour = 0; hour < 30; hour += 1) {
      given.clock.advance(30 * minuteMs);
      await given.sweep();
      await given.deliver('mail');
    }

    const [digest, ...others] = given.mails.slice(100);
    expect(others).toEqual([]);
    expect(digest?.subject).toBe('Mails to the help address that were not forwarded on 2026-11-23');
    expect(
      digest?.text
        .split('\n\n')
        .slice(0, 3)
        .map((line) => line.slice(0, 20)),
    ).toEqual(['3 were taken for spa', '1 carried a virus. D', '30 mails came after ']);
  });
});
