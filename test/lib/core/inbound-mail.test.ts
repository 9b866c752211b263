/** The decision table of docs/architecture.md, written out here a second time from the words of that page. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { decideMail, identityOf, type Relation, readInboundMail, type Verdicts } from '../../../lib/core/inbound-mail.ts';
import { sesEventSchema, type Verdict, verdicts } from '../../../lib/core/ses-event.ts';
import { type MailInput, ownMailboxes, sesEvent } from '../../support/ses-events.ts';

const read = (input: MailInput = {}) => {
  const [record] = z.parse(sesEventSchema, sesEvent(input)).Records;
  if (!record) throw new Error('no record');
  return readInboundMail(record, ownMailboxes);
};
const decision = (input: MailInput, relation: Relation = 'other'): string => {
  const decided = decideMail(read(input), relation);
  return 'why' in decided ? `${decided.kind} ${decided.why}` : decided.kind;
};

type Row = Verdicts & { relation: Relation };

/** First row that fits wins. Rows have no order of ours: it is that of the page. */
const table: readonly [when: (row: Row) => boolean, then: string][] = [
  [({ virus }) => virus === 'FAIL', 'aside'],
  [({ spam }) => spam === 'FAIL', 'aside'],
  [(row) => [row.spam, row.virus, row.spf, row.dkim, row.dmarc].some((verdict) => verdict === 'PROCESSING_FAILED'), 'person'],
  [({ relation }) => relation === 'unknown', 'person'],
  [({ dmarc }) => dmarc === 'FAIL', 'person'],
  [({ relation }) => relation === 'on_file', 'confirm'],
  [({ dmarc, dkim }) => dmarc === 'PASS' && dkim === 'PASS', 'neutral'],
  [() => true, 'silent'],
];

const combinations: Verdicts[] = verdicts.flatMap((spam) =>
  verdicts.flatMap((virus) =>
    verdicts.flatMap((spf) => verdicts.flatMap((dkim) => verdicts.map((dmarc) => ({ spam, virus, spf, dkim, dmarc })))),
  ),
);
const relations: Relation[] = ['on_file', 'other', 'unknown'];
const fromOf: Record<Relation, string> = { on_file: 'ada@example.org', other: 'bob@example.org', unknown: 'a@example.org, b@example.org' };

describe('decideMail', () => {
  it('T4.2 equals the table in 1,024 combinations of verdicts with 3 relations', () => {
    const cases = relations.flatMap((relation) => combinations.map((verdicts) => ({ ...verdicts, relation })));
    const differing = cases.filter(({ relation, ...given }) => {
      const decided = decideMail(read({ from: fromOf[relation], verdicts: given }), relation).kind;
      return decided !== table.find(([when]) => when({ ...given, relation }))?.[1];
    });

    expect(cases).toHaveLength(3072);
    expect(differing).toEqual([]);
    expect(new Set(cases.map((row) => table.find(([when]) => when(row))?.[1])).size).toBe(5);
  });

  it.each<[string, MailInput, string]>([
    ['a proven stranger', {}, 'neutral'],
    ['DMARC by the sending machine alone', { signer: null, verdicts: { dkim: 'GRAY' } }, 'silent not_proven'],
    ['a signature of another domain', { signer: 'mailer.example' }, 'silent not_proven'],
    [
      'results that were forged',
      { headers: [{ name: 'authentication-results', value: 'amazonses.com; dkim=pass header.i=@example.org' }] },
      'person results_doubtful',
    ],
    ['headers that were cut', { isTruncated: true }, 'person headers_truncated'],
    ['two From headers', { headers: [{ name: 'FROM', value: 'ada@example.org' }] }, 'person from_unclear'],
    ['no From', { without: ['From'] }, 'person from_unclear'],
    ['a machine’s mail', { headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] }, 'silent automatic'],
    ['a mail of ours come back', { headers: [{ name: 'X-Postora-Mail', value: 'automatic' }] }, 'aside own'],
  ])('answers %s with: %s', (_, input, expected) => {
    expect(decision(input, read(input).from === undefined ? 'unknown' : 'other')).toBe(expected);
  });

  it('sends a GRAY mail’s owner the confirmation, and a GRAY stranger nothing', () => {
    const gray: MailInput = { verdicts: { dmarc: 'GRAY' } };

    expect([decision(gray, 'on_file'), decision(gray, 'other')]).toEqual(['confirm', 'silent not_proven']);
  });
});

describe('readInboundMail', () => {
  it.each<[string, unknown]>([
    ['missing', undefined],
    ['switched off', { status: 'DISABLED' }],
    ['another type', 'PASS'],
    ['unknown', { status: 'pass' }],
  ])('takes a verdict that is %s for one that could not be reached', (_, given) => {
    const event = sesEvent();
    const [record] = event.Records;
    Object.assign(record?.ses.receipt ?? {}, { dmarcVerdict: given });
    const [parsed] = z.parse(sesEventSchema, event).Records;

    expect(parsed?.ses.receipt.dmarcVerdict).toBe<Verdict>('PROCESSING_FAILED');
  });

  it('takes headers for cut unless SES says that they are not', () => {
    const event = sesEvent();
    Object.assign(event.Records[0]?.ses.mail ?? {}, { headersTruncated: undefined });
    const [record] = z.parse(sesEventSchema, event).Records;

    expect(record && readInboundMail(record, ownMailboxes).isTruncated).toBe(true);
  });

  it('refers to a Message-ID only if it is one', () => {
    const ids = ['<a@b>', 'a@b', '<a@b> <c@d>', '<a b@c>', '<a@b>\r\nBcc: eve@example.net', `<${'a'.repeat(300)}@b>`];

    expect(ids.map((messageId) => read({ messageId }).messageId)).toEqual(['<a@b>', undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('identityOf', () => {
  it('is that of the Message-ID and its sender, but not across verdicts; without a Message-ID that of SES', () => {
    const [same, again, forged, other, bare, bareAgain] = [
      { messageId: '<1@example.org>' },
      { messageId: '<1@example.org>' },
      { messageId: '<1@example.org>', verdicts: { dmarc: 'FAIL' } as const },
      { messageId: '<1@example.org>', from: 'eve@example.net' },
      { without: ['Message-ID'] },
      { without: ['Message-ID'] },
    ].map((input) => identityOf(read(input)));

    expect(same).toBe(again);
    expect(new Set([same, forged, other, bare, bareAgain]).size).toBe(5);
  });
});
