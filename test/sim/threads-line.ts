/** The line to Threads: a `fetch` whose requests may not arrive, arrive late or twice, and whose answers may be lost or lie. */
import { type Http, httpClient } from '../../lib/providers/http.ts';
import { parseJson } from '../../lib/providers/json.ts';
import { endpoints } from '../../lib/providers/threads/endpoints.ts';
import type { Invocation, PortCalls, Slot, Timing } from './port-call.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Story } from './story.ts';
import { type Answer, answers } from './threads-answers.ts';
import type { Request, ThreadsModel } from './threads-model.ts';
import type { Weather } from './weather.ts';

export const graphUrl = 'https://graph.threads.net';
/** A publish call was seen to take 222 s: it may take effect this long after our time-out. */
const latestEffectMs = 240_000;

type Parts = {
  scheduler: Scheduler;
  calls: PortCalls;
  random: Random;
  weather: Weather;
  story: Story;
  model: ThreadsModel;
  onBegin: (request: Request, by: Invocation) => void;
  /** A publish call of this container did not get the plain answer. */
  onUnclear: (containerId: string) => void;
};

const isPublish = ({ path }: Request): boolean => path === endpoints.publish.path();

const timeoutOf = ({ path, method }: Request): number => {
  const known = Object.values(endpoints).find((one) => one.method === method && one.path('') === path);
  return (known ?? endpoints.status).timeoutMs;
};

/** What `fetch` throws. */
class LineError extends TypeError {
  constructor(code: string) {
    super('fetch failed', { cause: { code } });
  }
}
/** The connection was refused. */
class NeverSent extends LineError {}
const timedOut = (): DOMException => new DOMException('The operation was aborted due to timeout', 'TimeoutError');

async function toRequest(input: string | URL | globalThis.Request, init: RequestInit | undefined): Promise<Request> {
  const url = new URL(input instanceof globalThis.Request ? input.url : input);
  const body = init?.body ? await new Response(init.body).text() : '';
  const fields = { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(new URLSearchParams(body)) };
  const bearer = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? '';
  return { method: init?.method ?? 'GET', path: url.pathname, fields, bearer };
}

/** How one request fares: what it does at the platform and when, and what its sender is told. */
type Course = (timing: Timing<Answer>, act: (note: string) => Answer) => void;

function courses({ calls, random, model, weather, onUnclear }: Parts, request: Request) {
  const arriveMs = calls.latencyMs('http');
  const answerMs = arriveMs + calls.latencyMs('http');
  const timeoutMs = timeoutOf(request);
  const give = (answer: Answer) => (): Answer => answer;
  const fail = (error: Error) => (): never => {
    throw error;
  };
  const told = (timing: Timing<Answer>, answer: () => Answer): void => {
    const isInTime = answerMs < timeoutMs;
    if (!isInTime) onUnclear(request.fields['creation_id'] ?? '');
    timing.answer(isInTime ? answerMs : timeoutMs, isInTime ? answer : fail(timedOut()));
  };
  const acting = (timing: Timing<Answer>, act: (note: string) => Answer, note: string, answer?: () => Answer): void => {
    let result: Answer = answers.down;
    timing.effect(arriveMs, () => {
      result = act(note);
    });
    told(timing, answer ?? (() => result));
  };
  /** Without effect, answered like this. */
  const refused =
    (answer: Answer): Course =>
    (timing) =>
      told(timing, give(answer));
  /** With effect, answered like this all the same. */
  const lied =
    (answer: Answer): Course =>
    (timing, act) =>
      acting(timing, act, `done, answered ${answer.status} ${answer.body.slice(0, 60)}`, give(answer));
  const plain: Course = (timing, act) => acting(timing, act, '');
  const unreachable: Course = (timing) => timing.answer(answerMs, fail(new NeverSent('ECONNREFUSED')));
  const dropped: Course = (timing) => timing.answer(answerMs, fail(new LineError('ECONNRESET')));
  const answerLost: Course = (timing, act) => acting(timing, act, 'done, answer lost', fail(new LineError('ECONNRESET')));
  const late: Course = (timing, act) => {
    const effectMs = timeoutMs + (isPublish(request) ? random.between(0, latestEffectMs) : random.between(0, 20_000));
    const container = model.containers.get(request.fields['creation_id'] ?? '');
    if (container && weather.platform.hasErrorWhilePending) container.claimsErrorUntil = calls.now() + effectMs;
    timing.effect(effectMs, () => act('done late'));
    timing.answer(timeoutMs, fail(timedOut()));
  };
  /** Two effects are only asked of a platform that makes one post of them. */
  const twice: Course = (timing, act) => {
    if (isPublish(request) && weather.platform.secondPublish === 'second_post') return acting(timing, act, '');
    const results: Answer[] = [];
    const againMs = arriveMs + random.between(1, 5_000);
    const take = (note: string) => (): void => {
      results.push(act(note));
    };
    timing.effect(arriveMs, take('first arrival'));
    timing.effect(againMs, take('second arrival'));
    const which = random.between(0, 1);
    timing.answer(againMs + answerMs - arriveMs, () => results[which] ?? answers.down);
  };
  return { plain, unreachable, dropped, answerLost, late, twice, refused, lied };
}

