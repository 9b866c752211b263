/** A pretend platform with one account to connect, and the steps of a publication there, made as the engine makes them. */
import { expect } from 'vitest';
import type { Content, FindInput, Memo, Prepared, Provider } from '../../lib/core/provider.ts';

/** A post as anybody can see it. */
export type Shown = {
  id: string;
  text: string;
  /** A poll or a GIF is a text. */
  kind: 'text' | 'image' | 'video' | 'carousel';
  itemCount: number;
  /** One per item, in order; empty where there is none. */
  altTexts: readonly string[];
  replyTo?: string;
  quoted?: string;
  poll?: readonly string[];
};

export type ProviderSetup = {
  provider: Provider;
  redirectUri: string;
  now: () => Date;
  /** Moves the platform's clock; what it is fetching has come by then. */
  advance: (ms: number) => void | Promise<void>;
  /** The person says yes in the platform's own window; `fewest` unticks all that can be unticked. */
  consent: (authorizeUrl: string, scopes: 'all' | 'fewest') => Promise<{ code: string; state: string | undefined }>;
  /** The account, as the platform knows it. */
  account: { remoteId: string; username: string };
  /** Public addresses from which the platform can take a good image or video. */
  images: readonly [string, string];
  video: string;
  /** Posts and replies of the account, newest first; the items of a carousel are none of their own. */
  visible: () => Shown[];
  /** The platform takes a post down. */
  remove: (id: string) => void;
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

export const userId = 'usr_01JD0000000000000000000000';
export const textContent = (text: string): Content => ({ text, media: [], options: {} });

export async function connect(setup: ProviderSetup, scopes: 'all' | 'fewest' = 'all'): Promise<string> {
  const { provider, redirectUri, consent, now } = setup;
  const { code } = await consent(await provider.authorizationUrl({ state: 'state-1', redirectUri, userId }), scopes);
  return (await provider.exchangeCode({ code, redirectUri, now: now() })).accessToken;
}

/** A setback is waited out by the engine, not by the provider. */
const setbackMs = 2_000;
const mostLooks = 200;

/** Prepares as the engine does, until it is something else than a matter of time. `meanwhile` runs before each call. */
export async function prepareFully(setup: ProviderSetup, token: string, content: Content, meanwhile = () => {}): Promise<Prepared> {
  let memo: Memo | undefined;
  for (let polls = 0; polls < mostLooks; polls += 1) {
    meanwhile();
    const before = setup.requests().writes;
    const answer = await setup.provider.prepare(token, { content, ...(memo ? { memo } : {}), polls, now: setup.now() });
    expect(setup.requests().writes - before, 'writes of one call').toBeLessThanOrEqual(1);
    if (answer.kind !== 'waiting' && answer.kind !== 'unreachable') return answer;
    if (answer.kind === 'waiting') memo = answer.memo;
    await setup.advance(answer.waitMs ?? setbackMs);
  }
  throw new Error(`still not ready after ${mostLooks} looks`);
}

export async function readyMemo(setup: ProviderSetup, token: string, content: Content, meanwhile = () => {}): Promise<Memo> {
  const answer = await prepareFully(setup, token, content, meanwhile);
  if (answer.kind !== 'ready') throw new Error(`not ready: ${JSON.stringify(answer)}`);
  await setup.advance(answer.waitMs);
  return answer.memo;
}

/** Prepared and sent; the remote id. */
export async function publish(setup: ProviderSetup, token: string, content: Content): Promise<string> {
  const sent = await setup.provider.send(token, await readyMemo(setup, token, content));
  if (sent.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(sent)}`);
  await setup.advance(60_000);
  return sent.remoteId;
}

type Asked = { content: Content; memo: Memo; sentAt?: Date };

/** `sentAt` is now unless given. */
export const findInput = (setup: ProviderSetup, { content, memo, sentAt = setup.now() }: Asked): FindInput => ({
  memo,
  content,
  sentAt,
  since: sentAt,
  isAlone: true,
  now: setup.now(),
});

export const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Everything an error or a result holds, its hidden parts too. */
export const spellOut = (value: unknown): string =>
  value instanceof Error
    ? [value.message, value.stack, JSON.stringify(value), spellOut(value.cause)].join('\n')
    : (JSON.stringify(value) ?? '');
