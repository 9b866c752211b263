/** Every method of every port fails once, with an error that holds every secret: in its message, over several lines, in its causes and properties. */
import { authorize, callback, invite, write } from '../../functions/steps.ts';
import type { Browser } from '../../support/world.ts';
import { allKinds } from '../secrets.ts';
import { canaryText, type Watched } from '../watched-world.ts';
import { comeAndGo } from './deleting.ts';
import { exportAll } from './exporting.ts';
import { writeForHelp } from './writing-for-help.ts';

type Here = { ada: Browser; connection: string; address: string };

/** What adapters throw when they are careless: everything they had in hand. */
function telling({ secrets }: Watched): () => Error {
  const all = allKinds.filter((kind) => kind !== 'data_key' && kind !== 'wrapped_key').map((kind) => `${kind}=${secrets.newest(kind)}`);
  const message = all.join('\n    at ');
  return () => {
    const root = Object.assign(new TypeError(`Headers.append: "${message}" is an invalid header value.`), { input: all });
    const cause = Object.assign(new Error(message, { cause: root }), {
      code: secrets.newest('access_token'),
      $metadata: { requestId: all[0] },
    });
    const error = Object.assign(new Error(message, { cause }), {
      url: `https://graph.threads.example/me?${new URLSearchParams({ access_token: message })}`,
    });
    error.name = secrets.newest('session_cookie');
    return error;
  };
}

/** A little of everything. @returns what failed */
async function littleOfEverything(at: Watched, { ada, connection, address }: Here): Promise<string[]> {
  const { world: w, secrets } = at;
  const failed: string[] = [];
  const tryTo = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    await act().catch(() => failed.push(what));
  };
  const ask = (method: string, path: string, body?: object): Promise<void> =>
    tryTo(`${method} ${path}`, async () => {
      const { status } = await ada.request(method, path, body === undefined ? {} : { body });
      if (status >= 400) failed.push(`${method} ${path}: ${status}`);
    });
  await tryTo('invite', () => invite(w, address));
  await ask('POST', '/v1/auth/invites/accept', { token: secrets.newest('invite_token') });
  await ask('POST', '/v1/auth/links', { address });
  await tryTo('mail', () => w.deliver('mail'));
  await ask('POST', '/v1/auth/links/redeem', { token: secrets.newest('link_token') });
  for (const path of ['/v1/me', '/v1/sessions', '/v1/connections', '/v1/posts?limit=2']) await ask('GET', path);
  await ask('POST', '/v1/auth/keep-alive', {});
  await tryTo('callback', async () => {
    const state = await authorize(ada);
    secrets.add('oauth_state', state);
    return callback(ada, { state, code: secrets.newest('oauth_code') });
  });
  await ask('POST', '/v1/media', { content_type: 'image/png', size_bytes: 1_000, sha256: '0'.repeat(64) });
  await tryTo('post', async () => {
    const text = canaryText();
    secrets.add('post_text', text);
    const { id, hash } = await write(ada, [connection], text);
    await ask('POST', `/v1/posts/${id}/approve`, { expected_hash: hash });
  });
  await tryTo('export', () => exportAll(at, ada));
  await tryTo('help', () => writeForHelp(at, address));
  await tryTo('sweep', () => w.sweep());
  await tryTo('come and go', () => comeAndGo(at));
  await tryTo('erase', () => w.eraseExpired());
  for (const queue of ['publish', 'refresh', 'media', 'export'] as const)
    for (let i = 0; i < 4; i += 1) await tryTo(queue, () => w.deliverOne(queue));
  await tryTo('stop', () => w.operate({ command: 'stop_publishing', reason: 'maintenance' }));
  await tryTo('resume', () => w.operate({ command: 'resume_publishing' }));
  return failed;
}

export async function breakEveryPort(at: Watched, here: Here): Promise<void> {
  for (const port of [undefined, ...[...at.called].sort()]) {
    // Time moves on, so that no limit per hour hides what comes after.
    at.world.clock.advance(31 * 60_000);
    at.breakPort(port, telling(at));
    const failed = await littleOfEverything(at, here);
    at.breakPort(undefined);
    // With nothing broken it has to work, or breaking things shows nothing.
    if (port === undefined && failed.length > 0) throw new Error(`failed by itself: ${failed.join(', ')}`);
  }
}
