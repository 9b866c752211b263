/** The sandbox behind the provider port: a platform that Postora plays itself, as strict as a real one. What it refuses and keeps: docs/providers/sandbox.md. */
import { type Granted, type Provider, providerFacts } from '../../core/provider.ts';
import { sandboxAccountOf } from '../../core/sandbox.ts';
import { ask, insist } from './line.ts';
import type { SandboxPlatform } from './platform.ts';
import { find, prepare, send } from './publishing.ts';

/** Whose posts these are is said by the connection; the profile is the same for everybody. */
const profile = {
  username: 'sandbox',
  name: 'Sandbox',
  pictureUrl: '',
  biography: 'A pretend profile. Nobody but you can see it.',
} as const;

export type SandboxConfig = {
  platform: SandboxPlatform;
  /** Where the page that shows the posts lives. */
  publicOrigin: string;
};

export function sandbox({ platform, publicOrigin }: SandboxConfig): Provider & { refresh: (token: string, now: Date) => Promise<Granted> } {
  return {
    name: 'sandbox',
    /** One click: the address leads straight back to us, with a code. */
    authorizationUrl: async ({ state, redirectUri, userId }) => {
      const request = { accountId: sandboxAccountOf(userId), redirectUri, scopes: providerFacts.sandbox.requiredScopes };
      const url = new URL(redirectUri);
      url.searchParams.set('code', await insist('invalid', () => platform.authorize(request)));
      url.searchParams.set('state', state);
      return url.href;
    },
    exchangeCode: ({ code, redirectUri }) => insist('invalid', () => platform.exchange({ code, redirectUri })),
    refresh: (token) => insist('reconnect', () => platform.renew(token)),
    profile: async (token) => ({ ...profile, remoteId: (await insist('reconnect', () => platform.me(token))).accountId }),
    grantedScopes: async (token) => (await insist('reconnect', () => platform.me(token))).scopes,
    prepare: (token, { content, memo }) => prepare(platform, token, content, memo),
    send: (token, memo) => send(platform, token, memo),
    find: (token, input) => find(platform, token, input),
    quota: async (token) => {
      const answer = await ask(() => platform.quota(token));
      return answer.kind === 'ok' ? answer.value : undefined;
    },
    readBack: async (token, remoteId, { text }) => {
      const answer = await ask(() => platform.post(token, remoteId));
      if (answer.kind !== 'ok') return { kind: 'unclear' };
      const { accountId, post } = answer.value;
      if (!post) return { kind: 'gone' };
      const permalink = `${publicOrigin}/sandbox/${accountId}#${post.id}`;
      return { kind: 'shown', permalink, isSameText: post.text === text, itemCount: post.media.length };
    },
  };
}
