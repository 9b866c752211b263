/** What every provider must keep, whatever the platform behind it. Run it with a pretend platform whose clock the test moves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../lib/core/errors.ts';
import { type Memo, type Prepared, type Provider, providerFacts } from '../../lib/core/provider.ts';

/** One connected-to-be account on a pretend platform. */
export type ProviderSetup = {
  provider: Provider;
  redirectUri: string;
  now: () => Date;
  advance: (ms: number) => void;
  /** The person says yes in the platform's own window; `fewest` unticks all that can be unticked. */
  consent: (authorizeUrl: string, scopes: 'all' | 'fewest') => Promise<{ code: string; state: string | undefined }>;
  /** The account, as the platform knows it. */
  account: { remoteId: string; username: string };
  /** Texts that anybody can see on the account, newest first. */
  visible: () => { id: string; text: string }[];
  /** The person removes the app at the platform. */
  revoke: () => void;
  /** The next request takes effect, but its answer never arrives. */
  loseNextAnswer: () => void;
  /** The next request never leaves this machine. */
  cutNextRequest: () => void;
  /** Requests begun so far: all, and those that may change something. */
  requests: () => { all: number; writes: number };
  /** What no result may hold besides the tokens: app secrets, addresses. */
  secrets: readonly string[];
  /** A text the platform refuses. */
  refusedText: string;
  close: () => Promise<void>;
};

const text = 'Bridges in the rain, first sketch.';

async function connect({ provider, redirectUri, consent, now }: ProviderSetup, scopes: 'all' | 'fewest' = 'all'): Promise<string> {
  const { code } = await consent(await provider.authorizationUrl({ state: 'state-1', redirectUri }), scopes);
  return (await provider.exchangeCode({ code, redirectUri, now: now() })).accessToken;
}

/** Prepares as the engine does, moving the clock by what the provider asks for, until it is something else than waiting. */
async function prepareFully({ provider, now, advance }: ProviderSetup, token: string): Promise<Prepared> {
  let answer = await provider.prepare(token, { content: { text }, polls: 0, now: now() });
  for (let polls = 1; answer.kind === 'waiting' && polls < 20; polls += 1) {
    advance(answer.waitMs);
    answer = await provider.prepare(token, { content: { text }, memo: answer.memo, polls, now: now() });
  }
  return answer;
}

async function readyMemo(setup: ProviderSetup, token: string): Promise<Memo> {
  const answer = await prepareFully(setup, token);
  if (answer.kind !== 'ready') throw new Error(`not ready: ${answer.kind}`);
  setup.advance(answer.waitMs);
  return answer.memo;
}

const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** `makeSetup` gives a fresh platform each time. */
export function providerContract(name: string, makeSetup: () => Promise<ProviderSetup>): void {
  describe(`${name} keeps the provider contract`, () => {
    let setup: ProviderSetup;
    beforeEach(async () => {
      setup = await makeSetup();
    });
    afterEach(() => setup.close());

    describe('connecting', () => connecting(() => setup));
    describe('publishing', () => publishing(() => setup));
    describe('unclear outcomes', () => unclearOutcomes(() => setup));
    describe('a connection that was removed', () => removed(() => setup));
  });
}

function connecting(get: () => ProviderSetup): void {
  it('gives the state back unchanged, and a token that ends later', async () => {
    const { provider, redirectUri, consent, now } = get();
    const { code, state } = await consent(await provider.authorizationUrl({ state: 'st&te=1', redirectUri }), 'all');

    const granted = await provider.exchangeCode({ code, redirectUri, now: now() });

    expect(state).toBe('st&te=1');
    expect(granted.expiresAt.getTime()).toBeGreaterThan(now().getTime() + 3_600_000);
  });

  it('takes each code once', async () => {
    const { provider, redirectUri, consent, now, secrets } = get();
    const { code } = await consent(await provider.authorizationUrl({ state: 's', redirectUri }), 'all');
    await provider.exchangeCode({ code, redirectUri, now: now() });

    const error = await caught(provider.exchangeCode({ code, redirectUri, now: now() }));

    expect(error).toMatchObject({ kind: 'invalid', code: 'provider_refused' });
    for (const secret of [code, ...secrets]) expect(spellOut(error)).not.toContain(secret);
  });

  it('reads the profile with its exact id', async () => {
    const setup = get();

    const profile = await setup.provider.profile(await connect(setup));

    expect(profile).toMatchObject(setup.account);
  });

  it('tells which scopes were really granted', async () => {
    const setup = get();

    const all = await setup.provider.grantedScopes(await connect(setup));
    const fewest = await setup.provider.grantedScopes(await connect(setup, 'fewest'));

    const { requiredScopes } = providerFacts[setup.provider.name];
    expect(all).toEqual(expect.arrayContaining([...requiredScopes]));
    expect(requiredScopes.every((scope) => fewest.includes(scope))).toBe(false);
  });

  it('is unavailable, not refused, when the platform cannot be reached', async () => {
    const setup = get();
    const token = await connect(setup);
    setup.cutNextRequest();

    const error = await caught(setup.provider.profile(token));

    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ kind: 'unavailable', code: 'provider_unavailable' });
  });
}

