/** A whole life in one world: everything a person can do here, and everything that can happen to a post. Made to store every attribute there is. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { AppError } from '../../lib/core/errors.ts';
import type { Item, TableName, Write } from '../../lib/core/ports.ts';
import { askByMail, finish, signedCall } from '../functions/eraser/person.ts';
import {
  address,
  approve,
  authorize,
  connect,
  connectSandbox,
  disconnectInTheEnd,
  invite,
  signIn,
  signInAgain,
  write,
} from '../functions/steps.ts';
import { startAt } from './builders.ts';
import { jpeg, png } from './media-files.ts';
import { type MailInput, sesEvent } from './ses-events.ts';
import { type Browser, type World, world } from './world.ts';

const minute = 60_000;

/** Every item that a world writes from now on, as it is written. Counters are read at the end (`dump`). */
export function watchWrites(w: World): Item[] {
  const seen: Item[] = [];
  const before = w.hooks.beforeCommit;
  w.hooks.beforeCommit = async (writes: readonly Write<TableName>[]) => {
    await before(writes);
    for (const one of writes) if (one.op === 'put') seen.push(structuredClone(one.item));
  };
  return seen;
}

const startedSchema = z.object({ id: z.string(), upload: z.object({ url: z.string() }) });

/** Uploads a file and has it checked. @returns its id. */
export async function upload(w: World, browser: Browser, file: Buffer, contentType = 'image/jpeg'): Promise<string> {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const body = { content_type: contentType, size_bytes: file.length, sha256, filename: 'holiday.jpg' };
  const { id, upload: put } = startedSchema.parse((await browser.request('POST', '/v1/media', { body })).body);
  const key = new URL(put.url).pathname.slice(1);
  w.mediaFiles.put(key, file, contentType);
  await w.deps.sendMessage('media', { kind: 'uploaded', key });
  await w.deliver('media');
  return id;
}

async function media(w: World, browser: Browser, connectionId: string): Promise<void> {
  const shown = await upload(w, browser, jpeg());
  await upload(w, browser, Buffer.concat([png(), Buffer.from('PK\x03\x04 archive')]), 'image/png');
  const unwanted = await upload(w, browser, png({ width: 700 }), 'image/png');
  await browser.request('DELETE', `/v1/media/${unwanted}`);
  await w.deliver('media');
  const more = { media: [{ media_id: shown, alt: 'A bridge' }], options: { topic_tag: 'bridges' }, replies: [{ text: 'And one more.' }] };
  await approve(browser, await write(browser, [connectionId], 'A picture of a bridge.', more));
  await w.live(10);
}

/** Mails to the help address: one of hers, one of a stranger, one that a person must decide, one that is only counted. The answers wait. */
export async function writeForHelp({ w }: Life): Promise<void> {
  const from = address;
  const all: MailInput[] = [
    { from },
    { from: 'Bob <bob@example.net>', messageId: '<hello@example.net>' },
    { from, verdicts: { dmarc: 'FAIL' } },
    { from, verdicts: { spam: 'FAIL' } },
  ];
  for (const input of all) await w.receive(sesEvent({ receivedAt: w.clock.now(), ...input }));
}

/** The same words again, which takes a second yes. */
async function twice(w: World, browser: Browser, connectionId: string): Promise<void> {
  for (const more of [{}, { repeat: true }]) {
    await signInAgain(w, browser);
    const { id, hash } = await write(browser, [connectionId], 'Said twice.');
    const { status, text } = await browser.request('POST', `/v1/posts/${id}/approve`, { body: { expected_hash: hash, ...more } });
    if (status !== 200) throw new Error(text);
    await w.live(60);
  }
}

/** A post that the platform slows down, answers unclearly, changes, refuses; one that is scheduled, and one that waits for its owner. */
async function troubles(w: World, browser: Browser, connectionId: string): Promise<void> {
  const { next } = w.platform;
  const say = async (text: string, more: object = {}) => {
    await signInAgain(w, browser);
    return approve(browser, await write(browser, [connectionId], text, more));
  };
  next.prepare.push({ kind: 'unreachable', failure: { code: 'rate_limited' } });
  await say('Slowly.');
  await w.live(10);
  next.send.push({ kind: 'unknown', failure: { code: 'outcome_unclear' } });
  await say('Into the dark.');
  // Beside the question it is looked for again after an hour.
  await w.live(65);
  next.send.push({ kind: 'unknown', failure: { code: 'outcome_unclear' } });
  next.find.push({ kind: 'absent', usable: false, saw: { preparation: 'broken', list: 'not_there' } });
  await say('Lost on the way.', { if_unclear: 'send_again' });
  // The first one was out after all.
  next.find.push({ kind: 'published', remoteId: 'remote-first' });
  await w.live(60);
  next.send.push({ kind: 'refused', failure: { code: 'not_ready' }, again: true });
  await say('Not yet.');
  await w.live(10);
  next.prepare.push({ kind: 'rejected', failure: { code: 'text_refused', provider: { code: 1 } } });
  await say('Not like this.');
  await w.live(5);
  next.readBack.push({ kind: 'shown', permalink: 'https://threads.example/x', isSameText: true, itemCount: 0 });
  next.readBack.push({ kind: 'shown', permalink: 'https://threads.example/x', isSameText: false, itemCount: 0 });
  await say('Changed on the way.');
  await w.live(10);
  const wallTime = new Date(w.clock.now().getTime() + 30 * minute).toISOString().slice(0, 16);
  await say('In half an hour.', { schedule: { wall_time: wallTime, zone: 'UTC' } });
  await say('In half an hour, or later.', { schedule: { wall_time: wallTime, zone: 'UTC', if_late: 'publish' } });
  w.clock.advance(4 * 60 * minute);
  await w.live(5);
  next.prepare.push({ kind: 'rejected', failure: { code: 'reconnect_needed' } });
  await say('Not connected for a moment.');
  await w.live(60);
}

