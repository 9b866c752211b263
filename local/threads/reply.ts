/** What a route hands back: an answer, or one of the two ways of not answering. */

export type Answer = { kind: 'answer'; status: number; headers: Record<string, string>; body: string | Uint8Array };

/** `drop` closes the connection without a byte; `hang` keeps it open until the client gives up. */
export type Reply = Answer | { kind: 'drop' } | { kind: 'hang' };

export const answer = (status: number, type: string, body: string | Uint8Array): Answer => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type, 'cache-control': 'no-store' },
  body,
});

export const json = (value: unknown, status = 200): Answer => answer(status, 'application/json; charset=UTF-8', JSON.stringify(value));

export const redirect = (status: 302 | 303, location: string): Answer => ({
  kind: 'answer',
  status,
  headers: { location, 'cache-control': 'no-store' },
  body: '',
});

export const isSuccess = (reply: Reply): boolean => reply.kind === 'answer' && reply.status === 200;
