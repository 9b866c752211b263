/** Deleting everything: what is gone and when, what is kept, and that nothing comes back. */
import { describe, expect, it } from 'vitest';
import { dataMap, isStoredKind } from '../../../lib/core/data-map.ts';
import { aPost } from '../../support/builders.ts';
import { consumers, sqsEvent, type World, world } from '../../support/world.ts';
import { lambdaContext } from '../http-event.ts';
import { invite, outcomeOf, signIn, signInAgain } from '../steps.ts';
import { askInConsole, finish, type Person, settled } from './person.ts';

const all = (w: World) => [...w.dump('main'), ...w.dump('vault'), ...w.dump('ledger')];
const ofKind = (w: World, ...kinds: string[]) => all(w).filter(({ kind }) => kinds.includes(kind));
/** What the data map says that deleting an account leaves there. */
const outlives = (kind: string): boolean => isStoredKind(kind) && ['limit', 'never', 'counter'].includes(dataMap[kind].erasedBy);
/** Traces that are still somewhere, but in the ledger, whose purpose they are. */
const found = (w: World, { traces }: Person) => {
  const texts = [JSON.stringify([w.dump('main'), w.dump('vault')]), ...w.mediaFiles.keys()];
  return traces.filter((trace) => texts.some((text) => text.includes(trace)));
};

