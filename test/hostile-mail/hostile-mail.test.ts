/** A part of `npm run hostile-mail` in every test run, and proof that its eyes are open. */
import { beforeAll, describe, expect, it } from 'vitest';
import { flags } from './hostile-mails.ts';
import { runFlood } from './run-flood.ts';
import { type MailTally, runMails } from './run-mails.ts';

describe(runMails, () => {
  let tally: MailTally;
  beforeAll(async () => {
    tally = await runMails({ count: 1000, seed: 1 });
  }, 60_000);

  it('T4.1 crashes on no mail, and takes no second and no 64 MB for any', () => {
    expect(tally.crashes).toEqual([]);
    expect(tally.slowestMs).toBeLessThan(1000);
    expect(tally.mostBytes).toBeLessThan(64 * 1024 * 1024);
  });

  it('T4.1 deletes and changes nothing of anybody', () => {
    expect(tally.deletions).toEqual([]);
  });

  it('T4.1 sends mail to the address on file and to the single proven From, once, and to nobody else', () => {
    expect(tally.strays).toEqual([]);
  });

  it('meets every flag and every end', () => {
    expect([...tally.flags.keys()].sort()).toEqual(Object.keys(flags).sort());
    expect([...tally.ends.keys()]).toEqual(
      expect.arrayContaining([
        'confirm',
        'neutral',
        'repeated',
        'aside virus',
        'aside spam',
        'aside own',
        'silent automatic',
        'silent not_proven',
        'person not_judged',
        'person dmarc_failed',
        'person headers_truncated',
        'person results_doubtful',
        'person from_unclear',
      ]),
    );
  });

  it('would see a mail to somebody who is not proven', async () => {
    const { strays } = await runMails({ count: 200, seed: 1, trustsNobody: true });

    expect(strays.length).toBeGreaterThan(10);
  });
});

describe(runFlood, () => {
  it('T4.4 asks for twenty answers in an hour, one per person, and rings once', async () => {
    expect(await runFlood({ count: 3000 })).toEqual({ mails: 3000, answers: 20, mostPerPerson: 1, alarms: 1 });
  });
});
