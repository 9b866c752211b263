/** T3.7: an older copy of `main` is put back. No token in it opens, and after the ledger's replay nobody who was erased is left. */
import { describe, expect, it } from 'vitest';
import { withToken } from '../../../lib/app/with-token.ts';
import { type World, world } from '../../support/world.ts';
import { connect, signIn, signInAgain } from '../steps.ts';
import { askAtThreads, askInConsole, finish, settled } from './person.ts';

const day = 86_400_000;

/** Every token of the table, tried as the publisher would. @returns how many opened. */
async function usableTokens(w: World): Promise<number> {
  let usable = 0;
  for (const { pk, sk } of w.dump('main').filter(({ kind }) => kind === 'token')) {
    const connection = await w.deps.connections.get(pk.slice('TOKENS#'.length), sk);
    if (connection) await withToken(w.deps, connection, async () => (usable += 1)).catch(() => undefined);
  }
  return usable;
}

describe('replayLedger', () => {
  it('T3.7 leaves no usable token even before, and nobody who was erased afterwards', async () => {
    const w = world();
    const people = [];
    for (let n = 1; n <= 5; n += 1) people.push(await settled(w, `person${n}@example.org`, `1784140000000010${n}`));
    const copy = w.snapshot('main');
    const codes = await Promise.all(people.map(askInConsole));
    for (const code of codes) await finish(w, code);

    w.restore('main', copy);
    const usable = await usableTokens(w);
    const answer = await w.operate({ command: 'replay_ledger' });
    for (const code of codes) await finish(w, code);

    const left = w.dump('main').filter(({ kind }) => !['sweep', 'rate', 'deletion'].includes(kind));
    expect(usable).toBe(0);
    expect(answer).toEqual({ entries: 5, begun: 5 });
    expect(left).toEqual([]);
    expect(w.dump('main').filter(({ kind, state }) => kind === 'deletion' && state === 'done')).toHaveLength(5);
  });

  it('leaves alone who came later with the same address or account, and is harmless when repeated', async () => {
    const w = world();
    const ada = await settled(w);
    await finish(w, await askInConsole(ada));
    w.clock.advance(60_000);
    const again = await signIn(w, ada.address);
    const connectionId = await connect(w, again, { remoteId: ada.remoteId });
    const withoutReceipts = w.snapshot('main').filter(({ kind }) => kind !== 'deletion');
    w.restore('main', withoutReceipts);

    const first = await w.operate({ command: 'replay_ledger' });
    await w.deliver('erase');
    const second = await w.operate({ command: 'replay_ledger' });

    expect([first, second]).toEqual([
      { entries: 1, begun: 1 },
      { entries: 1, begun: 0 },
    ]);
    expect((await again.request('GET', '/v1/connections')).body).toMatchObject({ data: [{ id: connectionId }] });
  });

  it('T3.7 an entry that cannot be begun keeps no other from it', async () => {
    const w = world();
    const people = [await settled(w), await signIn(w, 'ben@example.org').then((browser) => ({ browser }))];
    const copy = w.snapshot('main');
    for (const one of people) await finish(w, await askInConsole(one));
    w.restore('main', copy);
    let isFirst = true;
    w.hooks.beforeCommit = async () => {
      const fails = isFirst;
      isFirst = false;
      if (fails) throw new Error('throttled');
    };

    await expect(w.operate({ command: 'replay_ledger' })).rejects.toThrow();
    const second = await w.operate({ command: 'replay_ledger' });

    expect(second).toEqual({ entries: 2, begun: 1 });
  });

  it('T9.8 makes no second entry, and lets receipt and ledger go together, counted from the first request', async () => {
    const w = world();
    const ada = await settled(w);
    const copy = w.snapshot('main');
    const code = await askInConsole(ada);
    await finish(w, code);
    w.clock.advance(300 * day);
    w.restore('main', copy);
    await w.operate({ command: 'replay_ledger' });
    await finish(w, code);
    const entries = w.dump('ledger').length;
    w.clock.advance(100 * day);

    await w.deps.sendMessage('erase', { kind: 'deletion', code });
    await w.deliver('erase');

    expect(entries).toBe(1);
    expect([await w.deps.deletions.get(code), w.dump('ledger')]).toEqual([undefined, []]);
  });

  it('erases again a single connection that its platform had asked for', async () => {
    const w = world();
    const ada = await settled(w);
    const copy = w.snapshot('main');
    w.clock.advance(2_000);
    const code = await askAtThreads(w, 'deauthorize', ada.remoteId);
    await finish(w, code);

    w.restore('main', copy);
    await w.operate({ command: 'replay_ledger' });
    await finish(w, code);
    await signInAgain(w, ada.browser);

    expect((await ada.browser.request('GET', '/v1/connections')).body).toMatchObject({ data: [{ id: ada.sandboxId }] });
  });
});
