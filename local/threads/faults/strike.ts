/** Runs one call under the faults that are switched on for it. */
import { errorAnswer, GraphError, isLanguage } from '../api/errors.ts';
import { sessionTimes } from '../api/session-time.ts';
import { answer, isSuccess, type Reply } from '../reply.ts';
import type { World } from '../world.ts';
import { diceFor, type Fault } from './fault.ts';
import { type CallName, type FaultName, type FaultRow, faultRow } from './table.ts';

/** What a call is about: `subject` is the id its errors name. */
export type Target = { call: CallName; accountId: string | undefined; subject: string; method: string };

/** Asks whether a fault is on for this call; asking counts as one strike. */
export type AskFault = (name: FaultName) => Fault | undefined;

type Strike = { world: World; target: Target; drawn: Fault[] };

const fits = (fault: Fault, { call, accountId }: Target) =>
  faultRow(fault.name).calls.includes(call) &&
  (fault.call === null || fault.call === call) &&
  (fault.accountId === null || fault.accountId === accountId);

/** Each fault that fits throws its dice once per call. */
function draw(world: World, target: Target): Fault[] {
  return [...world.faults.values()].filter((fault) => {
    if (fault.timesLeft === 0 || !fits(fault, target)) return false;
    fault.seen += 1;
    return fault.seen > fault.skip && diceFor(fault.seed, fault.seen) < fault.probability;
  });
}

function use(fault: Fault): Fault {
  fault.struck += 1;
  if (fault.timesLeft !== null) fault.timesLeft -= 1;
  return fault;
}

function ask({ drawn }: Strike, name: FaultName): Fault | undefined {
  const fault = drawn.find((candidate) => candidate.name === name && candidate.timesLeft !== 0);
  return fault && use(fault);
}

const aboutOf = (error: GraphError['row'], { world, target }: Strike) => {
  const now = world.clock.now();
  if (error === 'tokenExpired') return sessionTimes(now - 3_600_000, now);
  return error === 'tokenRevoked' ? world.app.id : target.subject;
};

function refusal(strike: Strike, error: GraphError): Reply {
  const language = ask(strike, 'localised_errors')?.message ?? 'en';
  return errorAnswer(error, { language: isLanguage(language) ? language : 'en', method: strike.target.method });
}

function replyFor(strike: Strike, effect: FaultRow['effect']): Reply | undefined {
  if (effect.kind === 'drop') return { kind: 'drop' };
  if (effect.kind === 'hang') return { kind: 'hang' };
  if (effect.kind === 'body') return answer(effect.status, effect.type, effect.body);
  if (effect.kind === 'error') return refusal(strike, new GraphError(effect.error, aboutOf(effect.error, strike)));
  return undefined;
}

/** Waits for every slow fault of this moment, then lets the first fault that replaces the answer do so. */
async function strikeAt(strike: Strike, when: 'before' | 'after'): Promise<Reply | undefined> {
  for (const fault of strike.drawn) {
    const { effect } = faultRow(fault.name);
    const isDue = effect.kind === 'slow' && effect.when === when && fault.timesLeft !== 0;
    if (isDue) await strike.world.clock.sleep(use(fault).ms);
  }
  const fault = strike.drawn.find(({ name, timesLeft }) => {
    const { effect } = faultRow(name);
    return timesLeft !== 0 && effect.kind !== 'asked' && effect.kind !== 'slow' && effect.when === when;
  });
  return fault && replyFor(strike, faultRow(use(fault).name).effect);
}

/** A call that was refused for a good reason is answered so; faults that need an effect wait for the next one. */
export async function underFaults(world: World, target: Target, run: (ask: AskFault) => Reply | Promise<Reply>): Promise<Reply> {
  const strike: Strike = { world, target, drawn: draw(world, target) };
  const instead = await strikeAt(strike, 'before');
  if (instead) return instead;

  let reply: Reply;
  try {
    reply = await run((name) => ask(strike, name));
  } catch (error) {
    if (error instanceof GraphError) return refusal(strike, error);
    throw error;
  }
  if (!isSuccess(reply)) return reply;
  // What took effect must survive even if this process is stopped while the answer is held back.
  if (strike.drawn.length > 0) world.save();
  return (await strikeAt(strike, 'after')) ?? reply;
}
