/** Deleting by mail, on the synthesized templates: real SMTP, real signatures, real processes, every right checked. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mail } from '../../local/mail.ts';
import { expectStatus, until, visitor } from '../../local/visitor.ts';
import { writeMail } from '../../local/write-mail.ts';
import { aConnection, aPerson, type Journey, openCloud } from './open-cloud.ts';

const operator = 'operator@operator.test';
const deleteLink = /\/delete#(\S{43})/;

describe('mail to the help address', () => {
  let journey: Journey;
  beforeAll(async () => {
    journey = await openCloud();
  });
  afterAll(() => journey.close());

  const sentTo = (to: string): Mail[] => journey.cloud.mail.list({ to, direction: 'sent' });
  /** The operator's copy is sent for every mail, so it tells that everything was done. */
  const forwarded = (subject: string) =>
    until(`the forwarded mail "${subject}"`, () =>
      sentTo(operator).find(({ attachments }) => attachments.some(({ content }) => Buffer.from(content, 'base64').includes(subject))),
    );

  it('T4.5 a signed mail brings the owner a link, and its button, not the mail, deletes everything', async () => {
    const { cloud } = journey;
    const ada = await aPerson(cloud, 'ada@friend.example');
    await aConnection(cloud, ada, 'ada.mail');
    await writeMail(cloud, { from: 'ada@friend.example', subject: 'Farewell', text: 'Please delete my account.' });

    const mail = await until('the mail with the link', () => sentTo('ada@friend.example').find(({ text }) => deleteLink.test(text)));
    expectStatus(await ada.call('GET', '/v1/me'), 200);
    const [, token] = deleteLink.exec(mail.text) ?? [];
    // Any browser will do: the link proves who reads the mailbox.
    const confirmed = expectStatus(await visitor(cloud.origin).call('POST', '/v1/deletions/confirm', { token }), 202);

    const { code } = confirmed.body as { code: string };
    const done = await until('the end of the deletion', async () => {
      const { body } = expectStatus(await visitor(cloud.origin).call('GET', `/v1/deletions/${code}`), 200);
      return (body as { state: string }).state === 'done' ? body : undefined;
    });
    expect(done).toMatchObject({ state: 'done' });
    expectStatus(await ada.call('GET', '/v1/me'), 401);
    const note = await forwarded('Farewell');
    expect(note.subject).toContain('(confirm)');
    expect(mail.headers).toMatchObject({ 'x-postora-mail': 'automatic', 'x-auto-response-suppress': 'All' });
  });

  it('T4.1 a forged mail brings nobody anything but the operator, who finds a case with a date', async () => {
    const { cloud } = journey;
    const eve = await aPerson(cloud, 'eve@spoofed.example');
    const before = sentTo('eve@spoofed.example').length;
    await writeMail(cloud, { from: 'eve@spoofed.example', subject: 'Forged', text: 'Please delete my account.' });

    const note = await forwarded('Forged');
    const listed = await cloud.invoke('operator', { command: 'list_cases' });

    expect(note.subject).toContain('(dmarc_failed)');
    expect(sentTo('eve@spoofed.example')).toHaveLength(before);
    expectStatus(await eve.call('GET', '/v1/me'), 200);
    expect(listed).toMatchObject({ kind: 'ok', value: { cases: [{ why: 'dmarc_failed' }] } });
    const [one] = (listed as { value: { cases: { case_id: string }[] } }).value.cases;
    expect(await cloud.invoke('operator', { command: 'close_case', case_id: one?.case_id })).toMatchObject({
      value: { closed: one?.case_id },
    });
    expect(await cloud.invoke('operator', { command: 'list_cases' })).toMatchObject({ value: { cases: [] } });
  });

  it('answers a proven stranger in neutral words, and no machine at all', async () => {
    const { cloud } = journey;
    await writeMail(cloud, { from: 'bob@friend.example', subject: 'A question', text: 'How does it work?' });
    const answer = await until('the neutral answer', () => sentTo('bob@friend.example')[0]);
    await writeMail(cloud, {
      from: 'robot@friend.example',
      subject: 'I am away',
      text: 'Back on Monday.',
      headers: { 'Auto-Submitted': 'auto-replied' },
    });

    expect((await forwarded('I am away')).subject).toContain('(automatic)');
    expect(answer.headers).toMatchObject({
      'auto-submitted': 'auto-replied',
      'in-reply-to': expect.stringMatching(/^<.+@friend\.example>$/),
    });
    expect(sentTo('robot@friend.example')).toEqual([]);
    expect(cloud.logs.lines().filter(({ text }) => /bob@|A question/.test(text))).toEqual([]);
  });
});