function chooseCourse(parts: Parts, request: Request): { course: Course; isClear: boolean } {
  const { calls, random, weather } = parts;
  const { plain, unreachable, dropped, answerLost, late, twice, refused, lied } = courses(parts, request);
  const isClear = (course: Course) => ({ course, isClear: true });
  if (!calls.isFaulty()) return isClear(plain);
  if (random.chance(weather.platform.throttle)) return isClear(refused(answers.throttled));
  const troubled = random.chance(weather.faults.http);
  if (!isPublish(request)) {
    if (!troubled) return isClear(plain);
    return isClear(random.pick([unreachable, dropped, answerLost, late, twice, refused(answers.down), refused(answers.badGateway)]));
  }
  if (!troubled && !random.chance(weather.platform.publishLie)) return isClear(plain);
  if (random.chance(0.1)) return isClear(unreachable);
  const mayBeTwice = weather.platform.hasPublishTwice ? twice : answerLost;
  const { permissionText, restricted, withoutId, badGateway, down, busy } = answers;
  const lies = [lied(permissionText), lied(restricted), lied(withoutId), lied(badGateway), lied(down)] as const;
  const course = random.pick([
    dropped,
    answerLost,
    answerLost,
    late,
    late,
    late,
    mayBeTwice,
    mayBeTwice,
    mayBeTwice,
    refused(down),
    refused(badGateway),
    refused(busy),
    ...lies,
  ]);
  return { course, isClear: false };
}

/** One request on its way; what comes back is the answer, or the error that `fetch` would throw. */
function exchange({ calls, story, model, onBegin, onUnclear, ...rest }: Parts, slot: Slot, request: Request): Promise<Answer> {
  const by = slot.current;
  const label = `${request.method} ${request.path}${isPublish(request) ? ` ${request.fields['creation_id']}` : ''}`;
  if (by.isAlive) onBegin(request, by);
  return calls.timed<Answer>(slot, label, (timing) => {
    const { course, isClear } = chooseCourse({ calls, story, model, onBegin, onUnclear, ...rest }, request);
    if (!isClear) onUnclear(request.fields['creation_id'] ?? '');
    course(timing, (note) => {
      const answer = model.handle(request);
      story.tell(
        () => `threads  ${label} from ${by.name} → ${answer.status} ${answer.body.slice(0, 90)}${note === '' ? '' : ` [${note}]`}`,
      );
      return answer;
    });
  });
}

/** The production HTTP client over this line; the clock stands while its streams run. */
export function wholeHttp(parts: Parts, slot: Slot): Http {
  const { busy } = parts.scheduler;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = await toRequest(input, init);
    const answered = exchange(parts, slot, request).finally(busy.begin);
    busy.end();
    const { status, body } = await answered;
    return new Response(body, { status });
  };
  const http = httpClient({ allowedOrigins: [graphUrl], fetch, timeoutMs: 20_000 });
  return async (request) => {
    busy.begin();
    try {
      return await http(request);
    } finally {
      busy.end();
    }
  };
}

/** The same outcomes without the client's streams, which take most of the time. */
export function shortHttp(parts: Parts, slot: Slot): Http {
  return async ({ method, url, query, form, bearer, watchFor = [] }) => {
    const request = { method, path: new URL(url).pathname, fields: { ...query, ...form }, bearer: bearer ?? '' };
    try {
      const { status, body } = await exchange(parts, slot, request);
      return { kind: 'answer', status, body: parseJson(body), seen: watchFor.filter((word) => body.includes(word)) };
    } catch (error) {
      return { kind: 'no_answer', sent: error instanceof NeverSent ? 'no' : 'maybe' };
    }
  };
}
