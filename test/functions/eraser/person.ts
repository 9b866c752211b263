/** A person who has used everything that Postora offers, so that everything that could be left behind is there. */
import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod';
import { png } from '../../support/media-files.ts';
import { type Browser, threadsSecrets, type World } from '../../support/world.ts';
import { approve, authorize, connect, connectSandbox, invite, mailedToken, signIn, write } from '../steps.ts';

const uploadSchema = z.object({ id: z.string(), upload: z.object({ url: z.string() }) });
const requestedSchema = z.object({ code: z.string(), status_url: z.string() });
const meSchema = z.object({ id: z.string() });
const linkSchema = z.object({ confirmation_code: z.string(), url: z.string() });

export type Person = {
  address: string;
  browser: Browser;
  userId: string;
  connectionId: string;
  sandboxId: string;
  remoteId: string;
  /** What must not be found anywhere once they are gone. */
  traces: string[];
};

async function upload(w: World, browser: Browser, isFinished: boolean): Promise<string> {
  const file = png({ width: 320, height: 200 });
  const sha256 = createHash('sha256').update(file).digest('hex');
  const body = { content_type: 'image/png', size_bytes: file.length, sha256 };
  const started = uploadSchema.parse((await browser.request('POST', '/v1/media', { body })).body);
  const key = new URL(started.upload.url).pathname.slice(1);
  w.mediaFiles.put(key, file, 'image/png');
  if (isFinished) {
    await w.deps.sendMessage('media', { kind: 'uploaded', key });
    await w.deliver('media');
  }
  return started.id;
}

export const hashOf = (w: World, purpose: 'email' | 'remote', value: string): Promise<string> => w.deps.keyedHash(purpose, value);

/** Posts: one published, one scheduled, one draft with a picture, one in the sandbox; a copy of it all. Open: a link, an OAuth round trip, an invite, an upload. */
export async function settled(w: World, address = 'ada@example.org', remoteId = '17841400000000001'): Promise<Person> {
  const browser = await signIn(w, address);
  const connectionId = await connect(w, browser, { remoteId });
  const sandboxId = await connectSandbox(browser);
  const mediaId = await upload(w, browser, true);
  await upload(w, browser, false);
  await approve(browser, await write(browser, [connectionId], `Out: ${address}`));
  await approve(browser, await write(browser, [sandboxId], `In the sandbox: ${address}`));
  await w.deliver('publish');
  await write(browser, [connectionId], `Draft: ${address}`, { media: [{ media_id: mediaId, alt: 'grey' }] });
  const wall_time = new Date(w.clock.now().getTime() + 3 * 86_400_000).toISOString().slice(0, 16);
  await approve(browser, await write(browser, [connectionId], `Later: ${address}`, { schedule: { wall_time, zone: 'UTC' } }));
  await browser.request('POST', '/v1/exports', { body: {} });
  await w.deliver('export');
  await authorize(browser);
  await invite(w, address);
  await browser.request('POST', '/v1/auth/links', { body: { address } });
  await w.deliver('mail');
  const { id: userId } = meSchema.parse((await browser.request('GET', '/v1/me')).body);
  const hashes = [await hashOf(w, 'email', address), await hashOf(w, 'remote', `threads\n${remoteId}`)];
  const traces = [address, userId, userId.slice(4), connectionId, sandboxId, remoteId, ...hashes];
  return { address, browser, userId, connectionId, sandboxId, remoteId, traces };
}

/** Lets time pass until the deletion has ended; only what is due meanwhile is delivered. @returns how long it took. */
export async function finish(w: World, code: string, mostMinutes = 20): Promise<number> {
  const beganAt = w.clock.now().getTime();
  const isOver = async () => (await w.deps.deletions.get(code))?.endedAt !== undefined;
  for (let minute = 0; minute < mostMinutes && !(await isOver()); minute += 1) {
    await w.sweep();
    const endMs = w.clock.now().getTime() + 60_000;
    for (;;) {
      const [next] = w.queued.filter(({ queue, dueMs }) => queue !== 'mail' && dueMs < endMs).sort((a, b) => a.dueMs - b.dueMs);
      if (!next || (await isOver())) break;
      await w.deliverOne(next.queue);
    }
    if (!(await isOver())) w.clock.advance(Math.max(0, endMs - w.clock.now().getTime()));
  }
  return w.clock.now().getTime() - beganAt;
}

/** From the console, by a person who has just proven to be there. */
export async function askInConsole({ browser }: Pick<Person, 'browser'>): Promise<string> {
  return requestedSchema.parse((await browser.request('POST', '/v1/deletions', { body: { scope: 'everything' } })).body).code;
}

/** The link of the newest mail, opened and confirmed in any browser. */
export async function askByMail(w: World, { userId }: Pick<Person, 'userId'>): Promise<string> {
  await w.deps.sendMessage('mail', { kind: 'deletion_link', user_id: userId, asked_at: w.clock.now().toISOString() });
  await w.deliver('mail');
  const answer = await w.browser().request('POST', '/v1/deletions/confirm', { body: { token: mailedToken(w) } });
  return requestedSchema.parse(answer.body).code;
}

/** As Threads' servers sign it. */
export async function askAtThreads(w: World, call: 'deauthorize' | 'deletion', remoteId: string): Promise<string> {
  const answer = await w.call('POST', `/callbacks/threads/${call}`, signedCall(remoteId, w.clock.now()));
  return linkSchema.parse(answer.body).confirmation_code;
}

export function signedRequest(payload: object, secret = threadsSecrets[0] ?? ''): string {
  const encoded = Buffer.from(JSON.stringify(payload)).toString('base64url');
  return `${createHmac('sha256', secret).update(encoded).digest('base64url')}.${encoded}`;
}

/** Form, base64 by API Gateway, and nothing that a browser would send. */
export const formCall = (signed: string) => ({
  body: Buffer.from(new URLSearchParams({ signed_request: signed }).toString()),
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': undefined },
});

export const signedCall = (remoteId: string, issuedAt: Date) =>
  formCall(signedRequest({ algorithm: 'HMAC-SHA256', issued_at: Math.floor(issuedAt.getTime() / 1000), user_id: remoteId }));