async function sandbox(w: World, browser: Browser): Promise<void> {
  await signInAgain(w, browser);
  const connectionId = await connectSandbox(browser);
  await approve(browser, await write(browser, [connectionId], 'Only for me.', { replies: [{ text: 'And an answer.' }] }));
  await w.live(10);
}

/** Hours in which nobody does anything: the clocks tick each hour, or less often to be done sooner, and whatever is due is done. */
export async function hours(w: World, count: number, everyHours = 1): Promise<void> {
  for (let i = 0; i < count; i += everyHours) {
    w.clock.advance(everyHours * 60 * minute);
    await w.sweep();
    for (const queue of ['publish', 'refresh', 'media', 'export', 'erase', 'mail'] as const) {
      const isDue = () => w.queued.some((sent) => sent.queue === queue && sent.dueMs <= w.clock.now().getTime());
      while (isDue()) await w.deliverOne(queue);
    }
    await w.eraseExpired();
  }
}

/** A token that is renewed, and then cannot be, of which its owner is told. */
async function renewals(w: World): Promise<void> {
  const down = () => new AppError('unavailable', 'provider_unavailable', 'away');
  await hours(w, 24 * 17);
  w.platform.next.refresh.push(...Array.from({ length: 5_000 }, down));
  await hours(w, 24 * 60);
  w.platform.next.refresh.length = 0;
}

async function reconnected(w: World, browser: Browser): Promise<void> {
  await signInAgain(w, browser);
  await connect(w, browser);
}

export type Life = { w: World; browser: Browser; connectionId: string; written: Item[] };

/** Ends with everything in place: nothing was disconnected or exported yet. `isLong` adds what takes months. */
export async function wholeLife({ isLong = false } = {}): Promise<Life> {
  const w = world();
  const written = watchWrites(w);
  await w.eraseExpired();
  const browser = await signIn(w);
  const connectionId = await connect(w, browser);
  if (isLong) await renewals(w);
  if (isLong) await reconnected(w, browser);
  await media(w, browser, connectionId);
  await troubles(w, browser, connectionId);
  await twice(w, browser, connectionId);
  await sandbox(w, browser);
  await w.operate({ command: 'stop_publishing', reason: 'Looking into something.' });
  await w.operate({ command: 'resume_publishing' });
  return { w, browser, connectionId, written };
}

const meSchema = z.object({ id: z.string() });
const idOf = async (browser: Browser): Promise<string> => z.parse(meSchema, (await browser.request('GET', '/v1/me')).body).id;

/** What is begun and not used: an invitation, a sign-in link, a link that confirms a deletion, a round trip to a platform. */
export async function looseEnds({ w, browser }: Life): Promise<void> {
  await signInAgain(w, browser);
  await invite(w, 'eve@example.org');
  await authorize(browser);
  await browser.request('POST', '/v1/auth/links', { body: { address: 'ada@example.org' } });
  await w.deps.sendMessage('mail', { kind: 'deletion_link', user_id: await idOf(browser), asked_at: w.clock.now().toISOString() });
  await w.deliver('mail');
}

/** Asks for an export and has it made and mailed. @returns its zip. */
export async function exportOf({ w, browser }: Life): Promise<Buffer> {
  await signInAgain(w, browser);
  const asked = await browser.request('POST', '/v1/exports', { body: {} });
  if (asked.status !== 202) throw new Error(asked.text);
  await w.deliver('export');
  await w.deliver('mail');
  const key = w.mediaFiles.keys().find((one) => one.startsWith('exports/')) ?? '';
  return Buffer.from(w.mediaFiles.get(key)?.bytes ?? []);
}

/** Threads repeats an old call, of which nothing comes; then they confirm by mail that everything shall go, and it goes. */
export async function beErased({ w, browser }: Life): Promise<void> {
  const [connection] = w.dump('main').filter(({ kind, provider }) => kind === 'connection' && provider === 'threads');
  const { body, headers } = signedCall(String(connection?.['remoteId']), startAt);
  const answer = await w.call('POST', '/callbacks/threads/deauthorize', { body, headers });
  if (answer.status !== 200) throw new Error(answer.text);
  await w.deliver('erase');
  await finish(w, await askByMail(w, { userId: await idOf(browser) }));
}

export const leave = ({ w, browser, connectionId }: Life): Promise<unknown> => disconnectInTheEnd(w, browser, connectionId);
