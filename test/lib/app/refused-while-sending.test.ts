/** The publish call itself is refused because the account has to be connected again. If the network delivered it twice, the post is out. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/core/errors.ts';
import { publicationSchema } from '../../../lib/core/publication.ts';
import { approve, edit, outcomeOf, readPost, signInAgain, withApproved } from '../../functions/steps.ts';
import { type World, world } from '../../support/world.ts';

const refused = { kind: 'refused', failure: { code: 'reconnect_needed' }, again: false } as const;
const stateOf = (w: World) => publicationSchema.parse(w.dump('main').find(({ kind }) => kind === 'publication'));

const notConnected = new AppError('reconnect', 'reconnect_needed', 'Connect again.');

/** On hold, by the answer to the publish call. */
async function held() {
  const w = world();
  const approved = await withApproved(w);
  w.platform.next.send.push(refused);
  while (stateOf(w).state !== 'held') await w.deliverOne('publish');
  const path = `/v1/posts/${approved.post.id}/publications/${approved.connectionId}/resolve`;
  const say = (outcome: 'published' | 'not_published') => approved.browser.request('POST', path, { body: { outcome } });
  return { w, ...approved, say };
}

describe('a publish call that is refused because of the connection', () => {
  it('leaves the post on hold, and says that it may be out', async () => {
    const { browser, post } = await held();

    expect(await readPost(browser, post.id)).toMatchObject({
      status: 'held',
      is_editable: false,
      publications: [
        { state: 'held', hold_reason: 'reconnect', may_be_out: true, failure: { code: 'reconnect_needed', published: 'unknown' } },
      ],
    });
  });

  it('lets nothing else be made of it meanwhile: no edit, no cancel, no second approval', async () => {
    const { w, browser, post } = await held();
    const present = await readPost(browser, post.id);

    const answers = [
      await edit(browser, present, { text: 'Something else.' }),
      await browser.request('POST', `/v1/posts/${post.id}/cancel`, { body: {} }),
      await approve(browser, post),
    ];

    expect(answers.map(outcomeOf)).toEqual(['409 post_locked', '409 already_publishing', '409 already_approved']);
    expect(stateOf(w).state).toBe('held');
  });

  it('T7.4 is published if it turns out to be out, and nothing is sent again', async () => {
    const { w } = await held();
    w.platform.next.prepare.push({ kind: 'published' });
    w.platform.next.find.push({ kind: 'published', remoteId: 'r7' });

    await w.live(15);

    expect(stateOf(w)).toMatchObject({ state: 'published', remoteId: 'r7', sends: 1 });
    expect(stateOf(w).holdReason).toBeUndefined();
    expect(w.platform.calls.send).toBe(1);
  });

  it('T7.4 goes on with the same preparation when that is still good', async () => {
    const { w } = await held();

    await w.live(15);

    expect(stateOf(w)).toMatchObject({ state: 'published', preparations: 1, sends: 2 });
    expect(w.platform.posts).toHaveLength(1);
  });

  it('T7.4 is prepared anew when the preparation is gone and the list does not hold it', async () => {
    const { w } = await held();
    w.platform.next.prepare.push({ kind: 'gone' });
    w.platform.next.find.push({ kind: 'absent', usable: false });

    await w.live(20);

    expect(stateOf(w)).toMatchObject({ state: 'published', preparations: 2, sends: 2, notYets: 0 });
    expect(w.platform.posts).toHaveLength(1);
  });

  it('waits for its owner as long as it is not connected, asks before it sends late, and then goes out once', async () => {
    const { w, browser, post } = await held();
    w.platform.next.prepare = Object.assign([], { shift: () => notConnected });
    await w.live(85);
    const waiting = stateOf(w);
    w.platform.next.prepare = [];
    w.platform.next.find.push({ kind: 'absent', usable: false }, { kind: 'absent', usable: false });

    await w.live(20);
    const late = stateOf(w);
    await signInAgain(w, browser);
    await approve(browser, post);
    await w.live(15);

    expect(waiting).toMatchObject({ state: 'held', holdReason: 'reconnect', notYets: 1, sends: 1 });
    expect(waiting.steps.filter(({ what }) => what === 'held:reconnect')).toHaveLength(1);
    expect(late).toMatchObject({ state: 'held', holdReason: 'late', notYets: 0, sends: 1 });
    expect(stateOf(w)).toMatchObject({ state: 'published' });
    expect(w.platform.posts).toHaveLength(1);
  });

  it('asks its owner to look when it was not connected for a day', async () => {
    const { w, browser, post } = await held();
    w.platform.next.prepare = Object.assign([], { shift: () => notConnected });

    for (let hour = 0; hour < 25; hour += 1) {
      w.clock.advance(60 * 60_000);
      await w.live(1);
    }
    await signInAgain(w, browser);

    expect(await readPost(browser, post.id)).toMatchObject({ status: 'outcome_unknown', publications: [{ hold_reason: null }] });
    expect(w.platform.calls.send).toBe(1);
  });

  it.each([
    ['published', 'published', 1],
    ['not_published', 'failed', 2],
  ] as const)('is settled by its owner, who looked and says %s', async (outcome, state, sends) => {
    const { w, browser, post, say } = await held();
    const early = await say('not_published');
    w.clock.advance(11 * 60_000);

    const answer = await say(outcome);
    const settled = await readPost(browser, post.id);
    await signInAgain(w, browser);
    const again = await approve(browser, post);
    await w.live(15);

    expect(outcomeOf(early)).toBe('409 too_early_to_say');
    expect(outcomeOf(answer)).toBe('200 ok');
    expect(settled).toMatchObject({ is_editable: state === 'failed', publications: [{ state, may_be_out: false, hold_reason: null }] });
    expect(outcomeOf(again)).toBe(state === 'failed' ? '200 ok' : '409 already_approved');
    expect(w.platform.calls.send).toBe(sends);
  });

  it('is left to its owner when the account is disconnected', async () => {
    const { w, browser, connectionId, post } = await held();
    w.clock.advance(5 * 60_000);
    await signInAgain(w, browser);

    await browser.request('DELETE', `/v1/connections/${connectionId}`);

    expect((await readPost(browser, post.id)).status).toBe('outcome_unknown');
  });
});
