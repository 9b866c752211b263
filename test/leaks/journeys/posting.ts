/** Posts of every kind are written, approved and published, well and in every kind of trouble. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { FaultName } from '../../../local/threads/faults/table.ts';
import { approve, edit, readPost, type SeenPost, write } from '../../functions/steps.ts';
import { jpeg } from '../../support/media-files.ts';
import type { Browser } from '../../support/world.ts';
import { type TellTale, tellTales } from '../line.ts';
import { canaryText, type Watched } from '../watched-world.ts';
import { type Person, proveAgain } from './prove-again.ts';

const uploadSchema = z.object({ id: z.string(), content_type: z.string(), upload: z.object({ url: z.string() }) });

/** Words that are searched for from here on. */
function words({ secrets }: Watched): string {
  const text = canaryText();
  secrets.add('post_text', text);
  return text;
}

async function upload({ world: w, secrets }: Watched, browser: Browser, file = jpeg()): Promise<string> {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const { body } = await browser.request('POST', '/v1/media', {
    body: { content_type: 'image/jpeg', size_bytes: file.length, sha256, filename: 'holiday.jpg' },
  });
  const started = z.parse(uploadSchema, body);
  const url = new URL(started.upload.url);
  secrets.add('upload_signature', url.searchParams.get('X-Amz-Signature') ?? '');
  const key = url.pathname.slice(1);
  w.mediaFiles.put(key, file, started.content_type);
  await w.deps.sendMessage('media', { kind: 'uploaded', key });
  await w.deliver('media');
  await browser.request('GET', `/v1/media/${started.id}`);
  return started.id;
}

async function publish(at: Watched, { browser, address }: Person, draft: SeenPost, minutes = 4): Promise<SeenPost> {
  await proveAgain(at, browser, address);
  const { status, text } = await approve(browser, draft);
  if (status !== 200) throw new Error(`approving answered ${status}: ${text}`);
  await at.world.live(minutes);
  return readPost(browser, draft.id);
}

/** @throws when it did not go out: then the path of success was not searched. */
async function publishWell(at: Watched, person: Person, draft: SeenPost, minutes?: number): Promise<void> {
  const { status, publications } = await publish(at, person, draft, minutes);
  if (status !== 'published') throw new Error(`the post is ${status}: ${publications[0]?.failure?.sentence}`);
}

async function everyKind(at: Watched, person: Person, connection: string): Promise<void> {
  const { browser: ada } = person;
  const [one, two] = [await upload(at, ada), await upload(at, ada)];
  const image = (id: string) => ({ media_id: id, alt: 'A bridge.' });
  await publishWell(at, person, await write(ada, [connection], words(at)));
  const kinds = [
    { media: [image(one)] },
    { media: [image(one), image(two)] },
    { replies: [{ text: words(at) }, { text: words(at), media: [image(two)] }] },
  ];
  for (const more of kinds) await publish(at, person, await write(ada, [connection], words(at), more), 12);
  const wallTime = new Date(at.world.clock.now().getTime() + 30 * 60_000).toISOString().slice(0, 16);
  const later = await write(ada, [connection], words(at), { schedule: { wall_time: wallTime, zone: 'UTC' } });
  await publish(at, person, later, 20);
}

/** All that can be done with a post beside publishing it. */
async function everyRoute(at: Watched, ada: Browser, connection: string): Promise<void> {
  const draft = await write(ada, [connection], words(at));
  await edit(ada, draft, { text: words(at) });
  await edit(ada, draft, { text: words(at) });
  const canceled = await write(ada, [connection], words(at));
  await approve(ada, canceled);
  await ada.request('POST', `/v1/posts/${canceled.id}/cancel`, { body: {} });
  await ada.request('DELETE', `/v1/posts/${draft.id}`);
  await ada.request('POST', '/v1/posts/validate', { body: { text: words(at).repeat(30), targets: [connection] } });
  await ada.request('GET', '/v1/posts?limit=3');
  await ada.request('DELETE', `/v1/media/${await upload(at, ada)}`);
  await ada.request('GET', `/v1/media/${await upload(at, ada, jpeg({ data: Buffer.alloc(3) }).subarray(0, 60))}`);
  await at.world.deliver('media');
}

const faults: readonly (readonly [FaultName, 'publish' | 'create' | 'status'])[] = [
  ['drop_after', 'publish'],
  ['drop_before', 'publish'],
  ['hang_after', 'publish'],
  ['html_error_after', 'publish'],
  ['error_as_200', 'publish'],
  ['permission_error_after', 'publish'],
  ['answer_without_id', 'publish'],
  ['duplicate_refused', 'publish'],
  ['rate_limited', 'create'],
  ['container_error', 'create'],
  ['policy_blocked', 'create'],
  ['service_down', 'status'],
];

export async function postInTrouble(at: Watched, person: Person, connection: string): Promise<void> {
  const { browser: ada } = person;
  const { control } = at.simulator;
  for (const [name, call] of faults) {
    control.addFault({ name, call, times: 2 });
    await publish(at, person, await write(ada, [connection], words(at)), 8);
    control.clearFaults();
    await at.world.live(20);
  }
  const tales = Object.keys(tellTales).filter((name): name is TellTale => Object.hasOwn(tellTales, name));
  for (const call of ['/me/threads_publish', '/me/threads', '/v1.0/1', '/threads_publishing_limit']) {
    for (const tale of [...tales, 'broken'] as const) {
      at.line.tell(tale, call);
      await publish(at, person, await write(ada, [connection], words(at)), 3);
      at.line.tell(undefined);
      await at.world.live(20);
    }
  }
}

export async function post(at: Watched, person: Person, connection: string): Promise<void> {
  await everyKind(at, person, connection);
  await everyRoute(at, person.browser, connection);
}

/** The same words at the platform that we play ourselves. */
export async function postToSandbox(at: Watched, person: Person, sandbox: string): Promise<void> {
  const { browser: ben } = person;
  await publishWell(at, person, await write(ben, [sandbox], words(at), { replies: [{ text: words(at) }] }), 12);
  await ben.request('GET', `/v1/sandbox/${sandbox}/posts`);
}
