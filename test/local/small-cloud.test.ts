/** The runner as a whole, on a small app of our own: rights, queues, schedules, processes, HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { awsJsonCall } from '../../local/http-client.ts';
import { until } from '../../local/visitor.ts';
import { smallApp } from './fixtures/small-app.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'postora-small-'));
let cloud: Cloud;

const ask = async (payload: unknown) => {
  const result = await cloud.invoke('echo', payload);
  if (result.kind === 'error') throw new Error(result.error.errorMessage);
  return result.value as Record<string, unknown>;
};
const failure = async (payload: unknown) => {
  const result = await cloud.invoke('echo', payload);
  return result.kind === 'error' ? result.error : undefined;
};
const stored = (body: string) =>
  ask({ ask: 'get', pk: `MESSAGE#${body}` }).then(({ Item }) => Item as Record<string, Record<string, string>> | undefined);

beforeAll(async () => {
  cloud = await startCloud({ dataDir, persist: false, synth: smallApp, speed: 60, timeoutFloorMs: 1_500 });
});

afterAll(async () => {
  await cloud?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('functions', () => {
  it('get their own environment and nothing of ours', async () => {
    process.env['SECRET_OF_THE_PARENT'] = 'x';

    const environment = await ask({ ask: 'environment' });

    expect(
      Object.keys(environment)
        .filter((name) => !/^(AWS|LAMBDA)_/.test(name))
        .sort(),
    ).toEqual(['PATH', 'QUEUE_URL', 'TABLE', 'TZ', '_HANDLER', '_X_AMZN_TRACE_ID']);
    expect(environment).toMatchObject({ TABLE: 'small-table', AWS_ENDPOINT_URL: cloud.gatewayUrl, AWS_LAMBDA_FUNCTION_NAME: 'small-echo' });
  });

  it('keep their process between calls and run one call per process', async () => {
    const first = await ask({ ask: 'pid' });
    const second = await ask({ ask: 'pid' });
    const [a, b] = await Promise.all([ask({ ask: 'slow', ms: 50 }), ask({ ask: 'slow', ms: 50 })]);

    expect(second).toEqual({ pid: first['pid'], calls: Number(first['calls']) + 1 });
    expect(a?.['pid']).not.toBe(b?.['pid']);
  });

  it('get a new process after a crash, a kill and an exit', async () => {
    const before = await ask({ ask: 'pid' });
    process.kill(Number(before['pid']), 'SIGKILL');
    const afterKill = await ask({ ask: 'pid' });
    const exited = await failure({ ask: 'exit' });
    const afterExit = await ask({ ask: 'pid' });

    expect(afterKill['pid']).not.toBe(before['pid']);
    expect(exited).toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 3') });
    expect(afterExit['pid']).not.toBe(afterKill['pid']);
  });

  it('are killed at their time limit', async () => {
    const error = await failure({ ask: 'hang' });

    expect(error).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 1.50 seconds'),
    });
    expect(await ask({ ask: 'pid' })).toMatchObject({ calls: 1 });
  });

  it('answer with what they throw, and their lines are kept', async () => {
    const error = await failure({ ask: 'throw' });
    await ask({ ask: 'log' });

    expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'on purpose' });
    const lines = await until('the lines', () => {
      const found = cloud.logs.lines('small-echo').filter(({ text }) => text.includes('line'));
      return found.length >= 2 ? found : undefined;
    });
    expect(lines.map(({ level }) => level).sort()).toEqual(['error', 'info']);
  });
});

describe('rights', () => {
  it('allow what the role says and refuse other keys in the words of AWS', async () => {
    expect(await ask({ ask: 'put', pk: 'POST#1' })).not.toHaveProperty('error');
    expect(await ask({ ask: 'query', pk: 'POST#1' })).toMatchObject({ Count: 1 });
    expect(await ask({ ask: 'put', pk: 'APPROVAL#1' })).toEqual({
      error: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/small-service-EchoRole/small-echo is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table/small-table because no identity-based policy allows the dynamodb:PutItem action',
    });
    expect(await ask({ ask: 'query', pk: 'APPROVAL#1' })).toMatchObject({ error: 'AccessDeniedException' });
  });
});

describe('chains of messages', () => {
  const calls = (name: string) => cloud.logs.lines(`small-${name}`).filter(({ text }) => text.startsWith('left ')).length;
  const start = (name: string, length: number) => {
    const aws = { gatewayUrl: cloud.gatewayUrl, credentials: cloud.credentials.admin, region: cloud.region };
    const QueueUrl = `${cloud.gatewayUrl}/000000000000/small-${name}-queue`;
    return awsJsonCall(aws, 'sqs', 'AmazonSQS.SendMessage', { QueueUrl, MessageBody: String(length) });
  };

  it('are stopped before the 17th call of a function, which becomes a dead letter', async () => {
    await start('stopped', 17);

    const dead = await until('the dead letter', () => {
      const { ready } = cloud.messages('small-stopped-dead');
      return ready.length > 0 ? ready : undefined;
    });

    expect(dead).toEqual(['1']);
    expect(calls('stopped')).toBe(16);
    expect(cloud.logs.lines('events').map(({ text }) => text)).toContainEqual(
      expect.stringContaining('Lambda stopped 1 messages to small-stopped'),
    );
  });

  it('of 16 calls end by themselves, and every chain is counted for itself', async () => {
    const before = calls('stopped');
    await start('stopped', 16);
    await until('16 calls', () => (calls('stopped') === before + 16 ? true : undefined));

    expect(cloud.messages('small-stopped-dead').ready).toHaveLength(1);
  });

  it('go on where the function allows it', async () => {
    await start('allowed', 40);

    await until('40 calls', () => (calls('allowed') === 40 ? true : undefined));
    expect(cloud.messages('small-allowed-dead')).toEqual({ ready: [], delayed: [], inFlight: [] });
  });
});

describe('queues', () => {
  it('bring messages to their function and take the done ones away', async () => {
    await ask({ ask: 'send', body: 'hello', delay: 0 });

    const item = await until('the message', () => stored('hello'));

    expect(item).toMatchObject({ receives: { S: '1' } });
    await until('an empty queue', () => (cloud.messages('small-work').inFlight.length === 0 ? true : undefined));
  });

  it('bring failed messages again and give up into the dead letters', async () => {
    await ask({ ask: 'send', body: 'fail-1', delay: 0 });

    const dead = await until('the dead letter', () => (cloud.messages('small-dead').ready.includes('fail-1') ? true : undefined));

    expect(dead).toBe(true);
    expect(await stored('fail-1')).toMatchObject({ seen: { N: '2' } });
  });

  it('bring a message again whose function was killed', async () => {
    await ask({ ask: 'send', body: 'crash-1', delay: 0 });

    const item = await until('a second receive', async () => {
      const found = await stored('crash-1');
      return found?.['receives']?.['S'] === '2' ? found : undefined;
    });

    expect(item).toMatchObject({ seen: { N: '2' } });
  });

  it('shorten delays by the speed, and refuse what AWS refuses', async () => {
    const startedAt = performance.now();
    await ask({ ask: 'send', body: 'later', delay: 60 });
    await until('the late message', () => stored('later'));
    const tookMs = performance.now() - startedAt;

    expect(tookMs).toBeGreaterThanOrEqual(1_000);
    expect(await ask({ ask: 'send', body: 'never', delay: 901 })).toMatchObject({
      error: expect.stringContaining('InvalidParameterValue'),
      message: 'Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.',
    });
  });
});

describe('schedules', () => {
  it('call by the scaled clock, first at once', async () => {
    const ticks = await until('two ticks', () => {
      const found = cloud.logs.lines('small-ticker').map(({ text }) => JSON.parse(text) as { tick: string; from: string });
      return found.length >= 2 ? found : undefined;
    });

    expect(ticks[0]?.from).toBe('aws.events');
    expect(Date.parse(ticks[1]?.tick ?? '') - Date.parse(ticks[0]?.tick ?? '')).toBeGreaterThanOrEqual(59_000);
  });
});

describe('the HTTP API', () => {
  it('hands over payload 2.0', async () => {
    const answer = await fetch(`${cloud.apiUrl}/v1/things/a%20b?x=1&x=2`, {
      method: 'POST',
      headers: { cookie: 'a=1; b=2', 'content-type': 'application/x-www-form-urlencoded', 'X-Two': 'v' },
      body: 'signed_request=abc',
    });
    const { event } = (await answer.json()) as { event: Record<string, unknown> };

    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /v1/things/{thing_id}',
      rawPath: '/v1/things/a b',
      rawQueryString: 'x=1&x=2',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,2' },
      pathParameters: { thing_id: 'a b' },
      body: Buffer.from('signed_request=abc').toString('base64'),
      isBase64Encoded: true,
      headers: { 'x-two': 'v' },
      requestContext: { stage: '$default', http: { method: 'POST', protocol: 'HTTP/1.1' } },
    });
    expect(event['headers']).not.toHaveProperty('cookie');
  });

  it('needs the permission to invoke: three stars do not cover $default', async () => {
    const answer = await fetch(`${cloud.apiUrl}/elsewhere`);

    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({ message: 'Internal Server Error' });
    expect(cloud.logs.lines('gateway').some(({ text }) => text.includes('may not invoke small-echo for $default'))).toBe(true);
  });

  it('turns answers into responses, cookies and broken answers too', async () => {
    const post = (answer: unknown) =>
      fetch(`${cloud.apiUrl}/v1/things/1`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ answer }),
      });
    const full = await post({
      statusCode: 201,
      headers: { 'X-A': 'b' },
      cookies: ['s=1; Path=/', 't=2'],
      body: Buffer.from('hi').toString('base64'),
      isBase64Encoded: true,
    });
    const broken = await post({ statusCode: 200, body: { not: 'text' } });

    expect(full.status).toBe(201);
    expect(full.headers.getSetCookie()).toEqual(['s=1; Path=/', 't=2']);
    expect(await full.text()).toBe('hi');
    expect([broken.status, await broken.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it('answers 500 when the function fails and 413 when the body is too long', async () => {
    const failed = await fetch(`${cloud.apiUrl}/v1/things/1?ask=throw`, { method: 'POST' });
    const long = await fetch(`${cloud.apiUrl}/v1/things/1`, { method: 'POST', body: Buffer.alloc(10 * 1024 * 1024 + 1) });

    expect([failed.status, await failed.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect([long.status, await long.json()]).toEqual([413, { message: 'Request Too Long' }]);
  });
});
