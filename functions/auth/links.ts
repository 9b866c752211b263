/** POST /v1/auth/links, POST /v1/auth/links/redeem, POST /v1/auth/invites/accept */
import { acceptInvite } from '../../lib/app/accept-invite.ts';
import { redeemLink } from '../../lib/app/redeem-link.ts';
import { requestLink } from '../../lib/app/request-link.ts';
import { acceptInviteInput, linkInput, redeemInput } from '../../lib/core/api.ts';
import { unusualLinksPerDay } from '../../lib/core/user.ts';
import { browserMark } from '../middleware/browser.ts';
import { setSessionCookie } from '../middleware/cookies.ts';
import { publicRoute } from '../middleware/http.ts';
import { meView } from '../views.ts';
import type { AuthDeps } from './routes.ts';

const sent = { object: 'link_request' } as const;

export const requestLinkRoute = publicRoute<AuthDeps, typeof linkInput>({
  status: 202,
  body: linkInput,
  run: async (deps, { body, caller, clientIp, browserHash }) => {
    const mark = browserMark(deps.randomBytes, browserHash);
    const input = { address: body.address, clientIp, browserHash: mark.browserHash, caller: caller?.user };
    const { isUnusual } = await requestLink(deps, input);
    if (isUnusual) deps.log('error', 'links_unusual', { more_than: unusualLinksPerDay });
    return { body: sent, cookies: mark.cookies };
  },
});

export const redeemLinkRoute = publicRoute<AuthDeps, typeof redeemInput>({
  status: 200,
  body: redeemInput,
  run: async (deps, { body, browserHash = '', caller, headers }) => {
    const userAgent = (headers['user-agent'] ?? '').slice(0, 200);
    const { user, session, cookie } = await redeemLink(deps, { token: body.token, browserHash, userAgent, present: caller?.session });
    return { body: meView(user, session, await deps.stops.get()), cookies: [setSessionCookie(cookie)] };
  },
});

/** `anna@example.org` → `a…@example.org`: enough to know which mailbox to open. */
const masked = (address: string): string => `${address.slice(0, 1)}…${address.slice(address.indexOf('@'))}`;

export const acceptInviteRoute = publicRoute<AuthDeps, typeof acceptInviteInput>({
  status: 202,
  body: acceptInviteInput,
  run: async (deps, { body, clientIp, browserHash }) => {
    const mark = browserMark(deps.randomBytes, browserHash);
    const { address } = await acceptInvite(deps, { token: body.token, clientIp, browserHash: mark.browserHash });
    return { body: { ...sent, address: masked(address) }, cookies: mark.cookies };
  },
});
