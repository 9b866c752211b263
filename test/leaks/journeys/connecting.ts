/** Accounts are connected, connected again, refused and renewed, while the platform tells all it knows in every answer. */
import * as z from 'zod';
import { dueShards, firstMarks } from '../../../lib/core/timer.ts';
import type { Answer } from '../../functions/http-event.ts';
import { signInAgain } from '../../functions/steps.ts';
import type { Browser } from '../../support/world.ts';
import { type TellTale, tellTales } from '../line.ts';
import type { Watched } from '../watched-world.ts';

const authorizationSchema = z.object({ authorize_url: z.string() });
const crossSite = { headers: { 'sec-fetch-site': 'cross-site' } };

async function begin({ secrets }: Watched, browser: Browser, provider: string): Promise<URL> {
  const { body } = await browser.request('POST', `/v1/connections/${provider}/authorize`, { body: {} });
  const url = new URL(z.parse(authorizationSchema, body).authorize_url);
  secrets.add('oauth_state', url.searchParams.get('state') ?? '');
  return url;
}

/** The person says yes in the window. @returns where the platform sends them back to */
async function consent({ secrets }: Watched, asked: URL, account: string, isWhole = true): Promise<string> {
  const body = new URLSearchParams([...asked.searchParams, ['account', account], ['decision', 'allow']]);
  if (isWhole) body.set('grant:threads_content_publish', 'on');
  const answer = await fetch(`${asked.origin}${asked.pathname}`, { method: 'POST', body, redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  secrets.add('oauth_code', back.searchParams.get('code') ?? '');
  return `${back.pathname}?${back.searchParams}`;
}

const idIn = ({ headers }: Answer): string | undefined =>
  new URL(headers['location'] ?? 'https://nowhere.example').searchParams.get('connected') ?? undefined;

/** @returns the connection's id, or undefined when connecting failed. */
export async function connectThreads(at: Watched, browser: Browser, account = at.account): Promise<string | undefined> {
  return idIn(await browser.request('GET', await consent(at, await begin(at, browser, 'threads'), account), crossSite));
}

export async function connectSandbox(at: Watched, browser: Browser): Promise<string | undefined> {
  const { pathname, search, searchParams } = await begin(at, browser, 'sandbox');
  // Its account is no secret, and begins every code.
  at.secrets.add('oauth_code', searchParams.get('code')?.split('.')[1]);
  return idIn(await browser.request('GET', `${pathname}${search}`, { headers: { 'sec-fetch-site': 'same-origin' } }));
}

/** Connects again and again; each time another call of the platform answers with all it was told. */
async function connectInTrouble(at: Watched, browser: Browser): Promise<void> {
  const tales = [...Object.keys(tellTales), 'broken'].filter(
    (name): name is TellTale | 'broken' => name === 'broken' || Object.hasOwn(tellTales, name),
  );
  for (const call of ['/oauth/access_token', '/access_token', '/v1.0/me', '/threads_publishing_limit']) {
    for (const tale of tales) {
      const back = await consent(at, await begin(at, browser, 'threads'), at.account);
      at.line.tell(tale, call);
      await browser.request('GET', back, crossSite);
      at.line.tell(undefined);
    }
  }
}

/** Callbacks without the right to publish, begun by nobody, come twice, from another browser, or refused in the platform's own words. */
async function strayCallbacks(at: Watched, browser: Browser, other: Browser): Promise<void> {
  const back = await consent(at, await begin(at, browser, 'threads'), at.account);
  await other.request('GET', back, crossSite);
  await browser.request('GET', back, crossSite);
  await browser.request('GET', back, crossSite);
  await browser.request('GET', await consent(at, await begin(at, browser, 'threads'), at.account, false), crossSite);
  const asked = await begin(at, browser, 'threads');
  const state = asked.searchParams.get('state') ?? '';
  await browser.request(
    'GET',
    `/oauth/threads/callback?${new URLSearchParams({ error: 'access_denied', error_description: at.secrets.newest('oauth_code'), state })}`,
    crossSite,
  );
  await browser.request('GET', `/oauth/${at.secrets.newest('oauth_state')}/callback?code=${at.secrets.newest('oauth_code')}`, crossSite);
}

/** Both people connect; one account cannot be connected by two. */
export async function connectBoth(at: Watched, ada: Browser, ben: Browser): Promise<{ threads: string; sandbox: string }> {
  const [threads, sandbox] = [await connectThreads(at, ada), await connectSandbox(at, ben)];
  if (threads === undefined || sandbox === undefined) throw new Error('connecting failed');
  await connectThreads(at, ada);
  await connectThreads(at, ben);
  await strayCallbacks(at, ada, ben);
  await connectInTrouble(at, ada);
  await ada.request('GET', '/v1/connections');
  await ada.request('GET', '/v1/providers');
  if (!(await connectThreads(at, ada))) throw new Error('connecting again failed');
  return { threads, sandbox };
}

/** As if the timer had ticked all the while: a hundred days of minutes tell nothing that one does not. */
async function skipTicks({ world: { deps } }: Watched): Promise<void> {
  for (let shard = 0; shard < dueShards; shard += 1) await deps.commit([deps.sweeps.putMarks(shard, firstMarks(deps.now()))]);
}

type Ids = { user_id: string; connection_id: string };

/** A month and a half later the tokens are renewed; later the platform will not, and says why, and the owner is told by mail. */
export async function renew(at: Watched, ada: Browser, { to, ...ids }: Ids & { to: string }): Promise<void> {
  const { world: w, line } = at;
  const days = async (count: number): Promise<void> => {
    w.clock.advance(count * 86_400_000);
    await skipTicks(at);
    await w.deps.sendMessage('refresh', { kind: 'refresh', ...ids });
    for (const queue of ['refresh', 'mail'] as const) await w.deliver(queue);
  };
  await days(45);
  line.tell('token refused with a quote', '/refresh_access_token');
  await days(45);
  line.tell('broken', '/refresh_access_token');
  await days(8);
  line.tell(undefined);
  await days(8);
  await signInAgain(w, ada, to);
  if (!(await connectThreads(at, ada))) throw new Error('connecting after a long time failed');
}
