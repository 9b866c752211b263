/** What every provider must keep, whatever the platform behind it. Run it with a pretend platform whose clock the test moves. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../lib/core/errors.ts';
import { type ProviderName, providerFacts } from '../../lib/core/provider.ts';
import { quotas, readingBack } from './provider-after.ts';
import { caught, connect, findInput, type ProviderSetup, readyMemo, spellOut, textContent, userId } from './provider-setup.ts';
import { everyShape } from './provider-shapes.ts';

const content = textContent('Bridges in the rain, first sketch.');

/** `makeSetup` gives a fresh platform each time. */
export function providerContract(name: ProviderName, makeSetup: () => Promise<ProviderSetup>): void {
  describe(`${providerFacts[name].label} keeps the provider contract`, () => {
    let setup: ProviderSetup;
    beforeEach(async () => {
      setup = await makeSetup();
    });
    afterEach(() => setup.close());

    describe('connecting', () => connecting(() => setup));
    describe('refreshing', () => refreshing(() => setup));
    describe('publishing', () => publishing(() => setup));
    describe('every shape of a post', () => everyShape(name, () => setup));
    describe('unclear outcomes', () => unclearOutcomes(() => setup));
    describe('reading back', () => readingBack(() => setup));
    describe('the quota', () => quotas(() => setup));
    describe('a connection that was removed', () => removed(() => setup));
  });
}

function connecting(get: () => ProviderSetup): void {
  it('gives the state back unchanged, and a token that ends later', async () => {
    const { provider, redirectUri, consent, now } = get();
    const { code, state } = await consent(await provider.authorizationUrl({ state: 'st&te=1', redirectUri, userId }), 'all');

    const granted = await provider.exchangeCode({ code, redirectUri, now: now() });

    expect(state).toBe('st&te=1');
    expect(granted.expiresAt.getTime()).toBeGreaterThan(now().getTime() + 3_600_000);
  });

  it('takes each code once', async () => {
    const { provider, redirectUri, consent, now, secrets } = get();
    const { code } = await consent(await provider.authorizationUrl({ state: 's', redirectUri, userId }), 'all');
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

/** Longer than any platform wants a token to be old. */
const refreshableMs = 25 * 3_600_000;

function refreshing(get: () => ProviderSetup): void {
  it('gives a token that works and ends later', async () => {
    const setup = get();
    const token = await connect(setup);
    setup.advance(refreshableMs);
    const before = setup.now();

    const refreshed = await setup.provider.refresh(token, before);

    expect(refreshed.expiresAt.getTime()).toBeGreaterThan(before.getTime() + 30 * 24 * 3_600_000);
    expect(await setup.provider.profile(refreshed.accessToken)).toMatchObject(setup.account);
    expect((await setup.provider.refresh(token, before)).expiresAt).toEqual(refreshed.expiresAt);
  });

  it('wants a new consent for a token that was revoked, and gives away nothing', async () => {
    const setup = get();
    const token = await connect(setup);
    setup.advance(refreshableMs);
    setup.revoke();

    const error = await caught(setup.provider.refresh(token, setup.now()));

    expect(error).toMatchObject({ kind: 'reconnect', code: 'reconnect_needed' });
    for (const secret of [token, ...setup.secrets]) expect(spellOut(error)).not.toContain(secret);
  });

  it('is unavailable when the line is cut or the answer is lost, and can simply be asked again', async () => {
    const setup = get();
    const token = await connect(setup);
    setup.advance(refreshableMs);
    setup.cutNextRequest();
    const cut = await caught(setup.provider.refresh(token, setup.now()));
    setup.loseNextAnswer();
    const lost = await caught(setup.provider.refresh(token, setup.now()));

    const refreshed = await setup.provider.refresh(token, setup.now());

    expect(cut).toMatchObject({ kind: 'unavailable', code: 'provider_unavailable' });
    expect(lost).toMatchObject({ kind: 'unavailable', code: 'provider_unavailable' });
    expect([cut, lost].map(spellOut).join('\n')).not.toContain(token);
    expect(await setup.provider.profile(refreshed.accessToken)).toMatchObject(setup.account);
  });
}

function publishing(get: () => ProviderSetup): void {
  it('says that it is published already when asked to prepare again', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token, content);
    await setup.provider.send(token, memo);

    const again = await setup.provider.prepare(token, { content, memo, polls: 1, now: setup.now() });

    expect(again).toEqual({ kind: 'published' });
  });

  it('rejects what the platform refuses, and shows nothing', async () => {
    const setup = get();
    const token = await connect(setup);

    const answer = await setup.provider.prepare(token, { content: textContent(setup.refusedText), polls: 0, now: setup.now() });

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
    const begun = await writesOf(() => setup.provider.prepare(token, { content, polls: 0, now: setup.now() }));
    const memo = await readyMemo(setup, token, content);

    const looked = await writesOf(() => setup.provider.prepare(token, { content, memo, polls: 1, now: setup.now() }));
    const sent = await writesOf(() => setup.provider.send(token, memo));
    const found = await writesOf(() => setup.provider.find(token, findInput(setup, { content, memo })));

    expect(begun.writes).toBeLessThanOrEqual(1);
    expect(looked.writes).toBe(0);
    expect(sent).toEqual({ all: 1, writes: 1 });
    expect(found.writes).toBe(0);
  });

  it('is unreachable when the line is cut while preparing, and can simply be asked again', async () => {
    const setup = get();
    const token = await connect(setup);
    setup.cutNextRequest();

    const cut = await setup.provider.prepare(token, { content, polls: 0, now: setup.now() });
    const memo = await readyMemo(setup, token, content);

    expect(cut.kind).toBe('unreachable');
    expect(memo).toBeDefined();
  });
}

function unclearOutcomes(get: () => ProviderSetup): void {
  it('is refused, and may be sent again, when the request never left', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token, content);
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
    const memo = await readyMemo(setup, token, content);
    const sentAt = setup.now();

    await setup.advance(60_000);
    const early = await setup.provider.find(token, findInput(setup, { content, memo, sentAt }));
    await setup.advance(600_000);
    const late = await setup.provider.find(token, findInput(setup, { content, memo, sentAt }));

    expect(early.kind).toBe('unclear');
    expect(late).toMatchObject({ kind: 'absent', usable: true });
    expect((await setup.provider.send(token, memo)).kind).toBe('sent');
  });

  it('is unclear when the platform cannot be asked', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token, content);
    const sentAt = setup.now();
    setup.revoke();
    await setup.advance(3_600_000);

    const found = await setup.provider.find(token, findInput(setup, { content, memo, sentAt }));

    expect(found).toMatchObject({ kind: 'unclear' });
  });
}

function removed(get: () => ProviderSetup): void {
  it('asks for a new connection everywhere, and gives away nothing', async () => {
    const setup = get();
    const token = await connect(setup);
    const memo = await readyMemo(setup, token, content);
    setup.revoke();

    const begun = await setup.provider.prepare(token, { content, polls: 0, now: setup.now() });
    const sent = await setup.provider.send(token, memo);
    const error = await caught(setup.provider.profile(token));

    expect(begun).toMatchObject({ kind: 'rejected', failure: { code: 'reconnect_needed' } });
    expect(sent).toMatchObject({ kind: 'refused', again: false, failure: { code: 'reconnect_needed' } });
    expect(error).toMatchObject({ kind: 'reconnect', code: 'reconnect_needed' });
    for (const secret of [token, ...setup.secrets]) expect([begun, sent, error].map(spellOut).join('\n')).not.toContain(secret);
  });
}
