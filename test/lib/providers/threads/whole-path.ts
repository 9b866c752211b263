/** The whole of Postora in memory with the real Threads adapter on the strict simulator: one clock, faults on demand, nothing else faked. */
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { httpClient } from '../../../../lib/providers/http.ts';
import { threads } from '../../../../lib/providers/threads/threads.ts';
import type { NewFault } from '../../../../local/threads/faults/fault.ts';
import { startThreads, type ThreadsSimulator } from '../../../../local/threads/start.ts';
import { publicOrigin } from '../../../functions/http-event.ts';
import { approve, callback, readPost, type SeenPost, signIn, write } from '../../../functions/steps.ts';
import { startAt } from '../../../support/builders.ts';
import { patientLine } from '../../../support/patient-line.ts';
import { type Browser, type World, world } from '../../../support/world.ts';

export const account = 'ada.paints';
const redirectUri = `${publicOrigin}/oauth/threads/callback`;
/** Not counted by the line. */
const timeoutMs = 20_000;

type Path = { w: World; simulator: ThreadsSimulator; browser: Browser; connectionId: string };
export type WholePath = Path & {
  fault: (fault: NewFault) => void;
  /** Posts that anybody sees, oldest first. */
  visible: () => { id: string; text: string; replyTo: string | null }[];
  /** Publish calls that reached the simulator. */
  publishCalls: () => number;
  /** Written and approved, then lived through for so many minutes. */
  post: (text?: string, more?: object) => Promise<SeenPost>;
  later: (id: string, minutes: number) => Promise<SeenPost>;
};

/** The person says yes in the window, and comes back. @returns the connection's id */
async function connectThere(browser: Browser): Promise<string> {
  const { body: answer } = await browser.request('POST', '/v1/connections/threads/authorize', { body: {} });
  const { origin, pathname, searchParams } = new URL(z.parse(z.object({ authorize_url: z.string() }), answer).authorize_url);
  const body = new URLSearchParams([...searchParams, ['account', account], ['decision', 'allow'], ['grant:threads_content_publish', 'on']]);
  const sentBack = await fetch(`${origin}${pathname}`, { method: 'POST', body, redirect: 'manual' });
  const { headers } = await callback(browser, Object.fromEntries(new URL(sentBack.headers.get('location') ?? '').searchParams));
  const id = new URL(headers['location'] ?? '').searchParams.get('connected');
  if (!id) throw new Error(`not connected: ${headers['location']}`);
  return id;
}

async function openPath(): Promise<Path> {
  let nowOf = () => startAt;
  const { fetch, timeout, onHang } = patientLine();
  const simulator = await startThreads({ redirectUris: [redirectUri], realNow: () => nowOf().getTime(), onHang });
  onTestFinished(() => simulator.close());
  const http = httpClient({ allowedOrigins: [simulator.url], fetch, timeoutMs, timeout });
  const config = { graphUrl: simulator.url, authorizeUrl: `${simulator.url}/oauth/authorize`, appCredentials: async () => simulator.app };
  const w = world(1, (now) => {
    nowOf = now;
    return threads({ http, ...config });
  });
  const browser = await signIn(w);
  return { w, simulator, browser, connectionId: await connectThere(browser) };
}

export async function openWholePath(): Promise<WholePath> {
  const path = await openPath();
  const { w, simulator, browser, connectionId } = path;
  const { control } = simulator;
  return {
    ...path,
    fault: (fault) => void control.addFault(fault),
    visible: () =>
      control
        .account(account)
        .posts.filter(({ is_public, parent_id }) => is_public && parent_id === null)
        .map(({ id, text, reply_to_id: replyTo }) => ({ id, text, replyTo })),
    publishCalls: () => control.account(account).publish_attempts.length,
    post: async (text, more) => {
      const draft = await write(browser, [connectionId], text, more);
      await approve(browser, draft);
      return readPost(browser, draft.id);
    },
    later: async (id, minutes) => {
      await w.live(minutes);
      return readPost(browser, id);
    },
  };
}
