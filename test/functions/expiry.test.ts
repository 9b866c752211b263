/** T3.8: with the table's TTL switched off (this database never deletes), everything that ended is refused one second later. */
import { describe, expect, it } from 'vitest';
import { retentions } from '../../lib/core/data-map/declare.ts';
import { declarations } from '../../lib/core/data-map.ts';
import { deviceLifeMs } from '../../lib/core/device.ts';
import { linkLimits } from '../../lib/core/user.ts';
import { type Browser, type World, world } from '../support/world.ts';
import {
  accept,
  address,
  approve,
  authorize,
  callback,
  invite,
  mailedToken,
  outcomeOf,
  problemOf,
  signIn,
  signInAgain,
  withDraft,
} from './steps.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const outcome = async (answer: ReturnType<Browser['request']>): Promise<string> => {
  const seen = await answer;
  const problem = new URL(seen.headers['location'] ?? '', 'https://x.example').searchParams.get('problem');
  return problem ?? (seen.status < 400 ? 'ok' : problemOf(seen).code);
};

type Case = { kind: string; lifeMs: number; refusal: string; begin: (w: World) => Promise<() => Promise<string>> };

const cases: Case[] = [
  {
    kind: 'session',
    lifeMs: 24 * hour,
    refusal: 'not_signed_in',
    begin: async (w) => {
      const browser = await signIn(w);
      return () => outcome(browser.request('GET', '/v1/posts'));
    },
  },
  {
    kind: 'link',
    lifeMs: 10 * minute,
    refusal: 'link_not_valid',
    begin: async (w) => {
      const browser = w.browser();
      await accept(w, browser);
      await w.deliver('mail');
      return () => outcome(browser.request('POST', '/v1/auth/links/redeem', { body: { token: mailedToken(w) } }));
    },
  },
  {
    // Until then more links can be asked for in it than in a browser that nobody knows.
    kind: 'device',
    lifeMs: deviceLifeMs,
    refusal: 'too_many_links',
    begin: async (w) => {
      const browser = await signIn(w);
      await browser.request('POST', '/v1/auth/sign-out', { body: {} });
      const ask = () => outcome(browser.request('POST', '/v1/auth/links', { body: { address } }));
      return async () => {
        for (let i = 0; i < linkLimits.unknown; i += 1) await ask();
        return ask();
      };
    },
  },
  {
    kind: 'invite',
    lifeMs: 24 * hour,
    refusal: 'invite_not_valid',
    begin: async (w) => {
      const token = await invite(w);
      return () => outcome(w.browser().request('POST', '/v1/auth/invites/accept', { body: { token } }));
    },
  },
  {
    kind: 'state',
    lifeMs: 10 * minute,
    refusal: 'state_not_valid',
    begin: async (w) => {
      const browser = await signIn(w);
      const state = await authorize(browser);
      return () => outcome(callback(browser, { state, code: w.platform.consent() }));
    },
  },
  {
    kind: 'session_of_user',
    lifeMs: 10 * minute,
    refusal: 'presence_proof_needed',
    begin: async (w) => {
      const { browser, post } = await withDraft(w);
      return () => outcome(approve(browser, post));
    },
  },
  {
    kind: 'deletion_link',
    lifeMs: 24 * hour,
    refusal: 'deletion_link_not_valid',
    begin: async (w) => {
      const browser = await signIn(w);
      const { id } = (await browser.request('GET', '/v1/me')).body as { id: string };
      await w.deps.sendMessage('mail', { kind: 'deletion_link', user_id: id, asked_at: w.clock.now().toISOString() });
      await w.deliver('mail');
      const token = mailedToken(w);
      return () => outcome(w.browser().request('POST', '/v1/deletions/confirm', { body: { token } }));
    },
  },
  {
    kind: 'export',
    lifeMs: 24 * hour,
    refusal: 'export_not_found',
    begin: async (w) => {
      const browser = await signIn(w);
      const { id } = (await browser.request('POST', '/v1/exports', { body: {} })).body as { id: string };
      await w.deliver('export');
      return async () => {
        await signInAgain(w, browser);
        return outcome(browser.request('POST', `/v1/exports/${id}/download`, { body: {} }));
      };
    },
  },
];

/** What ends, but opens nothing that could be refused: uploads and the mail door have tests of their own. */
const opensNothing = [
  ...['pending', 'deletion', 'erased', 'event', 'media', 'rate', 'recent_text', 'sandbox_container', 'sandbox_quota'],
  ...['seen_mail', 'answered', 'reply'],
];
/** Of the sandbox, where we are the platform: test/lib/providers/sandbox/access.test.ts. */
const ofSandbox = ['sandbox_code', 'sandbox_token'];

describe('what ended', () => {
  it.each(cases)(
    'T3.8 $kind is good until the end and refused ($refusal) one second later, although it is still stored',
    async ({ kind, lifeMs, refusal, begin }) => {
      const [early, late] = [world(), world()];
      const uses = [await begin(early), await begin(late)];

      early.clock.advance(lifeMs - 1);
      late.clock.advance(lifeMs + second);

      expect(late.dump('main').some((item) => item.kind === kind)).toBe(true);
      expect([await uses[0]?.(), await uses[1]?.()]).toEqual(['ok', refusal]);
    },
  );

  it('T3.8 every kind with a limit is tried, or opens nothing', () => {
    const limited = declarations.filter(([, { retention }]) => retentions[retention].limitMs !== undefined).map(([kind]) => kind);

    expect([...cases.map(({ kind }) => kind), ...opensNothing, ...ofSandbox].sort()).toEqual([...limited].sort());
  });

  it('T3.8 a session in steady use is refused one second after seven days', async () => {
    const w = world();
    const browser = await signIn(w);
    for (let i = 0; i < 7; i += 1) {
      await browser.request('POST', '/v1/auth/keep-alive', { body: {} });
      w.clock.advance(24 * hour - minute);
    }
    const before = await outcome(browser.request('GET', '/v1/me'));
    w.clock.advance(7 * minute + second);

    expect(before).toBe('ok');
    expect(outcomeOf(await browser.request('GET', '/v1/me'))).toBe('401 not_signed_in');
    expect(w.dump('main').some(({ kind }) => kind === 'session')).toBe(true);
  });

  it('T3.8 a token is not used one second after its end', async () => {
    const w = world();
    w.platform.lifeMs = minute;
    const { browser, post } = await withDraft(w);
    await approve(browser, post);

    w.clock.advance(minute + second);
    await w.deliver('publish');

    expect(w.platform.calls.prepare).toBe(0);
    expect(w.dump('main').some(({ kind }) => kind === 'token')).toBe(true);
  });

  it('an ended session is not listed either', async () => {
    const w = world();
    const first = await signIn(w);
    w.clock.advance(24 * hour);
    await signInAgain(w, first, address);

    const { body } = await first.request('GET', '/v1/sessions');

    expect(body).toMatchObject({ data: [{ is_current: true }] });
    expect((body as { data: unknown[] }).data).toHaveLength(1);
  });
});
