/** The logger and what it may say of an error. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../lib/core/errors.ts';
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
    const chain = [1, 2, 3, 4, 5].reduceRight<Error | undefined>((cause, n) => new Error(`e${n}`, { cause }), undefined);

    expect(describeError(chain)).toMatchObject({ error: 'Error', message: 'e1', causes: 'Error: e2 < Error: e3 < Error: e4' });
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
    expect(String(described['message'])).toHaveLength(300);
    expect(String(described['stack']).length).toBeLessThanOrEqual(600);
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

    expect(describeError(error)).toMatchObject({ causes: 'Error: round < Error: round < Error: round' });
  });
});
