/** A person with a browser, without the browser: cookies, our own Origin, and a mailbox to look into. For the tour and the journeys. */
import * as z from 'zod';
import type { Mail } from './mail.ts';

export type Answer = { status: number; body: unknown; headers: Headers };

export type Visitor = {
  /** Calls the public origin as our own pages would. `path` may be absolute. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The value of one of this browser's cookies. */
  cookie(name: string): string | undefined;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

export function visitor(origin: string): Visitor {
  const jar = new Map<string, string>();
  const keep = (header: string): void => {
    const [pair = '', ...attributes] = header.split(';');
    const at = pair.indexOf('=');
    const isGone = attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0');
    if (isGone) jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), pair.slice(at + 1));
  };
  return {
    cookie: (name) => jar.get(name),
    call: async (method, path, body, headers = {}) => {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const json = body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const response = await fetch(new URL(path, origin), {
        method,
        redirect: 'manual',
        headers: { origin, ...(cookie ? { cookie } : {}), ...json, ...headers },
        ...sent,
      });
      for (const header of response.headers.getSetCookie()) keep(header);
      return { status: response.status, body: parse(await response.text()), headers: response.headers };
    },
  };
}

/** Looks again and again until there is something to see. @throws after `timeoutMs`. */
export async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>, timeoutMs = 60_000): Promise<T> {
  const endsAt = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > endsAt) throw new Error(`${what}: nothing within ${timeoutMs / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @throws when the answer is another one, with the problem it named. */
export function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer;
  throw new Error(`expected ${status}, got ${answer.status}: ${JSON.stringify(answer.body).slice(0, 500)}`);
}

type Mailbox = { mail: { list(filter: { to: string }): Mail[] } };

const tokenOf = (url: string): string => url.slice(url.indexOf('#') + 1);

/** The token of the newest sign-in link for an address that is not among `known`. */
export const mailedToken = (cloud: Mailbox, to: string, known: ReadonlySet<string> = new Set()): Promise<string> =>
  until(`a sign-in link for ${to}`, () => {
    const links = cloud.mail.list({ to }).flatMap(({ text }) => text.match(/\S+\/sign-in#\S+/)?.[0] ?? []);
    return links.map(tokenOf).find((token) => !known.has(token));
  });

export const acceptInvite = (browser: Visitor, inviteUrl: string): Promise<Answer> =>
  browser.call('POST', '/v1/auth/invites/accept', { token: tokenOf(inviteUrl) });

/** Accepts an invite and signs in by the mailed link. */
export async function acceptAndSignIn(cloud: Mailbox, browser: Visitor, inviteUrl: string, address: string): Promise<void> {
  expectStatus(await acceptInvite(browser, inviteUrl), 202);
  const token = await mailedToken(cloud, address);
  expectStatus(await browser.call('POST', '/v1/auth/links/redeem', { token }), 200);
}

/** A new mailed link for somebody who is signed in: the proof of presence. */
export async function proveAgain(cloud: Mailbox, browser: Visitor, address: string): Promise<void> {
  const known = new Set(cloud.mail.list({ to: address }).flatMap(({ text }) => tokenOf(text.match(/\S+\/sign-in#\S+/)?.[0] ?? '')));
  expectStatus(await browser.call('POST', '/v1/auth/links', { address }), 202);
  expectStatus(await browser.call('POST', '/v1/auth/links/redeem', { token: await mailedToken(cloud, address, known) }), 200);
}

const authorization = z.object({ authorize_url: z.url() });

/** Goes through the simulator's consent page as `account` and comes back. @returns where our callback sent the browser. */
export async function connectThreads(browser: Visitor, account: string): Promise<URL> {
  const begun = expectStatus(await browser.call('POST', '/v1/connections/threads/authorize', {}), 200);
  const { authorize_url: url } = authorization.parse(begun.body);
  const asked = new URL(url);
  const form = new URLSearchParams(asked.searchParams);
  for (const scope of (form.get('scope') ?? '').split(',')) form.set(`grant:${scope}`, 'on');
  form.set('account', account);
  form.set('decision', 'allow');
  const consent = await fetch(new URL('/oauth/authorize', asked), { method: 'POST', body: form, redirect: 'manual' });
  const back = consent.headers.get('location');
  if (!back) throw new Error(`the consent page answered ${consent.status}: ${(await consent.text()).slice(0, 300)}`);
  const landed = expectStatus(await browser.call('GET', back), 303);
  return new URL(landed.headers.get('location') ?? '');
}

const listed = z.object({ data: z.array(z.object({ id: z.string(), state: z.string() })) });

/** Presses once and waits until the connection is gone: while a worker may be at a call, it ends by itself. @returns the answer to the press. */
export async function disconnect(browser: Visitor, connectionId: string, timeoutMs = 60_000): Promise<Answer> {
  const answer = await browser.call('DELETE', `/v1/connections/${connectionId}`);
  if (answer.status !== 202) return expectStatus(answer, 200);
  await until(
    'the end of disconnecting',
    async () => {
      const { data } = listed.parse(expectStatus(await browser.call('GET', '/v1/connections'), 200).body);
      return data.every(({ id }) => id !== connectionId) || undefined;
    },
    timeoutMs,
  );
  return answer;
}
