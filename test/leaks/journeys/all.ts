/** Every journey, one after the other: one long life of two people, an operator and a platform. */
import * as z from 'zod';
import { accept, invite, signIn, signInAgain } from '../../functions/steps.ts';
import type { Browser } from '../../support/world.ts';
import { canaryAddress, type Watched } from '../watched-world.ts';
import { breakEveryPort } from './broken-ports.ts';
import { connectBoth, connectThreads, renew } from './connecting.ts';
import { eraseByOperator, leaveAtThreads, leaveByMail, leaveInConsole } from './deleting.ts';
import { takeACopy } from './exporting.ts';
import { askDirectly, askOddly, queueOddly } from './odd-requests.ts';
import { post, postInTrouble, postToSandbox } from './posting.ts';
import { type Person, proveAgain } from './prove-again.ts';
import { writeForHelpOddly } from './writing-for-help.ts';

type Life = Watched & { ada: Person; ben: Person; threads: string; sandbox: string };

/** They come in, and try links that are used, foreign and not theirs. */
async function arrive({ world: w, secrets }: Watched): Promise<{ ada: Person; ben: Person }> {
  const [adas, bens] = [canaryAddress(), canaryAddress()];
  for (const address of [adas, bens]) secrets.add('address', address);
  const [ada, ben] = [await signIn(w, adas), await signIn(w, bens)];
  const used = secrets.newest('link_token');
  for (const browser of [ada, ben]) await browser.request('POST', '/v1/auth/links/redeem', { body: { token: used } });
  await accept(w, w.browser(), adas);
  await ben.request('POST', '/v1/auth/invites/accept', { body: { token: await invite(w, bens) } });
  await ben.request('POST', '/v1/auth/invites/accept', { body: { token: secrets.newest('invite_token') } });
  for (let i = 0; i < 8; i += 1) await w.browser().request('POST', '/v1/auth/links', { body: { address: canaryAddress() } });
  await w.deliver('mail');
  await signInAgain(w, ada, adas);
  for (const path of ['/v1/me', '/v1/sessions', '/v1/health']) await ada.request('GET', path);
  await ada.request('POST', '/v1/auth/keep-alive', { body: {} });
  return { ada: { browser: ada, address: adas }, ben: { browser: ben, address: bens } };
}

async function operate({ world: w, record, secrets }: Watched): Promise<void> {
  const commands = [
    { command: 'stop_publishing', reason: 'maintenance' },
    { command: 'resume_publishing' },
    { command: 'invite', address: secrets.newest('session_cookie') },
    { command: secrets.newest('access_token') },
  ];
  for (const command of commands) record.value('operator answers', String(command.command), await w.operate(command));
}

/** The operator's own answers are kept by whoever asks; the invite in it is a canary from then on. */
function watchOperator({ world: w, record, secrets }: Watched): void {
  const { operate: asked } = w;
  w.operate = async (command) => {
    const answer = await asked(command);
    if ('invite_url' in answer) {
      secrets.add('invite_token', answer.invite_url.split('#')[1] ?? '');
      record.value('operator answers', 'invite', answer);
    }
    return answer;
  };
}

const userSchema = z.object({ id: z.string() });
const userId = async (browser: Browser): Promise<string> => z.parse(userSchema, (await browser.request('GET', '/v1/me')).body).id;

function gatherTokens({ simulator, secrets }: Watched): void {
  for (const token of simulator.control.tokens()) secrets.add(token.startsWith('THQVJ') ? 'short_token' : 'access_token', token);
}

async function leave(at: Life): Promise<void> {
  const { browser, address } = at.ada;
  at.world.clock.advance(3 * 3_600_000);
  await proveAgain(at, browser, address);
  await connectThreads(at, browser);
  await browser.request('DELETE', `/v1/connections/${at.threads}`);
  at.world.clock.advance(3 * 60_000);
  const { status, text } = await browser.request('DELETE', `/v1/connections/${at.threads}`);
  if (status !== 200 && status !== 202) throw new Error(`disconnecting answered ${status}: ${text}`);
  await browser.request('POST', '/v1/auth/sign-out', { body: {} });
}

/** Ada has a connection again, and the platform takes it away; then both of them go for good. */
async function leaveForGood(at: Life): Promise<void> {
  await proveAgain(at, at.ada.browser, at.ada.address);
  await connectThreads(at, at.ada.browser);
  await leaveAtThreads(at, at.ada.browser);
  for (const person of [at.ada, at.ben]) await leaveInConsole(at, person);
}

const journeys: readonly { name: string; go: (life: Life) => Promise<void> }[] = [
  {
    name: 'two people arrive',
    go: async (life) => void Object.assign(life, await arrive(life)),
  },
  {
    name: 'they connect',
    go: async (life) => void Object.assign(life, await connectBoth(life, life.ada.browser, life.ben.browser)),
  },
  { name: 'they post', go: (life) => post(life, life.ada, life.threads) },
  { name: 'they post to the sandbox', go: (life) => postToSandbox(life, life.ben, life.sandbox) },
  { name: 'they post in trouble', go: (life) => postInTrouble(life, life.ada, life.threads) },
  { name: 'the operator stops, resumes and errs', go: operate },
  { name: 'the operator erases somebody', go: eraseByOperator },
  { name: 'somebody leaves by mail', go: leaveByMail },
  {
    name: 'they take a copy along',
    go: async (life) => {
      for (const person of [life.ada, life.ben]) await takeACopy(life, person);
    },
  },
  { name: 'they write for help', go: (life) => writeForHelpOddly(life, life.ada.address) },
  {
    name: 'secrets stand where none belong',
    go: async (life) => {
      await proveAgain(life, life.ada.browser, life.ada.address);
      gatherTokens(life);
      await askDirectly(life, life.ada.browser);
      await askOddly(life, life.ada.browser);
      await queueOddly(life);
      // That were more calls than one session may make in a minute.
      life.world.clock.advance(60_000);
    },
  },
  {
    name: 'tokens are renewed',
    go: async (life) => {
      const { browser, address } = life.ada;
      await renew(life, browser, { to: address, user_id: await userId(browser), connection_id: life.threads });
    },
  },
  {
    name: 'every port fails',
    go: async (life) => {
      gatherTokens(life);
      await breakEveryPort(life, { ada: life.ada.browser, connection: life.threads, address: life.ada.address });
    },
  },
  { name: 'they leave', go: leave },
  { name: 'they leave for good', go: leaveForGood },
];

/** One journey that fails does not keep the others from being searched; asked after each, `isEnough` does. @returns which failed, and why */
export async function liveThroughAll(at: Watched, say: (step: string) => void, isEnough: () => boolean): Promise<string[]> {
  const nobody: Person = { browser: at.world.browser(), address: '' };
  const life: Life = { ...at, ada: nobody, ben: nobody, threads: '', sandbox: '' };
  const failed: string[] = [];
  watchOperator(at);
  for (const { name, go } of journeys) {
    say(name);
    await go(life).catch((error: unknown) => failed.push(`"${name}" failed: ${error instanceof Error ? error.message : error}`));
    at.breakPort(undefined);
    at.line.tell(undefined);
    at.simulator.control.clearFaults();
    if (isEnough()) break;
  }
  return failed;
}
