/** The half of the sandbox that connects: one click, no window in between. */
import { type ProviderAccess, providerFacts } from '../../core/provider.ts';
import { sandboxAccountOf } from '../../core/sandbox.ts';
import type { AccessPlatform } from './access.ts';
import { insist } from './line.ts';

/** Whose posts these are is said by the connection; the profile is the same for everybody. */
const profile = {
  username: 'sandbox',
  name: 'Sandbox',
  pictureUrl: '',
  biography: 'A pretend profile. Nobody but you can see it.',
} as const;

export const sandboxAccess = (platform: AccessPlatform): ProviderAccess => ({
  name: 'sandbox',
  /** The address leads straight back to us, with a code. */
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
});
