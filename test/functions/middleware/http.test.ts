/** T6.6, T6.7: errors as problem documents (RFC 9457): what the outside learns, and that the request id leads to the log line. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/core/errors.ts';
import { cpuMs } from '../../support/cpu-time.ts';
import { world } from '../../support/world.ts';
import type { Answer } from '../http-event.ts';
import { outcomeOf, problemOf, signIn } from '../steps.ts';

const postTo = async (body: unknown, headers: Record<string, string | undefined> = {}) => {
  const browser = await signIn(world());
  return browser.request('POST', '/v1/posts', { body, headers });
};
const nested = (depth: number): string => `{"text":"x","targets":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe('a body that cannot be used', () => {
  const json = { 'content-type': 'application/json' };
  const cases: [string, unknown, Record<string, string | undefined>, string][] = [
    ['is missing', undefined, {}, '400 body_missing'],
    ['is empty', '', json, '400 body_missing'],
    ['is not JSON', '{"text": "x",}', json, '400 malformed_json'],
    ['is a form', 'text=x', { 'content-type': 'application/x-www-form-urlencoded' }, '415 content_type_not_json'],
    ['names no type', '{}', { 'content-type': undefined }, '415 content_type_not_json'],
    ['names a type that only begins like JSON', '{}', { 'content-type': 'application/jsonp' }, '415 content_type_not_json'],
    ['is larger than 64 KiB', { text: 'x'.repeat(65_536), targets: [] }, {}, '413 body_too_large'],
    ['is larger than 64 KiB in base64', Buffer.alloc(65_537, 32), json, '413 body_too_large'],
    ['is nested deeper than 20 levels', nested(20), json, '400 body_too_deep'],
    ['is nested 30,000 levels deep', nested(30_000), json, '400 body_too_deep'],
    ['is no object', '[]', json, '400 invalid_request'],
    ['is null', 'null', json, '400 invalid_request'],
    ['is a number', '7', json, '400 invalid_request'],
    ['lacks a field', { targets: [] }, {}, '400 invalid_request'],
    ['has a field of another type', { text: 7, targets: [] }, {}, '400 invalid_request'],
    ['has a text above 20,000 characters', { text: 'x'.repeat(20_001), targets: [] }, {}, '400 invalid_request'],
    ['has a target that is no connection id', { text: 'x', targets: ['usr_x'] }, {}, '400 invalid_request'],
    ['has more than ten targets', { text: 'x', targets: Array(11).fill(`con_${'0'.repeat(26)}`) }, {}, '400 invalid_request'],
  ];
  it.each(cases)('T6.6 when it %s', async (_, body, headers, outcome) => {
    const answer = await postTo(body, headers);

    expect(outcomeOf(answer)).toBe(outcome);
    expect(answer.headers['content-type']).toBe('application/problem+json');
  });

  it('is read when it comes in base64, with a charset, just below the limits', async () => {
    const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(20_000), targets: [] }));

    const answer = await postTo(body, { 'content-type': 'Application/JSON; charset=utf-8' });

    expect(answer.status).toBe(201);
  });

  it('names every field that is wrong, by its JSON pointer', async () => {
    const answer = await postTo({ text: 7, targets: ['x', `con_${'0'.repeat(26)}`, 3], 'a/b~c': 1 });

    expect(
      problemOf(answer)
        .errors?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual(['#', '#/targets/0', '#/targets/2', '#/text'].sort());
  });

  it.each(['a/b~c', 'k3nq-Zk_93mXw2LrT8cPvNe4YdHsB', 'x'.repeat(31), 'somebody@example.org'])(
    'T9.1 says that a field %s is none of ours, and does not repeat its name',
    async (name) => {
      const answer = await postTo({ text: 'Bridges.', targets: [], [name]: 1 });

      expect(problemOf(answer).errors).toEqual([expect.objectContaining({ pointer: '#', code: 'unknown_field' })]);
      expect(answer.text).not.toContain(name);
    },
  );

  it('T6.6 1,000 bad bodies are answered with 4xx, 99 of 100 for less than 50 ms of work', async () => {
    const w = world();
    const browser = await signIn(w);
    const before = w.stored();
    const shapes = fc.oneof(
      fc.string().map((text) => `${text}{`),
      fc.json().filter((text) => !text.includes('"text"')),
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from([0xff, ...bytes])),
      fc.object({ maxDepth: 3 }).map((value) => ({ ...value, surplus: 1 })),
    );
    const tookMs: number[] = [];
    const statuses = new Set<number>();

    for (const body of fc.sample(shapes, { numRuns: 1000, seed: 66 })) {
      // No faster than one session may.
      w.clock.advance(1_000);
      const before = cpuMs();
      statuses.add((await browser.request('POST', '/v1/posts', { body, headers: { 'content-type': 'application/json' } })).status);
      tookMs.push(cpuMs() - before);
    }

    expect([...statuses]).toEqual([400]);
    expect(tookMs.sort((a, b) => a - b)[989]).toBeLessThan(50);
    expect(w.stored()).toBe(before);
  });
});

describe('an unknown address', () => {
  it.each([
    ['GET', '/nothing', '404 route_not_found', undefined],
    ['GET', '/v1', '404 route_not_found', undefined],
    ['GET', '/v1/posts/x/y', '404 route_not_found', undefined],
    ['PUT', '/v1/posts', '405 method_not_allowed', 'GET, POST'],
    ['POST', '/v1/posts/post_x', '405 method_not_allowed', 'DELETE, GET, PATCH'],
    ['OPTIONS', '/v1/me', '405 method_not_allowed', 'GET'],
    ['HEAD', '/v1/connections', '405 method_not_allowed', 'GET'],
    ['GET', '/v1/auth/links', '405 method_not_allowed', 'POST'],
  ])('%s %s is answered with %s', async (method, path, outcome, allow) => {
    const answer = await world().call(method, path);

    expect(outcomeOf(answer)).toBe(outcome);
    expect(answer.headers['allow']).toBe(allow);
  });

  it('a trailing slash makes another address', async () => {
    const answer = await world().call('GET', '/v1/posts/');

    expect(outcomeOf(answer)).toBe('404 route_not_found');
  });
});

/** Nothing of our insides may stand in an answer. */
const insides = /arn:aws|\/var\/task|\.ts\b|\.js\b|node_modules|at \w+ \(|Error:|stack|hunter2/i;

describe('an unexpected error', () => {
  const broken = async () => {
    const w = world();
    const browser = await signIn(w);
    w.hooks.beforeCommit = async () => {
      throw new Error('AccessDenied: arn:aws:dynamodb:eu-central-1:1:table/main at /var/task/x.js hunter2', { cause: new Error('inner') });
    };
    return { w, answer: await browser.request('POST', '/v1/posts', { body: { text: 'Bridges.', targets: [] } }) };
  };

  it('T6.7 is a 500 that tells a request id and nothing else', async () => {
    const { answer } = await broken();

    expect(outcomeOf(answer)).toBe('500 internal');
    expect(answer.text).not.toMatch(insides);
    expect(JSON.stringify(answer.headers)).not.toMatch(insides);
    expect(problemOf(answer).request_id).toBe(answer.headers['x-request-id']);
  });

  it('T6.7 is found in the log by that id, as an error with its cause', async () => {
    const { w, answer } = await broken();

    const lines = w.logs
      .map((line): Record<string, unknown> => JSON.parse(line))
      .filter((line) => line['request_id'] === problemOf(answer).request_id);

    expect(lines).toEqual([
      expect.objectContaining({
        level: 'error',
        event: 'request',
        status: 500,
        error: 'Error',
        causes: 'Error',
        stack: expect.stringContaining('http.test.ts'),
      }),
    ]);
  });

  it('T6.7 a database that is busy is a 503 that may be tried again', async () => {
    const w = world();
    const browser = await signIn(w);
    w.hooks.beforeCommit = async () => {
      throw new AppError('unavailable', 'database_busy', 'Please try again in a moment.', { retryAfterMs: 1000 });
    };

    const answer = await browser.request('POST', '/v1/posts', { body: { text: 'Bridges.', targets: [] } });

    expect(outcomeOf(answer)).toBe('503 database_busy');
    expect(problemOf(answer).retryable).toBe(true);
    expect(answer.headers['retry-after']).toBe('1');
  });
});

describe('the request id', () => {
  it('is the one that the caller sent, if it can be one', async () => {
    const w = world();

    const answer = await w.call('GET', '/nothing', { headers: { 'x-request-id': 'my-request_0001' } });

    expect(answer.headers['x-request-id']).toBe('my-request_0001');
    expect(problemOf(answer)).toMatchObject({ request_id: 'my-request_0001', instance: '/nothing' });
    expect(w.logs.join('')).toContain('"request_id":"my-request_0001"');
  });

  it('may be a UUID', async () => {
    const uuid = '0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5';

    const answer = await world().call('GET', '/v1/health', { headers: { 'x-request-id': uuid } });

    expect(answer.headers['x-request-id']).toBe(uuid);
  });

  it('T9.1 is made anew for what is as long as a secret: it stands in the log', async () => {
    const w = world();
    const astray = ['k3nq-Zk_93mXw2LrT8cPvNe4YdHsBq7Zk93mXw2LrT8', '9f3c11aa7be0452d8890fe17c3b65a04', 'x'.repeat(25)];

    const answers = await Promise.all(astray.map((id) => w.call('GET', '/v1/health', { headers: { 'x-request-id': id } })));

    expect(answers.filter(({ headers }) => !/^req_/.test(headers['x-request-id'] ?? ''))).toEqual([]);
    expect(astray.filter((id) => w.logs.join('').includes(id))).toEqual([]);
  });

  it('T9.1 stands beside a path of which only ids and words are repeated', async () => {
    const w = world();
    const paths = ['/v1/posts/post_01J00000000000000000000000', '/sign-in/k3nq-Zk_93mXw2LrT8cPvNe4YdHsBq7Zk', '/v1/somebody@example.org/x'];

    const answers = await Promise.all(paths.map((path) => w.call('GET', path)));

    expect(answers.map((answer) => problemOf(answer).instance)).toEqual([paths[0], '/sign-in/…', '/v1/…/x']);
  });

  it.each(['short', 'with blanks inside', 'x'.repeat(65), 'quote"quote"', '<script>alert(1)</script>', '', undefined])(
    'is made anew for %s',
    async (given) => {
      const answer = await world().call('GET', '/v1/health', { headers: { 'x-request-id': given } });

      expect(answer.headers['x-request-id']).toMatch(/^req_[0-9A-Z]{26}$/);
    },
  );
});

describe('every answer', () => {
  const headersOf = ({ headers }: Answer) => ({
    cache: headers['cache-control'],
    referrer: headers['referrer-policy'],
    sniff: headers['x-content-type-options'],
  });

  it('is never cached, sends no referrer and is not sniffed', async () => {
    const browser = await signIn(world());

    const answers = [
      await browser.request('GET', '/v1/me'),
      await browser.request('GET', '/nothing'),
      await browser.request('POST', '/v1/posts', { body: {} }),
      await browser.request('POST', '/v1/auth/sign-out'),
    ];

    for (const answer of answers) expect(headersOf(answer)).toEqual({ cache: 'no-store', referrer: 'no-referrer', sniff: 'nosniff' });
    expect(answers.map(({ headers }) => headers['content-type'])).toEqual([
      'application/json',
      'application/problem+json',
      'application/problem+json',
      undefined,
    ]);
  });

  it('leaves one log line with route, status and caller, and nothing of the body', async () => {
    const w = world();
    const browser = await signIn(w);
    const from = w.logs.length;

    await browser.request('POST', '/v1/posts', { body: { text: 'A very private thought.', targets: [] } });

    const lines = w.logs.slice(from).map((line): Record<string, unknown> => JSON.parse(line));
    expect(lines).toEqual([
      {
        level: 'info',
        event: 'request',
        request_id: expect.any(String),
        route: 'POST /v1/posts',
        status: 201,
        ms: expect.any(Number),
        user_id: expect.any(String),
      },
    ]);
    expect(w.logs.join('')).not.toContain('private thought');
  });
});

describe('ids in the path', () => {
  const odd = ['x', encodeURIComponent('#'), encodeURIComponent('../x'), '%E2%82%AC', 'post_0', 'null'];
  it.each(odd)('T6.1 "%s" is not found, never an error of ours', async (id) => {
    const browser = await signIn(world());

    const answers = [await browser.request('GET', `/v1/posts/${id}`), await browser.request('DELETE', `/v1/connections/${id}`)];

    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  });

  it.each([
    ['GET', '/v1/posts/'],
    ['DELETE', '/v1/posts/'],
    ['DELETE', '/v1/connections/'],
  ])('%s %s with 2,000 characters is not found, never a 500 of the database', async (method, path) => {
    const browser = await signIn(world());

    const answer = await browser.request(method, path + 'x'.repeat(2000));

    expect(answer.status).toBe(404);
  });
});
