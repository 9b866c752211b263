import { describe, expect, it } from 'vitest';
import { noAnswer, problemOf, toProblem } from '../../web/src/api/problem.ts';

const answer = (status: number, body: unknown, retryAfter: string | null = null) =>
  problemOf({ status, body: typeof body === 'string' ? body : JSON.stringify(body), requestId: 'req_header', retryAfter });

describe(problemOf, () => {
  it('keeps what our own problems say', () => {
    const finding = {
      pointer: '#/text',
      code: 'text_too_long',
      detail: 'The text counts 512; the limit is 500.',
      remediation: 'Remove 12.',
    };
    const body = {
      code: 'post_breaks_rules',
      detail: 'Not as it is.',
      remediation: 'Mend it.',
      errors: [finding, 'nonsense'],
      request_id: 'req_body',
    };

    const problem = answer(422, body);

    expect(problem).toMatchObject({ status: 422, code: 'post_breaks_rules', message: 'Not as it is.', isRetryable: false });
    expect(problem.details).toEqual({ remediation: 'Mend it.', findings: [finding], requestId: 'req_body', retryAfterMs: undefined });
  });

  it.each([
    [413, { message: 'Request Entity Too Large' }, 'gateway_too_large', false],
    [429, { message: 'Too Many Requests' }, 'gateway_too_many', true],
    [500, { message: 'Internal Server Error' }, 'gateway_failed', true],
    [503, { message: 'Service Unavailable' }, 'gateway_failed', true],
    [504, '<html>504 Gateway Time-out</html>', 'gateway_failed', true],
    [403, { message: 'Forbidden' }, 'gateway_refused', false],
    [418, '', 'unexpected_answer', false],
  ])('has a sentence for the gateway’s own %i', (status, body, code, isRetryable) => {
    const problem = answer(status, body);

    expect(problem).toMatchObject({ code, isRetryable });
    expect(problem.message).toMatch(/^[A-Z].*\.$/);
    expect(problem.message).not.toContain('message');
    expect(problem.details.remediation).toMatch(/\.$/);
    expect(problem.details.requestId).toBe('req_header');
  });

  it('reads how long to wait', () => {
    expect(answer(429, { code: 'too_many_links', detail: 'Too many.' }, '120').details.retryAfterMs).toBe(120_000);
  });
});

describe(toProblem, () => {
  it('leaves a problem as it is, and has a sentence for a bug of the console', () => {
    const problem = noAnswer();

    expect(toProblem(problem)).toBe(problem);
    expect(toProblem(new TypeError('x is undefined')).message).toBe('The console made a mistake.');
  });
});
