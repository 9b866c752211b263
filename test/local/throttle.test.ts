/** The throttle of the API on the laptop, with the template's own settings: who floods one door closes no other. */
import { describe, expect, it } from 'vitest';
import { type Duty, duties } from '../../functions/duties.ts';
import { account, region } from '../../local/ground.ts';
import { openHttpApi } from '../../local/http-api.ts';
import type { Lambda } from '../../local/lambda.ts';
import { synthesizeApp } from '../../local/synth.ts';
import { openTemplates, type StackTemplate } from '../../local/template.ts';
import { openThrottle } from '../../local/throttle.ts';
import { problemOf } from '../../web/src/api/problem.ts';

const { stacks } = await synthesizeApp({
  publicOrigin: 'http://localhost:8400',
  mediaOrigin: 'http://127.0.0.1:8406',
  uploadOrigin: 'http://127.0.0.1:8404',
});
const opened = (from: StackTemplate[] = stacks) =>
  openTemplates(from, { account, region, gatewayUrl: 'http://g', apiUrl: 'http://a', parameter: () => 'p' });
const lambda: Lambda = {
  invoke: async () => ({ kind: 'ok', value: { statusCode: 200, body: '{}' } }),
  invokeLater: () => {},
  processes: () => [],
  kill: () => 0,
  replaceCode: () => {},
  close: async () => {},
};

/** The API at a clock of our own. */
function apiAt() {
  let ms = Date.parse('2026-12-01T10:00:00.000Z');
  const api = openHttpApi({ templates: opened(), lambda, account, region, now: () => new Date(ms), warn: () => {} })!;
  const call = (method: string, path: string) =>
    api.handle({ method, path, query: '', headers: {}, body: Buffer.alloc(0), sourceIp: '203.0.113.1' });
  const statuses = async (times: number, method: string, path: string) =>
    (await Promise.all(Array.from({ length: times }, () => call(method, path)))).map(({ status }) => status);
  return { call, statuses, wait: (more: number) => (ms += more) };
}
const passed = (statuses: number[]) => statuses.filter((status) => status === 200).length;
const doors: [string, string][] = [
  ['POST', '/callbacks/threads/deauthorize'],
  ['POST', '/callbacks/threads/deletion'],
  ['GET', '/oauth/threads/callback'],
  ['GET', '/v1/health'],
];

describe(openThrottle, () => {
  it('T8.8 lets a burst through and answers the rest in the words of API Gateway', async () => {
    const { statuses, call } = apiAt();

    expect(passed(await statuses(150, 'POST', '/v1/posts'))).toBe(100);
    const refused = await call('POST', '/v1/posts');
    expect([refused.status, refused.body.toString()]).toEqual([429, '{"message":"Too Many Requests"}']);
  });

  it('fills up again with time', async () => {
    const { statuses, wait } = apiAt();
    await statuses(150, 'POST', '/v1/posts');

    wait(1_000);
    expect(passed(await statuses(150, 'POST', '/v1/posts'))).toBe(50);
    wait(60_000);
    expect(passed(await statuses(150, 'POST', '/v1/posts'))).toBe(100);
  });

  it.each(doors)('T8.8 keeps %s %s open while everything else is flooded', async (method, path) => {
    const { statuses } = apiAt();
    await statuses(500, 'GET', '/v1/me');

    expect(passed(await statuses(5, method, path))).toBe(5);
  });

  it.each(doors)('T8.8 keeps everything else open while %s %s is flooded', async (method, path) => {
    const { statuses } = apiAt();
    const own = await statuses(500, method, path);

    expect(passed(own)).toBeLessThanOrEqual(50);
    expect(passed(await statuses(20, 'GET', '/v1/me'))).toBe(20);
    for (const [otherMethod, other] of doors) if (other !== path) expect(passed(await statuses(5, otherMethod, other))).toBe(5);
  });

  it('does not start with a limit on a route that is not there, as CloudFormation would not', () => {
    expect(() => openThrottle(opened(), ['GET /v1/me'], () => new Date())).toThrow('Unable to find Route by key');
  });

  it('has a limit of its own for each door that is open to everybody, and for no other route', () => {
    const [stage] = opened().ofType('AWS::ApiGatewayV2::Stage');
    const isDoor = (key: string) => /^\w+ (\/callbacks\/|\/oauth\/|\/v1\/health$)/.test(key);

    const keys = Object.values<Duty>(duties).flatMap(({ routes = [] }) => routes);
    expect(Object.keys(stage?.properties['RouteSettings'] ?? {}).sort()).toEqual(keys.filter(isDoor).sort());
    expect(keys.filter(isDoor)).toHaveLength(4);
  });

  it('is told to people in a sentence', async () => {
    const { statuses, call } = apiAt();
    await statuses(150, 'POST', '/v1/posts');
    const { status, body } = await call('POST', '/v1/posts');

    const problem = problemOf({ status, body: body.toString(), requestId: null, retryAfter: null });

    expect(problem).toMatchObject({
      status: 429,
      code: 'gateway_too_many',
      isRetryable: true,
      message: 'That was too much in too short a time.',
    });
  });
});