describe('deleting everything', () => {
  it('T9.5 leaves nothing of the person in any table, index or bucket, and keeps exactly receipt and ledger', async () => {
    const w = world();
    const ada = await settled(w);
    const before = [...new Set(all(w).map(({ kind }) => kind))];

    const code = await askInConsole(ada);
    await finish(w, code);

    expect(before.length).toBeGreaterThanOrEqual(26);
    expect((await w.deps.deletions.get(code))?.state).toBe('done');
    // The remaining counters: one of an IP address, which nobody can lead back to a person, and one of the whole stage.
    expect(
      all(w)
        .map(({ kind }) => kind)
        .filter((kind) => kind !== 'sweep')
        .sort(),
    ).toEqual(['deletion', 'erased', 'rate', 'rate']);
    expect(all(w).filter(({ kind }) => !outlives(kind))).toEqual([]);
    expect(found(w, ada)).toEqual([]);
    expect(w.mediaFiles.keys()).toEqual([]);
    expect(JSON.stringify(w.dump('ledger'))).not.toMatch(/usr_|con_|@|17841400000000001/);
  });

  it('T4.8 the receipt says how many of each there were, and names nobody', async () => {
    const w = world();
    const ada = await settled(w);

    const code = await askInConsole(ada);
    await finish(w, code);

    const { counts, ...receipt } = (await w.deps.deletions.get(code)) ?? { counts: {} };
    expect(counts).toMatchObject({
      data_key: 2,
      token: 2,
      connection: 2,
      publication: 3,
      approval: 3,
      post: 4,
      media: 2,
      export: 1,
      session: 1,
      user: 2,
    });
    expect(Object.keys(receipt).sort()).toEqual(['code', 'door', 'dueAt', 'endedAt', 'extent', 'receivedAt', 'rev', 'state', 'stoppedAt']);
  });

  it('T4.7 tokens and keys are gone within a minute, and all the rest within a quarter of an hour', async () => {
    const w = world();
    const ada = await settled(w);
    const code = await askInConsole(ada);

    await w.deliverOne('erase');
    const leftAtOnce = ofKind(w, 'data_key', 'token').length;
    const tookMs = await finish(w, code);

    expect(leftAtOnce).toBe(0);
    expect(tookMs).toBeLessThan(15 * 60_000);
  });

  it('leaves everybody else alone', async () => {
    const w = world();
    const ada = await settled(w);
    const eve = await settled(w, 'eve@example.org', '17841400000000002');
    const ofEve = () => all(w).filter((item) => eve.traces.some((trace) => JSON.stringify(item).includes(trace)));
    const before = ofEve().length;

    await finish(w, await askInConsole(ada));

    expect(ofEve().length).toBe(before);
    expect((await eve.browser.request('GET', '/v1/me')).status).toBe(200);
  });

  it('ends every session at once, this one too, and lets nobody in while it lasts', async () => {
    const w = world();
    const ada = await settled(w);
    const other = w.browser();
    await signInAgain(w, other);

    const answer = await ada.browser.request('POST', '/v1/deletions', { body: { scope: 'everything' } });
    const afterwards = [await ada.browser.request('GET', '/v1/me'), await other.request('GET', '/v1/me')];
    const mailsBefore = w.mails.length;
    await other.request('POST', '/v1/auth/links', { body: { address: ada.address } });
    await w.deliver('mail');

    expect([answer.status, answer.cookies.join()]).toEqual([202, expect.stringContaining('__Host-postora-session=; ')]);
    expect(afterwards.map(outcomeOf)).toEqual(['401 not_signed_in', '401 not_signed_in']);
    expect(w.mails).toHaveLength(mailsBefore);
  });

  it('T1.12 needs a proof of presence that is fresh, five times', async () => {
    const w = world();
    const browser = await signIn(w);
    w.clock.advance(10 * 60_000);
    const before = w.stored();

    const answers = await Promise.all(
      Array.from({ length: 5 }, () => browser.request('POST', '/v1/deletions', { body: { scope: 'everything' } })),
    );

    expect(answers.map(outcomeOf)).toEqual(Array(5).fill('403 presence_proof_needed'));
    expect(w.stored()).toBe(before);
  });

  it('two requests at the same moment are one deletion', async () => {
    const w = world();
    const ada = await settled(w);

    const codes = await Promise.all([askInConsole(ada), askInConsole(ada)]);

    expect(new Set(codes).size).toBe(1);
    expect(ofKind(w, 'deletion')).toHaveLength(1);
  });

  it('T9.4 every message that was ever queued has no effect when it comes again afterwards', async () => {
    const w = world();
    const captured: { queue: keyof World['queues']; message: unknown }[] = [];
    const { push } = w.queued;
    w.queued.push = (...sent) => {
      captured.push(...sent);
      return push.apply(w.queued, sent);
    };
    const ada = await settled(w);
    await finish(w, await askInConsole(ada));
    await w.deliver('mail');
    const [before, mailsBefore, calls] = [w.stored(), w.mails.length, { ...w.platform.calls }];

    for (const { queue, message } of captured) await w.as(consumers[queue], w.queues[queue])(sqsEvent([message]), lambdaContext);

    expect(captured.length).toBeGreaterThan(15);
    expect(w.stored()).toBe(before);
    expect(w.mails).toHaveLength(mailsBefore);
    expect(w.platform.calls).toEqual(calls);
    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('the same address can be invited again, as somebody new', async () => {
    const w = world();
    const ada = await settled(w);
    await finish(w, await askInConsole(ada));

    const again = await signIn(w, ada.address);

    expect((await again.request('GET', '/v1/connections')).body).toMatchObject({ data: [] });
    expect((await again.request('GET', '/v1/me')).body).not.toMatchObject({ id: ada.userId });
    expect(await invite(w, ada.address)).not.toBe('');
  });

  it('T9.8 receipt and ledger are gone a day after their four hundred days', async () => {
    const w = world();
    const ada = await settled(w);
    const code = await askInConsole(ada);
    await finish(w, code);
    const [receipt] = ofKind(w, 'deletion');

    w.clock.advance(401 * 86_400_000);
    await w.deps.sendMessage('erase', { kind: 'deletion', code });
    await w.deliver('erase');

    expect(receipt).toHaveProperty('due_pk');
    expect(all(w).filter(({ kind }) => kind !== 'sweep' && kind !== 'rate')).toEqual([]);
  });
});

describe('a deletion that waits for somebody', () => {
  it('T9.4 ends only after a worker that was at its publish call has ended, and keeps no record of what it sent', async () => {
    const w = world();
    const ada = await settled(w);
    const sent: string[] = [];
    let code = '';
    const askMeanwhile = async (): Promise<void> => {
      code = await askInConsole(ada);
      await w.deliverOne('erase');
      sent.push(String((await w.deps.deletions.get(code))?.state), `tokens ${ofKind(w, 'token').length}`);
    };
    w.platform.whileSending = () => w.outside(askMeanwhile);
    w.clock.advance(3 * 86_400_000);
    await signInAgain(w, ada.browser);
    await w.live(1);
    while (w.queued.some(({ queue }) => queue === 'publish')) await w.deliverOne('publish');

    await finish(w, code);

    expect(sent).toEqual(['stopping', 'tokens 0']);
    expect((await w.deps.deletions.get(code))?.state).toBe('done');
    expect(found(w, ada)).toEqual([]);
  });

  it('does not call it done while a file cannot be removed', async () => {
    const w = world();
    const ada = await settled(w);
    w.mediaFiles.before = (step) => {
      if (step === 'remove') throw new Error('S3 is away');
    };
    const code = await askInConsole(ada);

    await finish(w, code, 6);
    const meanwhile = (await w.deps.deletions.get(code))?.state;
    w.mediaFiles.before = () => undefined;
    await finish(w, code, 30);

    expect(meanwhile).toBe('erasing');
    expect((await w.deps.deletions.get(code))?.state).toBe('done');
    expect(w.mediaFiles.keys()).toEqual([]);
  });

  it('T9.5 finds what a late request wrote after everything had been erased, and erases it, too', async () => {
    const w = world();
    const ada = await settled(w);
    const code = await askInConsole(ada);
    let isLate = true;
    w.hooks.beforeCommit = async (writes) => {
      const isErasing = writes.some((write) => write.op === 'delete' && write.key.pk.startsWith('USER#'));
      if (!isErasing || !isLate) return;
      isLate = false;
      await w.deps.commit([w.deps.posts.create(aPost({ userId: ada.userId }))]);
    };

    await finish(w, code);

    expect((await w.deps.deletions.get(code))?.counts.post).toBe(4);
    expect(found(w, ada)).toEqual([]);
  });
});
