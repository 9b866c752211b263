/** The Threads adapter on a strict simulator of its own: with a web server for media, a line that can fail, and a clock moved by hand. */
import type { Provider } from '../../../lib/core/provider.ts';
import { httpClient } from '../../../lib/providers/http.ts';
import { threads } from '../../../lib/providers/threads/threads.ts';
import { startThreads, type ThreadsSimulator } from '../../../local/threads/start.ts';
import type { ProviderSetup, Shown } from '../../contract/provider-setup.ts';
import { jpeg, mp4, png } from '../../local/threads/fixtures.ts';
import { type MediaHost, openMediaHost } from '../../local/threads/media-host.ts';
import { patientLine } from '../../support/patient-line.ts';

const redirectUri = 'https://postora.example/oauth/threads/callback';
export const startMs = Date.parse('2026-11-23T09:00:00Z');
export const account = 'ada.paints';

type Line = { loseNext: boolean; cutNext: boolean; all: number; writes: number };

const broken = (code: string, syscall?: string) =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code, syscall }) });

/** A line between us and the simulator that can lose answers and requests, and counts. */
function faultyLine(): { line: Line; fetch: typeof globalThis.fetch } {
  const line = { loseNext: false, cutNext: false, all: 0, writes: 0 };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    line.all += 1;
    if (init?.method === 'POST') line.writes += 1;
    if (line.cutNext) {
      line.cutNext = false;
      throw broken('ECONNREFUSED', 'connect');
    }
    const response = await globalThis.fetch(input, init);
    if (!line.loseNext) return response;
    line.loseNext = false;
    throw broken('UND_ERR_SOCKET');
  };
  return { line, fetch };
}

/** What hangs is given up at once, instead of after up to 60 s. */
function connectTo(simulator: ThreadsSimulator, { fetch, timeout }: ReturnType<typeof patientLine>): Provider {
  const http = httpClient({ allowedOrigins: [simulator.url], fetch, timeoutMs: 20_000, timeout });
  const appCredentials = () => Promise.resolve(simulator.app);
  return threads({ http, graphUrl: simulator.url, authorizeUrl: `${simulator.url}/oauth/authorize`, appCredentials });
}

/** What the person's browser does: sends the window's form, and is sent back with a code. */
async function consent(authorizeUrl: string, scopes: 'all' | 'fewest'): Promise<{ code: string; state: string | undefined }> {
  const { origin, pathname, searchParams } = new URL(authorizeUrl);
  const body = new URLSearchParams([...searchParams, ['account', account], ['decision', 'allow']]);
  if (scopes === 'all') for (const scope of (searchParams.get('scope') ?? '').split(',')) body.set(`grant:${scope}`, 'on');
  const answer = await fetch(`${origin}${pathname}`, { method: 'POST', body, redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? '');
  return { code: `${back.searchParams.get('code')}${back.hash}`, state: back.searchParams.get('state') ?? undefined };
}

const kinds = { TEXT_POST: 'text', IMAGE: 'image', VIDEO: 'video', CAROUSEL_ALBUM: 'carousel' } as const;
const kindOf = (mediaType: string): Shown['kind'] => kinds[mediaType as keyof typeof kinds];

/** What anybody sees on the profile, newest first. */
function visible({ control }: ThreadsSimulator): Shown[] {
  const posts = control.account(account).posts.filter((post) => post.is_public);
  const shown = posts.filter(({ parent_id }) => parent_id === null).reverse();
  return shown.map((post) => {
    const items = post.child_ids.length > 0 ? posts.filter(({ parent_id }) => parent_id === post.id) : [post];
    const altTexts = items.filter(({ media_sha256 }) => media_sha256 !== null).map(({ alt_text }) => alt_text ?? '');
    return {
      id: post.id,
      text: post.text,
      kind: kindOf(post.media_type),
      itemCount: altTexts.length,
      altTexts,
      ...(post.reply_to_id === null ? {} : { replyTo: post.reply_to_id }),
      ...(post.quoted_post_id === null ? {} : { quoted: post.quoted_post_id }),
      ...(post.poll === null ? {} : { poll: post.poll }),
    };
  });
}

export type SimulatedThreads = ProviderSetup & { simulator: ThreadsSimulator; host: MediaHost; line: Line; mint: () => string };

/** `host` is closed when the test ends; the simulator by `close`. */
export async function simulatedThreads(): Promise<SimulatedThreads> {
  const host = await openMediaHost({
    '/robots.txt': { status: 404 },
    '/one.jpg': { type: 'image/jpeg', body: jpeg() },
    '/two.png': { type: 'image/png', body: png(320, 320) },
    '/film.mp4': { type: 'video/mp4', body: mp4() },
  });
  const { line, fetch } = faultyLine();
  const patient = patientLine(fetch);
  const { onHang } = patient;
  const simulator = await startThreads({ redirectUris: [redirectUri], realNow: () => startMs, allowHttp: true, onHang });
  const { control } = simulator;
  const { id, username } = control.account(account);
  return {
    simulator,
    host,
    line,
    mint: () => control.mintToken(account),
    provider: connectTo(simulator, patient),
    redirectUri,
    now: () => new Date(control.clock().now_ms),
    advance: async (ms) => {
      await control.settled();
      control.advance(ms);
    },
    consent,
    account: { remoteId: id, username },
    images: [`${host.url}/one.jpg`, `${host.url}/two.png`],
    video: `${host.url}/film.mp4`,
    visible: () => visible(simulator),
    remove: (postId) => control.removePost(postId),
    revoke: () => void control.revoke(account),
    loseNextAnswer: () => {
      line.loseNext = true;
    },
    cutNextRequest: () => {
      line.cutNext = true;
    },
    requests: () => ({ all: line.all, writes: line.writes }),
    secrets: [simulator.app.secret, simulator.url],
    refusedText: 'x'.repeat(501),
    close: simulator.close,
  };
}
