/** Drives one simulator over HTTP for a test: fixed clock, closed when the test ends. */
import { onTestFinished } from 'vitest';
import type { Control } from '../../../local/threads/control/control.ts';
import type { NewFault } from '../../../local/threads/faults/fault.ts';
import { startThreads, type ThreadsOptions } from '../../../local/threads/start.ts';

export const callback = 'https://app.test/callback?from=threads';
export const startedAt = Date.parse('2026-03-01T12:00:00.400Z');
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

export type Answer = { status: number; headers: Headers; text: string; body: unknown };
export type Form = Record<string, string>;

export type Driver = {
  url: string;
  control: Control;
  send(method: string, path: string, init?: { token?: string; form?: Form; json?: unknown; headers?: Form }): Promise<Answer>;
  /** With ada's token, unless told otherwise. */
  get(path: string, token?: string): Promise<Answer>;
  post(path: string, form: Form, token?: string): Promise<Answer>;
  ada: string;
  fault(fault: NewFault): void;
  /** A container of ada's, moved on until it is FINISHED. */
  ready(form?: Form): Promise<string>;
  /** A container of any type, its media fetched, moved on until it is done; also when it failed. */
  made(form: Form): Promise<string>;
  /** Made and published; the post's id. */
  posted(form?: Form): Promise<string>;
  publish(creationId: string, token?: string): Promise<Answer>;
  /** Ada's public posts, as a visitor counts them. */
  publicPosts(): number;
  close(): Promise<void>;
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export async function request(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

/** The id in an answer like `{"id":"…"}`. */
export function idOf({ body, text }: Answer): string {
  const { id } = Object(body) as { id?: unknown };
  if (typeof id !== 'string') throw new Error(`no id in ${text}`);
  return id;
}

/** What an error answer should look like. */
export const graphError = (code: number, subcode?: number) => ({
  error: { code, ...(subcode === undefined ? {} : { error_subcode: subcode }) },
});

/** A token with everything an own app can ask for. */
export const allScopes = [
  'threads_basic',
  'threads_content_publish',
  'threads_delete',
  'threads_manage_replies',
  'threads_read_replies',
  'threads_manage_mentions',
  'threads_location_tagging',
  'threads_share_to_instagram',
];

export async function openThreads(options: ThreadsOptions = {}): Promise<Driver> {
  const threads = await startThreads({ realNow: () => startedAt, redirectUris: [callback], ...options });
  onTestFinished(() => threads.close());
  const { url, control } = threads;
  const ada = control.mintToken('ada.paints');

  const send: Driver['send'] = (method, path, { token, form, json, headers = {} } = {}) => {
    const body = form ? new URLSearchParams(form) : json === undefined ? null : JSON.stringify(json);
    const auth: Form = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return request(url + path, { method, body, headers: { ...auth, ...headers } });
  };
  const get: Driver['get'] = (path, token = ada) => send('GET', path, { token });
  const post: Driver['post'] = (path, form, token = ada) => send('POST', path, { token, form });

  const publish: Driver['publish'] = (creationId, token) => post('/v1.0/me/threads_publish', { creation_id: creationId }, token);

  async function made(form: Form) {
    const id = idOf(await post('/v1.0/me/threads', form));
    await control.settled();
    control.advance(30_000);
    return id;
  }

  return {
    url,
    control,
    made,
    publish,
    posted: async (form = { text: 'Hello' }) => idOf(await publish(await made({ media_type: 'TEXT', ...form }))),
    send,
    get,
    post,
    ada,
    fault: (fault) => void control.addFault(fault),
    async ready(form = { text: 'Hello' }) {
      const id = idOf(await post('/v1.0/me/threads', { media_type: 'TEXT', ...form }));
      control.advance(1000);
      return id;
    },
    publicPosts: () => control.account('ada.paints').public_post_count,
    close: threads.close,
  };
}
