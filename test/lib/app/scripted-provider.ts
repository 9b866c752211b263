/** A small pretend platform: it publishes what it is told, and a test may script its next answers. */
import { AppError } from '../../../lib/core/errors.ts';
import type { Content, Found, Prepared, Profile, Provider, Quota, ReadBack, Sent } from '../../../lib/core/provider.ts';

type Account = Profile & { scopes: string[] };
type Script<T> = (T | Error)[];

export type ScriptedProvider = Provider & {
  /** The person says yes: a code that works once. */
  consent: (account?: Partial<Account>) => string;
  /** Next answers, first one first; a test fills them, an empty list means "as usual". */
  next: {
    prepare: Script<Prepared>;
    send: Script<Sent>;
    find: Script<Found>;
    readBack: Script<ReadBack>;
    quota: Script<Quota | undefined>;
    exchange: Script<never>;
    refresh: Script<never>;
  };
  /** What anybody can see at the platform. */
  posts: { id: string; text: string; by: string; media: Content['media']; options: Content['options']; replyTo?: string }[];
  /** Calls that reached the platform, by name. */
  calls: Record<'exchangeCode' | 'refresh' | 'profile' | 'grantedScopes' | 'prepare' | 'send' | 'find' | 'readBack' | 'quota', number>;
  /** Every token that it ever gave out. */
  tokens: string[];
  lifeMs: number;
  /** Runs while a publish call is under way. */
  whileSending: () => Promise<void>;
  /** The person removes the app: every token dies at once. */
  revoke: () => void;
};

const account: Account = {
  remoteId: '17841400000000001',
  username: 'ada.paints',
  name: 'Ada',
  pictureUrl: 'https://pictures.example/ada.jpg',
  biography: 'Bridges.',
  scopes: ['threads_basic', 'threads_content_publish'],
};

function scripted<T>(script: Script<T>): T | undefined {
  const answer = script.shift();
  if (answer instanceof Error) throw answer;
  return answer;
}

const noGrant = () => new AppError('invalid', 'provider_refused', 'Threads did not accept this sign-in. Start connecting again.');

export function scriptedProvider(): ScriptedProvider {
  const codes = new Map<string, Account>();
  const grants = new Map<string, Account>();
  const containers = new Map<string, Content>();
  const grantOf = (token: string): Account => {
    const found = grants.get(token);
    if (!found) throw new AppError('reconnect', 'reconnect_needed', 'Threads no longer accepts this connection. Connect it again.');
    return found;
  };
  const issue = (owner: Account, now: Date) => {
    const accessToken = `THAAV-access-token-${platform.tokens.length + 1}-${'x'.repeat(40)}`;
    grants.set(accessToken, owner);
    platform.tokens.push(accessToken);
    return { accessToken, expiresAt: new Date(now.getTime() + platform.lifeMs) };
  };
  const platform: ScriptedProvider = {
    name: 'threads',
    next: { prepare: [], send: [], find: [], readBack: [], quota: [], exchange: [], refresh: [] },
    posts: [],
    tokens: [],
    calls: { exchangeCode: 0, refresh: 0, profile: 0, grantedScopes: 0, prepare: 0, send: 0, find: 0, readBack: 0, quota: 0 },
    lifeMs: 60 * 24 * 3_600_000,
    whileSending: async () => undefined,
    revoke: () => grants.clear(),
    consent: (change = {}) => {
      const code = `code-${codes.size + grants.size + 1}-of-the-platform`;
      codes.set(code, { ...account, ...change });
      return code;
    },
    authorizationUrl: async ({ state, redirectUri }) =>
      `https://threads.example/oauth/authorize?${new URLSearchParams({ state, redirect_uri: redirectUri })}`,
    exchangeCode: async ({ code, now }) => {
      platform.calls.exchangeCode += 1;
      scripted(platform.next.exchange);
      const found = codes.get(code);
      if (!found) throw noGrant();
      codes.delete(code);
      return issue(found, now);
    },
    refresh: async (token, now) => {
      platform.calls.refresh += 1;
      scripted(platform.next.refresh);
      return issue(grantOf(token), now);
    },
    profile: async (token) => {
      platform.calls.profile += 1;
      const { scopes: _, ...profile } = grantOf(token);
      return profile;
    },
    grantedScopes: async (token) => {
      platform.calls.grantedScopes += 1;
      return grantOf(token).scopes;
    },
    prepare: async (token, { content, memo }) => {
      platform.calls.prepare += 1;
      const answer = scripted(platform.next.prepare);
      if (answer) return answer;
      grantOf(token);
      if (memo) return { kind: 'ready', memo, waitMs: 0 };
      const container = `container-${containers.size + 1}`;
      containers.set(container, content);
      return { kind: 'waiting', memo: { container }, waitMs: 2_000 };
    },
    send: async (token, { container = '' }) => {
      platform.calls.send += 1;
      await platform.whileSending();
      const answer = scripted(platform.next.send);
      if (answer && answer.kind !== 'sent') return answer;
      const id = answer?.remoteId ?? `remote-${platform.posts.length + 1}`;
      const content = containers.get(container) ?? { text: '', media: [], options: {} };
      platform.posts.push({ id, ...content, by: grantOf(token).username });
      return { kind: 'sent', remoteId: id };
    },
    find: async () => {
      platform.calls.find += 1;
      return scripted(platform.next.find) ?? { kind: 'unclear' };
    },
    quota: async (token) => {
      platform.calls.quota += 1;
      grantOf(token);
      return scripted(platform.next.quota) ?? { used: platform.posts.length, total: 250, windowMs: 86_400_000 };
    },
    readBack: async (token, remoteId, content) => {
      platform.calls.readBack += 1;
      grantOf(token);
      const answer = scripted(platform.next.readBack);
      if (answer) return answer;
      const post = platform.posts.find(({ id }) => id === remoteId);
      if (!post) return { kind: 'gone' };
      const permalink = `https://threads.example/post/${remoteId}`;
      return { kind: 'shown', permalink, isSameText: post.text === content.text, itemCount: post.media.length };
    },
  };
  return platform;
}
