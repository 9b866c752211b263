/** What a route of the fake API is. */
import type { IncomingMessage } from 'node:http';
import * as z from 'zod/mini';
import { AppError } from '../../lib/core/errors.ts';
import type { Session } from '../../lib/core/session.ts';

export type Answer = { status: number; body?: unknown; headers?: Record<string, string | string[]> };
export type Asked = {
  method: string;
  path: string;
  params: string[];
  query: URLSearchParams;
  body: unknown;
  headers: IncomingMessage['headers'];
  session: Session;
  cookie: string;
  browser: string;
};
export type FakeRoute = readonly [method: string, path: RegExp, handler: (asked: Asked) => Answer | Promise<Answer>];

export const idPattern = '([a-z]+_[0-9A-Z]{26})';

/** @throws {AppError} as the real front door does */
export const expectBody = <T extends z.ZodMiniType>(schema: T, body: unknown): z.infer<T> => {
  const parsed = z.safeParse(schema, body);
  if (parsed.success) return parsed.data;
  const findings = parsed.error.issues.map((issue) => ({ pointer: `#/${issue.path.join('/')}`, code: issue.code, detail: issue.message }));
  throw new AppError('invalid', 'invalid_request', 'The request has fields that cannot be used.', { findings });
};
export const ok = (body: unknown, headers: Record<string, string | string[]> = {}): Answer => ({ status: 200, body, headers });
