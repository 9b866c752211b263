/** T1.11: invitations. */
import { describe, expect, it } from 'vitest';
import { maxInvitesPerClient } from '../../../lib/core/user.ts';
import { type World, world } from '../../support/world.ts';
import { accept, address, invite, mailedToken, outcomeOf, signIn } from '../steps.ts';

const minute = 60_000;
type Asker = Pick<ReturnType<World['browser']>, 'request'>;

const acceptWith = (browser: Asker, token: string, sending = {}) =>
  browser.request('POST', '/v1/auth/invites/accept', { body: { token }, ...sending });
const countOf = (w: World, kind: string): number => w.dump('main').filter((item) => item.kind === kind).length;

describe('POST /v1/auth/invites/accept', () => {
  it('T1.11 works once, of 100 at the same time too', async () => {
    const w = world();
    const token = await invite(w);
    const browsers = Array.from({ length: 100 }, () => w.browser());

    const outcomes = (await Promise.all(browsers.map((browser) => acceptWith(browser, token)))).map(outcomeOf);

    expect(outcomes.filter((outcome) => outcome === '202 ok')).toHaveLength(1);
    expect(outcomes.filter((outcome) => !['202 ok', '400 invite_not_valid', '409 user_exists'].includes(outcome))).toEqual([]);
    expect(countOf(w, 'user')).toBe(1);
  });

  it('T1.11 works for 24 hours and not a moment longer', async () => {
    const w = world();
    const [first, second] = [await invite(w), await invite(w, 'eve@example.org')];

    w.clock.advance(24 * 60 * minute - 1);
    const inTime = await acceptWith(w.browser(), first);
    w.clock.advance(1);
    const late = await acceptWith(w.browser(), second);

    expect([inTime, late].map(outcomeOf)).toEqual(['202 ok', '400 invite_not_valid']);
  });

  it('T1.11 makes one account for its own address, and no second one when invited again', async () => {
    const w = world();
    await signIn(w);

    await accept(w, w.browser());

    expect(w.dump('main').filter(({ kind }) => kind === 'user')).toEqual([expect.objectContaining({ address })]);
  });

  it('T1.11 no guess makes an account (2,000 tokens)', async () => {
    const w = world();
    await invite(w);

    const outcomes = new Set<string>();
    for (let i = 0; i < 2000; i += 1) {
      const guess = Buffer.from(w.deps.randomBytes(i % 40)).toString('base64url');
      outcomes.add(outcomeOf(await acceptWith(w.browser(), guess)));
    }

    expect([...outcomes].sort()).toEqual(['400 invalid_request', '400 invite_not_valid']);
    expect(countOf(w, 'user')).toBe(0);
  });

  it('the invitation in the mail works like the one that the operator hands over', async () => {
    const w = world();
    await invite(w);
    await w.deliver('mail');

    const answer = await acceptWith(w.browser(), mailedToken(w));

    expect(w.mails.at(-1)).toMatchObject({ to: address, subject: 'You are invited to Postora' });
    expect(answer.status).toBe(202);
  });

  it('sends no mail for an invitation that was accepted meanwhile', async () => {
    const w = world();
    await accept(w, w.browser());

    await w.deliver('mail');

    expect(w.mails.map(({ subject }) => subject)).toEqual(['Your sign-in link for Postora']);
  });

  it('is not used up by an answer that says to wait', async () => {
    const w = world();
    const token = await invite(w);
    for (let i = 0; i < maxInvitesPerClient; i += 1) await acceptWith(w.browser(), 'A'.repeat(43), { clientIp: '203.0.113.9' });

    const refused = await w.browser().request('POST', '/v1/auth/invites/accept', { body: { token }, clientIp: '203.0.113.9' });
    w.clock.advance(2 * 60 * minute);
    const again = await acceptWith(w.browser(), token);

    expect([refused.status, again.status]).toEqual([429, 202]);
  });
});
