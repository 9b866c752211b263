/** Signs of a machine: what every kind of automatic mail bears is in test/functions/inbox; here is what must not be taken for one. */
import { describe, expect, it } from 'vitest';
import { automaticSign, isOwnMail } from '../../../lib/core/mail-signs.ts';
import { ownMailboxes } from '../../support/ses-events.ts';

const mail = (headers: Record<string, string> = {}, change: { envelopeSender?: string; from?: string } = {}) => ({
  headers: Object.entries({ To: ownMailboxes.help, ...headers }).map(([name, value]) => ({ name, value })),
  envelopeSender: 'ada@example.org',
  from: 'ada@example.org',
  ...change,
});

describe('automaticSign', () => {
  it.each([
    ['a plain mail', mail()],
    ['one that says so', mail({ 'Auto-Submitted': 'no' })],
    ['one that says so with a comment', mail({ 'Auto-Submitted': ' No (a person); x=y' })],
    ['an ordinary precedence', mail({ Precedence: 'first-class' })],
    ['no wish about answers', mail({ 'X-Auto-Response-Suppress': 'None' })],
    ['a mail with parts', mail({ 'Content-Type': 'multipart/alternative; boundary=x' })],
    ['an answer to a mail of ours', mail({ 'In-Reply-To': '<1@email.amazonses.com>', References: '<1@email.amazonses.com>' })],
    ['a name that only begins like a robot’s', mail({}, { from: 'rootbeer@example.org', envelopeSender: 'bouncer@example.org' })],
    ['a mail that names us among others', mail({ To: `Bob <bob@example.net>, Help <${ownMailboxes.help.toUpperCase()}>` })],
    ['a mail that names us in Cc', mail({ To: 'bob@example.net', Cc: ownMailboxes.help })],
    ['a mail to our sender', mail({ To: ownMailboxes.sender })],
    ['many hops', mail(Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`X-Hop-${i}`, 'x'])))],
  ])('finds none in %s', (_, given) => {
    expect(automaticSign(given, ownMailboxes)).toBeUndefined();
  });

  it.each([
    ['loop', mail({ 'X-Loop': ownMailboxes.help })],
    ['own_message_id', mail({ 'Message-ID': '<1@postora.example>' })],
    ['not_addressed', mail({ To: 'undisclosed-recipients:;' })],
  ])('finds %s', (sign, given) => {
    expect(automaticSign(given, ownMailboxes)).toBe(sign);
  });

  it('finds a mail that goes in circles', () => {
    const given = mail();
    given.headers.push(...Array.from({ length: 51 }, () => ({ name: 'Received', value: 'x' })));

    expect(automaticSign(given, ownMailboxes)).toBe('loop');
  });
});

describe('isOwnMail', () => {
  it.each([
    ['our sender', mail({}, { from: ownMailboxes.sender }), true],
    ['our help address', mail({}, { from: ownMailboxes.help }), true],
    ['our mark', mail({ 'x-postora-mail': 'automatic' }), true],
    ['the operator’s machine', mail({ 'Auto-Submitted': 'auto-replied' }, { from: ownMailboxes.operator }), true],
    ['a bounce of the operator’s mailbox', mail({}, { from: ownMailboxes.operator, envelopeSender: '<>' }), true],
    ['the operator in person', mail({}, { from: ownMailboxes.operator }), false],
    ['anybody', mail(), false],
    ['anybody’s machine', mail({ 'Auto-Submitted': 'auto-replied' }), false],
  ])('knows %s', (_, given, expected) => {
    expect(isOwnMail(given, ownMailboxes)).toBe(expected);
  });
});
