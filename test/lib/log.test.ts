/** The logger and what it may say of an error. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { AppError, Unexpected } from '../../lib/core/errors.ts';
import { describeError, jsonLog } from '../../lib/log.ts';

describe('jsonLog', () => {
  it('writes one JSON line with level, event and fields', () => {
    const lines: string[] = [];

    jsonLog((line) => lines.push(line), { duty: 'auth' })('info', 'request', { status: 200, is_new: true });

    expect(lines).toEqual(['{"level":"info","event":"request","duty":"auth","status":200,"is_new":true}\n']);
  });

  it.each([
    'token',
    'access_token',
    'app_secret',
    'Cookie',
    'set_cookie',
    'authorization',
    'password',
    'code_verifier',
    'sealed',
    'plaintext_key',
    'address',
    'email_address',
    'text',
    'post_text',
  ])('T9.1 drops the field %s', (name) => {
    const lines: string[] = [];

    jsonLog((line) => lines.push(line))('info', 'x', { [name]: 'hunter2', kept: 1 });

    expect(lines.join('')).toBe('{"level":"info","event":"x","kept":1}\n');
  });

  it('keeps one line whatever a value holds', () => {
    const lines: string[] = [];

    jsonLog((line) => lines.push(line))('warn', 'x', { message: 'two\nlines \u2028', missing: undefined });

    expect(lines.join('').split('\n')).toHaveLength(2);
    expect(lines.join('')).not.toContain('missing');
  });
});

describe('describeError', () => {
  it('tells kind of error, code and message of ours, without a stack', () => {
    const error = new AppError('conflict', 'post_locked', 'This post is published.');

    expect(describeError(error)).toEqual({ error: 'AppError', message: 'This post is published.', code: 'post_locked' });
  });

  it('tells the chain of causes, at most three of them', () => {
    const chain = [1, 2, 3, 4, 5].reduceRight<Error | undefined>(
      (cause, n) => Object.assign(new AppError('conflict', `c${n}`, `e${n}`, { cause })),
      undefined,
    );

    expect(describeError(chain)).toMatchObject({ error: 'AppError', message: 'e1', causes: 'AppError: e2 < AppError: e3 < AppError: e4' });
  });

  it('tells the words of what should not happen, and where', () => {
    const described = describeError(new Unexpected('the parameter "hash-key" is not set for this stage'));

    expect(described).toMatchObject({ error: 'Unexpected', message: 'the parameter "hash-key" is not set for this stage' });
    expect(described['stack']).toMatch(/^ +at .*log\.test\.ts/);
  });

  it('T9.1 never tells the words of a foreign error, on its own, as a cause, over several lines, or as a name', () => {
    const words = 'Headers.append: "Bearer hunter2"\n    at hunter2 (hunter2:1:1)\nhunter2';
    const root = Object.assign(new TypeError(words), { code: 'hunter2' });
    const error = Object.assign(new Error(words, { cause: root }), {
      code: 'hunter2',
      $metadata: { requestId: 'hunter2' },
      url: 'hunter2',
    });
    error.name = 'hunter2';

    const described = [describeError(error), describeError(new AppError('unavailable', 'x', 'Later.', { cause: error }))];

    expect(JSON.stringify(described)).not.toContain('hunter2');
    expect(described).toEqual([
      { error: 'Error', stack: expect.stringContaining('log.test.ts'), causes: 'TypeError' },
      { error: 'AppError', code: 'x', message: 'Later.', causes: 'Error < TypeError' },
    ]);
  });

  it('tells the code of a line that broke', () => {
    const cause = Object.assign(new Error('read ECONNRESET 10.0.0.1'), { code: 'ECONNRESET' });

    expect(describeError(new TypeError('fetch failed', { cause }))).toMatchObject({ error: 'TypeError', causes: 'Error ECONNRESET' });
  });

  it('tells of an AWS error what an operator needs: status, request id, and the right that is missing', () => {
    const message = 'User: arn:aws:sts::111122223333:assumed-role/x is not authorized to perform: dynamodb:PutItem on resource: y';
    const $metadata = { httpStatusCode: 400, requestId: '0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5' };
    const error = Object.assign(new Error(message), { name: 'AccessDeniedException', $metadata });

    expect(describeError(error)).toEqual({
      error: 'AccessDeniedException',
      http_status: 400,
      aws_request_id: '0f1c2d3e-4a5b-6c7d-8e9f-a0b1c2d3e4f5',
      denied: 'dynamodb:PutItem',
      stack: expect.any(String),
    });
  });

  it('tells where a stored shape was wrong and in which way, without the value', () => {
    const parsed = z.safeParse(z.object({ steps: z.array(z.object({ at: z.string() })), kind: z.literal('post') }), {
      steps: [{ at: 'now' }, { at: 7 }],
      kind: 'hunter2',
    });

    const described = describeError(parsed.error);

    expect(described).toMatchObject({ error: '$ZodError', fields: 'steps.1.at invalid_type, kind invalid_value' });
    expect(JSON.stringify(described)).not.toContain('hunter2');
  });

  it('T9.1 leaves out what a cause holds beside its message, such as a remote answer', () => {
    const cause = Object.assign(new Error('refused'), { body: 'hunter2', config: { headers: { authorization: 'hunter2' } } });

    expect(JSON.stringify(describeError(new AppError('rejected', 'refused', 'No.', { cause })))).not.toContain('hunter2');
    expect(JSON.stringify(describeError(new AppError('rejected', 'refused', 'No.', { cause: { token: 'hunter2' } })))).not.toContain(
      'hunter2',
    );
  });

  it('says where a foreign error came from, and cuts what is long', () => {
    const described = describeError(new TypeError('x'.repeat(1000)));

    expect(described).toMatchObject({ error: 'TypeError', stack: expect.stringContaining('log.test.ts') });
    expect(String(described['stack']).length).toBeLessThanOrEqual(600);
    expect(String(describeError(new Unexpected('x'.repeat(1000)))['message'])).toHaveLength(300);
  });

  it.each([
    ['text', 'string'],
    [undefined, 'undefined'],
    [7, 'number'],
    [null, 'object'],
  ])('of a thrown %s tells only the type', (thrown, type) => {
    expect(describeError(thrown)).toEqual({ error: type });
  });

  it('survives a chain that bites its own tail', () => {
    const error = new Error('round');
    error.cause = error;

    expect(describeError(error)).toMatchObject({ causes: 'Error < Error < Error' });
  });
});
