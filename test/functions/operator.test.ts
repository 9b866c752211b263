/** What the operator asks from the command line. */
import { describe, expect, it } from 'vitest';
import { aMailId, sesEvent } from '../support/ses-events.ts';
import { world } from '../support/world.ts';
import { finish, settled } from './eraser/person.ts';

describe('operator', () => {
  it('invites: answers with the link and its end, and stores only a hash', async () => {
    const w = world();

    const answer = await w.operate({ command: 'invite', address: ' Ada@Example.org ' });

    expect(answer).toEqual({
      invite_url: expect.stringMatching(/^https:\/\/postora\.example\/invite#[\w-]{43}$/),
      expires_at: '2026-11-24T09:00:00.000Z',
    });
    expect(w.dump('main')).toEqual([
      expect.objectContaining({ kind: 'invite', address: 'ada@example.org' }),
      expect.objectContaining({ kind: 'pending' }),
    ]);
    expect(w.logs.join('')).not.toMatch(/ada@|invite#/);
  });

  it.each([
    undefined,
    null,
    'invite',
    {},
    { command: 'invite' },
    { command: 'drop', address: 'ada@example.org' },
    { command: 'invite', address: 'not an address' },
    { command: 'invite', address: 'ada@example.org', surplus: 1 },
  ])('answers a bad command with a sentence: %j', async (event) => {
    const w = world();

    const answer = await w.operate(event);

    expect(answer).toEqual({ error: expect.stringMatching(/\w+/) });
    expect(w.dump('main')).toEqual([]);
  });

  it('erases everything of whoever has an address, and says where that can be watched', async () => {
    const w = world();
    const ada = await settled(w);

    const answer = await w.operate({ command: 'erase', address: ' Ada@Example.org ' });
    const code = 'code' in answer ? answer.code : '';
    await finish(w, code);

    expect(answer).toEqual({ code, status_url: `https://postora.example/deletion/${code}` });
    expect(await w.deps.deletions.get(code)).toMatchObject({ state: 'done', door: 'operator' });
    expect(w.dump('main').filter(({ kind }) => kind === 'user' || kind === 'connection')).toEqual([]);
    expect(w.logs.join('')).not.toContain(ada.address);
  });

  it('says when nobody has that address', async () => {
    const w = world();

    expect(await w.operate({ command: 'erase', address: 'nobody@example.org' })).toEqual({ error: 'There is no such user.' });
    expect(w.stored()).toBe(world().stored());
  });

  it('logs what failed, and fails', async () => {
    const w = world();
    w.hooks.beforeCommit = async () => {
      throw new Error('no table');
    };

    await expect(w.operate({ command: 'invite', address: 'ada@example.org' })).rejects.toThrow('The command failed; the log says why.');

    expect(w.logs.at(-1)).toContain('"level":"error","event":"operator"');
  });

  it('lists what a machine must not decide, what ends first first, and closes it', async () => {
    const w = world();
    await w.receive(sesEvent({ mailId: aMailId(800_002), receivedAt: new Date('2026-11-24T00:00:00Z'), verdicts: { dmarc: 'FAIL' } }));
    await w.receive(sesEvent({ mailId: aMailId(800_001), receivedAt: new Date('2026-11-23T00:00:00Z'), isTruncated: true }));

    const listed = await w.operate({ command: 'list_cases' });
    const first = `2026-12-23-${aMailId(800_001)}`;
    const closed = await w.operate({ command: 'close_case', case_id: first });

    expect(listed).toEqual({
      cases: [
        {
          case_id: first,
          why: 'headers_truncated',
          mail_id: aMailId(800_001),
          received_at: '2026-11-23T00:00:00.000Z',
          answer_by: '2026-12-23T00:00:00.000Z',
        },
        expect.objectContaining({ why: 'dmarc_failed', answer_by: '2026-12-24T00:00:00.000Z' }),
      ],
    });
    expect(closed).toEqual({ closed: first });
    expect(await w.operate({ command: 'list_cases' })).toMatchObject({ cases: [{ why: 'dmarc_failed' }] });
    expect(await w.operate({ command: 'close_case', case_id: first })).toEqual({
      error: 'There is no open case with this id. The command list_cases shows all.',
    });
    expect(await w.operate({ command: 'close_case', case_id: 'x' })).toEqual({ error: 'This is not the id of a case.' });
  });
});
