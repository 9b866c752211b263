/** Calls the app when a user removes it or asks for deletion, and writes down what it answered. doc [use-case], [deletion] */
import * as z from 'zod';
import type { Callback, Delivery } from '../state.ts';
import type { World } from '../world.ts';
import { signRequest } from './signed-request.ts';

export type CallbackKind = Callback['kind'];

const urlSettings = { deauthorize: 'deauthorizeUrl', data_deletion: 'dataDeletionUrl' } as const satisfies Record<CallbackKind, string>;
/** Real time; how long Meta waits is not known (Q13). assumed */
const timeoutMs = 10_000;
const keptLength = 2000;

const deletionAnswer = z.object({ url: z.url({ protocol: /^https?$/ }), confirmation_code: z.string().regex(/^[\w-]+$/) });

type Answered = Pick<Delivery, 'status' | 'body' | 'url' | 'confirmationCode' | 'problem'>;

const nothing: Answered = { status: null, body: '', url: null, confirmationCode: null, problem: null };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The body of a deauthorize answer is not looked at. assumed */
function judge(kind: CallbackKind, status: number, text: string): Answered {
  const answered = { ...nothing, status, body: text.slice(0, keptLength) };
  if (status !== 200) return { ...answered, problem: `it answered ${status}` };
  if (kind === 'deauthorize') return answered;
  const { success, data } = deletionAnswer.safeParse(parseJson(text));
  if (!success) return { ...answered, problem: 'the answer is not JSON with url and confirmation_code' };
  return { ...answered, url: data.url, confirmationCode: data.confirmation_code };
}

async function send({ closing }: World, { kind, to, signedRequest }: Callback): Promise<Answered> {
  const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const body = new URLSearchParams({ signed_request: signedRequest });
    const response = await fetch(to, { method: 'POST', body, signal, redirect: 'manual' });
    return judge(kind, response.status, await response.text());
  } catch (error) {
    return { ...nothing, problem: error instanceof Error ? error.message : String(error) };
  }
}

/** The very same bytes once more, as a retry or a replay would send them. */
export async function deliverAgain(world: World, callback: Callback): Promise<Callback> {
  const at = world.clock.now();
  callback.deliveries.push({ at, ...(await send(world, callback)) });
  return callback;
}

/** `undefined` when no URL is set for this kind. */
export async function deliver(world: World, kind: CallbackKind, accountId: string): Promise<Callback | undefined> {
  const { settings, clock, app } = world;
  const to = settings[urlSettings[kind]];
  if (to === '') return undefined;
  const numbers = [...world.callbacks.keys()].map((id) => Number(id.slice(1)));
  const id = `c${Math.max(0, ...numbers) + 1}`;
  const signedRequest = signRequest(accountId, app.secret, clock.now(), settings);
  const callback: Callback = { id, kind, accountId, to, signedRequest, deliveries: [] };
  world.callbacks.set(id, callback);
  for (let sent = 0; sent < settings.callbackTimes; sent += 1) await deliverAgain(world, callback);
  return callback;
}
