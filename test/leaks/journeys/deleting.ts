/** People leave for good, by every door: a mailed link, Threads' calls, the operator, the console; and strangers try the doors, too. */
import * as z from 'zod';
import { formCall, signedRequest } from '../../functions/eraser/person.ts';
import { signIn } from '../../functions/steps.ts';
import type { Browser } from '../../support/world.ts';
import { canary, canaryAddress, type Watched } from '../watched-world.ts';
import { type Person, proveAgain } from './prove-again.ts';

const idSchema = z.object({ id: z.string() });
const codeSchema = z.object({ code: z.string() });
const confirmationSchema = z.object({ confirmation_code: z.string() });

/** The machine goes through its steps, and the functions that handle files do their part. */
async function erased({ world: w }: Watched): Promise<void> {
  for (let i = 0; i < 12; i += 1) for (const queue of ['media', 'export', 'erase'] as const) await w.deliverOne(queue);
}

function newAddress({ secrets }: Watched): string {
  const address = canaryAddress();
  secrets.add('address', address);
  return address;
}

async function lookAt(browser: Browser, code: string): Promise<void> {
  for (const path of ['/deletion', '/v1/deletions']) for (const one of [code, canary()]) await browser.request('GET', `${path}/${one}`);
}

/** Somebody comes in, and goes again by mail. The link is guessed, used, and used again. */
export async function leaveByMail(at: Watched): Promise<void> {
  const { world: w, secrets } = at;
  const browser = await signIn(w, newAddress(at));
  const { id } = z.parse(idSchema, (await browser.request('GET', '/v1/me')).body);
  await w.deps.sendMessage('mail', { kind: 'deletion_link', user_id: id, asked_at: w.clock.now().toISOString() });
  await w.deliver('mail');
  const body = { token: secrets.newest('deletion_token') };
  const confirm = (one: object) => w.browser().request('POST', '/v1/deletions/confirm', { body: one });
  await confirm({ token: canary() });
  const { code } = z.parse(codeSchema, (await confirm(body)).body);
  await confirm(body);
  await lookAt(browser, code);
  await erased(at);
  await lookAt(browser, code);
}

/** Threads says so of an account that is connected, before it was, and of one that nobody has; strangers say so, too. */
export async function leaveAtThreads(at: Watched, browser: Browser): Promise<void> {
  const { world: w, secrets } = at;
  const [connection] = w.dump('main').filter(({ kind, provider }) => kind === 'connection' && provider === 'threads');
  const user_id = String(connection?.['remoteId']);
  const seconds = Math.floor(w.clock.now().getTime() / 1_000);
  const call = async (path: string, payload: object, secret = secrets.newest('app_secret')) =>
    (await browser.request('POST', `/callbacks/threads/${path}`, formCall(signedRequest({ algorithm: 'HMAC-SHA256', ...payload }, secret))))
      .body;
  await call('deletion', { user_id, issued_at: 1 });
  await call('deletion', { user_id: '1', issued_at: seconds });
  for (const stranger of [canary(), '']) await call('deauthorize', { user_id, issued_at: seconds }, stranger);
  const answer = await call('deauthorize', { user_id, issued_at: seconds + 1 });
  await erased(at);
  await lookAt(browser, z.parse(confirmationSchema, answer).confirmation_code);
}

/** The operator erases somebody, asks for nobody, and replays the ledger. */
export async function eraseByOperator(at: Watched): Promise<void> {
  const { world: w, record } = at;
  const address = newAddress(at);
  await signIn(w, address);
  for (const command of [{ command: 'erase', address }, { command: 'erase', address: canaryAddress() }, { command: 'replay_ledger' }])
    record.value('operator answers', command.command, await w.operate(command));
}

/** Everything of somebody goes, once they have proven to be there. */
export async function leaveInConsole(at: Watched, { browser, address }: Person): Promise<void> {
  at.world.clock.advance(11 * 60_000);
  await browser.request('POST', '/v1/deletions', { body: { scope: 'everything' } });
  await proveAgain(at, browser, address);
  const { code } = z.parse(codeSchema, (await browser.request('POST', '/v1/deletions', { body: { scope: 'everything' } })).body);
  await erased(at);
  await lookAt(browser, code);
}

/** Somebody comes in, and goes again at once. */
export async function comeAndGo(at: Watched): Promise<void> {
  const browser = await signIn(at.world, newAddress(at));
  await browser.request('POST', '/v1/deletions', { body: { scope: 'everything' } });
  await at.world.operate({ command: 'replay_ledger' });
  await erased(at);
}
