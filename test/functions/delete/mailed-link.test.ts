/** Deleting by a mailed link: who gets it, what it is bound to, and that only its button deletes. */
import { beforeEach, describe, expect, it } from 'vitest';
import { type World, world } from '../../support/world.ts';
import { askByMail, askInConsole, finish, type Person, settled } from '../eraser/person.ts';
import { mailedToken, outcomeOf, signInAgain } from '../steps.ts';

let w: World;
let ada: Person;
beforeEach(async () => {
  w = world();
  ada = await settled(w);
});

async function mailLink(): Promise<string> {
  await w.deps.sendMessage('mail', { kind: 'deletion_link', user_id: ada.userId, asked_at: w.clock.now().toISOString() });
  await w.deliver('mail');
  return mailedToken(w);
}
const confirm = (token: string) => w.browser().request('POST', '/v1/deletions/confirm', { body: { token } });
const deletions = () => w.dump('main').filter(({ kind }) => kind === 'deletion');

describe('the mail', () => {
  it('goes to the address on file, leads to a page, and stores its token as a hash only', async () => {
    const token = await mailLink();

    expect(w.mails.at(-1)).toMatchObject({
      to: 'ada@example.org',
      text: expect.stringContaining(`https://postora.example/delete#${token}`),
    });
    expect(w.stored()).not.toContain(token);
    expect(JSON.stringify(w.queued)).not.toContain(token);
  });

  it('is not sent to somebody who is being deleted, nor a day later', async () => {
    const before = w.mails.length;
    const asked_at = new Date(w.clock.now().getTime() - 86_400_000).toISOString();
    await w.deps.sendMessage('mail', { kind: 'deletion_link', user_id: ada.userId, asked_at });
    await w.deliver('mail');
    await askInConsole(ada);
    await mailLink();

    expect(w.mails).toHaveLength(before);
  });
});

describe('POST /v1/deletions/confirm', () => {
  it('begins the deletion, answers with its code, and works in any browser', async () => {
    const code = await askByMail(w, ada);
    await finish(w, code);

    expect(await w.deps.deletions.get(code)).toMatchObject({ state: 'done', door: 'mail', extent: 'user' });
  });

  it('T4.5 works once: of a hundred at the same moment one', async () => {
    const token = await mailLink();

    const answers = await Promise.all(Array.from({ length: 100 }, () => confirm(token)));

    // Whoever came second at the same moment is told the code of the first: there is one deletion.
    const codes = answers.flatMap(({ status, text }) => (status === 202 ? [(JSON.parse(text) as { code: string }).code] : []));
    expect(new Set(codes).size).toBe(1);
    expect(deletions()).toHaveLength(1);
    expect(outcomeOf(await confirm(token))).toBe('400 deletion_link_not_valid');
  });

  it.each(['GET', 'HEAD', 'OPTIONS'])('T4.5 a thousand %s requests of mail scanners use nothing up', async (method) => {
    const token = await mailLink();
    const before = w.stored();

    for (let i = 0; i < 1_000; i += 1) await w.call(method, i % 2 === 0 ? '/v1/deletions/confirm' : `/v1/deletions/confirm?token=${token}`);

    expect(w.stored()).toBe(before);
    expect((await confirm(token)).status).toBe(202);
  });

  it('T4.5 not after a day', async () => {
    const token = await mailLink();
    w.clock.advance(86_400_000);

    expect(outcomeOf(await confirm(token))).toBe('400 deletion_link_not_valid');
    expect(deletions()).toEqual([]);
  });

  it('T4.5 not once the account has moved on to another epoch', async () => {
    const token = await mailLink();
    const user = await w.deps.users.get(ada.userId);
    if (user) await w.deps.commit([w.deps.users.replace({ ...user, epoch: user.epoch + 1 }, user, new Error('moved'))]);

    expect(outcomeOf(await confirm(token))).toBe('400 deletion_link_not_valid');
    expect(deletions()).toEqual([]);
  });

  it('T4.5 not with a token that was never issued, or that signs in', async () => {
    await w.browser().request('POST', '/v1/auth/links', { body: { address: ada.address } });
    await w.deliver('mail');

    expect(outcomeOf(await confirm(mailedToken(w)))).toBe('400 deletion_link_not_valid');
    expect(outcomeOf(await confirm('A'.repeat(43)))).toBe('400 deletion_link_not_valid');
  });

  it('a link is no way to sign in', async () => {
    const token = await mailLink();

    const answer = await ada.browser.request('POST', '/v1/auth/links/redeem', { body: { token } });

    expect(outcomeOf(answer)).toBe('400 link_not_valid');
    await signInAgain(w, ada.browser);
  });
});