function publishing(get: () => ProviderSetup): void {
  it('shows nothing before send, and exactly the text after it', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token);
    const before = setup.visible();

    const sent = await setup.provider.send(token, memo);

    expect(before).toEqual([]);
    expect(setup.visible()).toMatchObject([{ text, id: sent.kind === 'sent' ? sent.remoteId : 'not sent' }]);
  });

  it('tells a public address of what it sent', async () => {
    const setup = get();
    const token = await connect(setup);
    const sent = await setup.provider.send(token, await readyMemo(setup, token));

    const permalink = await setup.provider.permalink(token, sent.kind === 'sent' ? sent.remoteId : '');

    expect(permalink).toMatch(/^https?:\/\//);
    expect(await setup.provider.permalink(token, '1')).toBeUndefined();
  });

  it('says that it is published already when asked to prepare again', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token);
    await setup.provider.send(token, memo);

    const again = await setup.provider.prepare(token, { content: { text }, memo, polls: 1, now: setup.now() });

    expect(again).toEqual({ kind: 'published' });
  });

  it('rejects what the platform refuses, and shows nothing', async () => {
    const setup = get();
    const token = await connect(setup);

    const answer = await setup.provider.prepare(token, { content: { text: setup.refusedText }, polls: 0, now: setup.now() });

    expect(answer.kind).toBe('rejected');
    expect(setup.visible()).toEqual([]);
  });

  it('writes at most once per prepare, exactly once per send, and never while looking', async () => {
    const setup = get();
    const token = await connect(setup);
    const writesOf = async (work: () => Promise<unknown>) => {
      const before = setup.requests();
      await work();
      const after = setup.requests();
      return { all: after.all - before.all, writes: after.writes - before.writes };
    };
    const begun = await writesOf(() => setup.provider.prepare(token, { content: { text }, polls: 0, now: setup.now() }));
    const memo = await readyMemo(setup, token);

    const looked = await writesOf(() => setup.provider.prepare(token, { content: { text }, memo, polls: 1, now: setup.now() }));
    const sent = await writesOf(() => setup.provider.send(token, memo));
    const found = await writesOf(() => setup.provider.find(token, findInput(setup, memo)));

    expect(begun.writes).toBeLessThanOrEqual(1);
    expect(looked.writes).toBe(0);
    expect(sent).toEqual({ all: 1, writes: 1 });
    expect(found.writes).toBe(0);
  });

  it('is unreachable when the line is cut while preparing, and can simply be asked again', async () => {
    const setup = get();
    const token = await connect(setup);
    setup.cutNextRequest();

    const cut = await setup.provider.prepare(token, { content: { text }, polls: 0, now: setup.now() });
    const memo = await readyMemo(setup, token);

    expect(cut.kind).toBe('unreachable');
    expect(memo).toBeDefined();
  });
}

/** `sentAt` is now unless given. */
const findInput = (setup: ProviderSetup, memo: Memo, sentAt = setup.now()) => ({
  memo,
  content: { text },
  sentAt,
  since: sentAt,
  now: setup.now(),
});

function unclearOutcomes(get: () => ProviderSetup): void {
  it('is unknown when the answer was lost, and finds the post with its id', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token);
    const sentAt = setup.now();
    setup.loseNextAnswer();

    const sent = await setup.provider.send(token, memo);
    setup.advance(5_000);
    const found = await setup.provider.find(token, findInput(setup, memo, sentAt));

    expect(sent.kind).toBe('unknown');
    expect(setup.visible()).toHaveLength(1);
    expect(found).toEqual({ kind: 'published', remoteId: setup.visible()[0]?.id });
  });

  it('is refused, and may be sent again, when the request never left', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token);
    setup.cutNextRequest();

    const cut = await setup.provider.send(token, memo);
    const shown = setup.visible();
    const sent = await setup.provider.send(token, memo);

    expect(cut).toMatchObject({ kind: 'refused', again: true, failure: { code: 'provider_unavailable' } });
    expect(shown).toEqual([]);
    expect(sent.kind).toBe('sent');
  });

  it('does not take silence for absence until long after', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token);
    const sentAt = setup.now();

    setup.advance(60_000);
    const early = await setup.provider.find(token, findInput(setup, memo, sentAt));
    setup.advance(600_000);
    const late = await setup.provider.find(token, findInput(setup, memo, sentAt));

    expect(early.kind).toBe('unclear');
    expect(late).toEqual({ kind: 'absent', usable: true });
    expect((await setup.provider.send(token, memo)).kind).toBe('sent');
  });

  it('is unclear when the platform cannot be asked', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token);
    const sentAt = setup.now();
    setup.revoke();
    setup.advance(3_600_000);

    const found = await setup.provider.find(token, findInput(setup, memo, sentAt));

    expect(found).toEqual({ kind: 'unclear' });
  });
}

/** Everything an error or a result holds, its hidden parts too. */
const spellOut = (value: unknown): string =>
  value instanceof Error
    ? [value.message, value.stack, JSON.stringify(value), spellOut(value.cause)].join('\n')
    : (JSON.stringify(value) ?? '');

function removed(get: () => ProviderSetup): void {
  it('asks for a new connection everywhere, and gives away nothing', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token);
    setup.revoke();

    const begun = await setup.provider.prepare(token, { content: { text }, polls: 0, now: setup.now() });
    const sent = await setup.provider.send(token, memo);
    const error = await caught(setup.provider.profile(token));

    expect(begun).toMatchObject({ kind: 'rejected', failure: { code: 'reconnect_needed' } });
    expect(sent).toMatchObject({ kind: 'refused', again: false, failure: { code: 'reconnect_needed' } });
    expect(error).toMatchObject({ kind: 'reconnect', code: 'reconnect_needed' });
    for (const secret of [token, ...setup.secrets]) expect([begun, sent, error].map(spellOut).join('\n')).not.toContain(secret);
  });
}
