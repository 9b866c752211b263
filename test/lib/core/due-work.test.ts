/** Whom a due row is for. */
import { describe, expect, it } from 'vitest';
import { dueWork } from '../../../lib/core/due-work.ts';
import { dueKeys } from '../../../lib/core/timer.ts';
import { anId, startAt } from '../../support/builders.ts';

const [usr, post, con, med] = [anId('usr'), anId('post'), anId('con'), anId('med')];
const rowOf = (kind: string, pk: string, sk: string) => ({ pk, sk, dueSk: dueKeys(startAt, kind, `${usr}#${sk}`).due_sk });

describe('dueWork', () => {
  it.each([
    [
      'publication',
      `PUBLICATIONS#${usr}`,
      `${post}#${con}`,
      'publish',
      { kind: 'publication', user_id: usr, post_id: post, connection_id: con },
      con,
    ],
    ['token', `TOKENS#${usr}`, con, 'refresh', { kind: 'refresh', user_id: usr, connection_id: con }, con],
    ['case', 'CASE#open', '2026-12-23-mail', 'mail', { kind: 'case_reminder', case_id: '2026-12-23-mail' }, 'help'],
    ['digest', 'DIGEST#2026-11-23', '-', 'mail', { kind: 'forward_digest', day: '2026-11-23' }, 'help'],
    ['media', `MEDIA#${usr}`, med, 'media', { kind: 'expire', user_id: usr, media_id: med }, usr],
  ])('sends a %s row to its queue', (kind, pk, sk, queue, message, group) => {
    expect(dueWork(rowOf(kind, pk, sk))).toEqual({ send: [queue, message], group });
  });

  it.each(['dream', '', 'toString', '__proto__'])('has no queue for the kind "%s"', (kind) => {
    expect(dueWork(rowOf(kind, `DREAMS#${usr}`, 'x'))).toBeUndefined();
  });
});
