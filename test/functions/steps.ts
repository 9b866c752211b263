/** What a person does, as steps over HTTP in the world of a test. Each one fails loudly when it does not work. */
import * as z from 'zod';
import type { Browser, World } from '../support/world.ts';
import type { Answer } from './http-event.ts';

export const address = 'ada@example.org';

function ok(answer: Answer): Answer {
  if (answer.status < 400) return answer;
  throw new Error(`${answer.status}: ${answer.text}`);
}

const problemSchema = z.object({
  status: z.number(),
  code: z.string(),
  request_id: z.string(),
  instance: z.string(),
  retryable: z.boolean(),
  errors: z.optional(z.array(z.object({ pointer: z.string(), code: z.string() }))),
});
const postSchema = z.object({
  id: z.string(),
  text: z.string(),
  targets: z.array(z.string()),
  hash: z.string(),
  status: z.string(),
  is_editable: z.boolean(),
  approval: z.nullable(z.object({ id: z.string(), hash: z.string() })),
  publications: z.array(
    z.looseObject({
      state: z.string(),
      hold_reason: z.nullable(z.string()),
      ended_by: z.nullable(z.string()),
      may_be_out: z.boolean(),
      remote_id: z.nullable(z.string()),
      permalink: z.nullable(z.string()),
      parts: z.array(z.object({ remote_id: z.nullable(z.string()), permalink: z.nullable(z.string()) })),
      part_count: z.number(),
      difference: z.nullable(z.string()),
      failure: z.nullable(z.object({ code: z.string(), sentence: z.string(), published: z.string() })),
    }),
  ),
});
export type SeenPost = z.infer<typeof postSchema> & { etag: string };

/** Reads an error answer. */
export const problemOf = (answer: Answer) => z.parse(problemSchema, answer.body);
/** Status and code of an error answer, for short comparisons. */
export const outcomeOf = (answer: Answer): string => `${answer.status} ${answer.status < 400 ? 'ok' : problemOf(answer).code}`;
export const postOf = (answer: Answer): SeenPost => ({ ...z.parse(postSchema, ok(answer).body), etag: answer.headers['etag'] ?? '' });

/** The one-time part of the newest mail. */
export const mailedToken = (world: World): string => /#([A-Za-z0-9_-]{43})/.exec(world.mails.at(-1)?.text ?? '')?.[1] ?? '';

/** The operator invites; the answer is the token of the link that is handed over. */
export async function invite(world: World, to = address): Promise<string> {
  const answer = await world.operate({ command: 'invite', address: to });
  return 'invite_url' in answer ? (answer.invite_url.split('#')[1] ?? '') : '';
}

export async function accept(world: World, browser: Browser, to = address): Promise<void> {
  ok(await browser.request('POST', '/v1/auth/invites/accept', { body: { token: await invite(world, to) } }));
}

/** Asks for a link in this browser and uses it there. The person must be known. */
export async function signInAgain(world: World, browser: Browser, to = address): Promise<Answer> {
  ok(await browser.request('POST', '/v1/auth/links', { body: { address: to } }));
  await world.deliver('mail');
  return ok(await browser.request('POST', '/v1/auth/links/redeem', { body: { token: mailedToken(world) } }));
}

/** Disconnects, and if that has to wait for a worker, lets the eraser finish it. Nobody presses anything again. */
export async function disconnectInTheEnd(world: World, browser: Browser, connectionId: string): Promise<Answer> {
  await signInAgain(world, browser);
  const answer = ok(await browser.request('DELETE', `/v1/connections/${connectionId}`));
  if (answer.status === 202) await world.deliver('erase');
  return answer;
}

/** A browser of an invited person who has just signed in. */
export async function signIn(world: World, to = address): Promise<Browser> {
  const browser = world.browser();
  await accept(world, browser, to);
  await world.deliver('mail');
  ok(await browser.request('POST', '/v1/auth/links/redeem', { body: { token: mailedToken(world) } }));
  return browser;
}

/** Begins to connect; the answer is the state that the platform will hand back. */
export const authorize = async (browser: Browser): Promise<string> =>
  (await authorizeUrl(browser, 'threads')).searchParams.get('state') ?? '';

async function authorizeUrl(browser: Browser, provider: string): Promise<URL> {
  const answer = ok(await browser.request('POST', `/v1/connections/${provider}/authorize`, { body: {} }));
  return new URL(z.parse(z.object({ authorize_url: z.string() }), answer.body).authorize_url);
}

/** The sandbox has no window: the address leads straight back to us. The answer is the connection's id. */
export async function connectSandbox(browser: Browser): Promise<string> {
  const { pathname, search } = await authorizeUrl(browser, 'sandbox');
  const { headers } = ok(await browser.request('GET', `${pathname}${search}`, { headers: { 'sec-fetch-site': 'same-origin' } }));
  const id = new URL(headers['location'] ?? '').searchParams.get('connected');
  if (!id) throw new Error(`not connected: ${headers['location']}`);
  return id;
}

export const callback = (browser: Browser, query: Readonly<Record<string, string>>, provider = 'threads'): Promise<Answer> =>
  browser.request('GET', `/oauth/${provider}/callback?${new URLSearchParams(query)}`, { headers: { 'sec-fetch-site': 'cross-site' } });

/** Connects an account of the platform; the answer is the connection's id. */
export async function connect(world: World, browser: Browser, account: { remoteId?: string } = {}): Promise<string> {
  const state = await authorize(browser);
  const { headers } = ok(await callback(browser, { state, code: world.platform.consent(account) }));
  const id = new URL(headers['location'] ?? '').searchParams.get('connected');
  if (!id) throw new Error(`not connected: ${headers['location']}`);
  return id;
}

export const write = async (browser: Browser, targets: string[], text = 'Bridges in the rain.', more: object = {}): Promise<SeenPost> =>
  postOf(await browser.request('POST', '/v1/posts', { body: { text, targets, ...more } }));

export const readPost = async (browser: Browser, id: string): Promise<SeenPost> => postOf(await browser.request('GET', `/v1/posts/${id}`));

export const approve = (browser: Browser, { id, hash }: { id: string; hash: string }): Promise<Answer> =>
  browser.request('POST', `/v1/posts/${id}/approve`, { body: { expected_hash: hash } });

export const edit = (browser: Browser, { id, etag }: SeenPost, change: Record<string, unknown>): Promise<Answer> =>
  browser.request('PATCH', `/v1/posts/${id}`, { body: change, headers: { 'if-match': etag } });

/** A signed-in person with one connection and one post that was never approved. */
export async function withDraft(world: World, text?: string, more: object = {}) {
  const browser = await signIn(world);
  const connectionId = await connect(world, browser);
  return { browser, connectionId, post: await write(browser, [connectionId], text, more) };
}

/** The same, and the post is approved; nothing has been sent yet. */
export async function withApproved(world: World, text?: string, more: object = {}) {
  const draft = await withDraft(world, text, more);
  ok(await approve(draft.browser, draft.post));
  return draft;
}
