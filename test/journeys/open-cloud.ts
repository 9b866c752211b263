/** A fresh laptop cloud for one test file, twenty times as fast, in a folder of its own. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PostView } from '../../lib/core/api.ts';
import type { ExportView } from '../../lib/core/export-api.ts';
import type { MediaView, UploadView } from '../../lib/core/media-api.ts';
import { epochAfter } from '../../local/clock.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import type { CloudOptions } from '../../local/cloud-options.ts';
import { acceptAndSignIn, connectThreads, expectStatus, until, type Visitor, visitor } from '../../local/visitor.ts';
import { testsBeginAt } from '../support/clock-setting.ts';

export type Journey = { cloud: Cloud; close: () => Promise<void> };

/** A clock that runs faster can begin at any moment to come. */
function clockAtSetting(speed: number): Pick<CloudOptions, 'clockEpochMs'> {
  const at = testsBeginAt();
  return at && speed > 1 ? { clockEpochMs: epochAfter(at.getTime(), speed, Date.now()) } : {};
}

export async function openCloud(options: Partial<CloudOptions> = {}): Promise<Journey> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postora-journey-'));
  const { speed = 20 } = options;
  const cloud = await startCloud({ dataDir, persist: false, ...clockAtSetting(speed), ...options, speed });
  return {
    cloud,
    close: async () => {
      await cloud.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** An invited person, signed in. */
export async function aPerson(cloud: Cloud, address: string): Promise<Visitor> {
  const invited = await cloud.invoke('operator', { command: 'invite', address });
  if (invited.kind !== 'ok') throw new Error(JSON.stringify(invited));
  const browser = visitor(cloud.origin);
  await acceptAndSignIn(cloud, browser, (invited.value as { invite_url: string }).invite_url, address);
  return browser;
}

/** Connects a new simulated account. @returns connection and account id. */
export async function aConnection(cloud: Cloud, browser: Visitor, username: string): Promise<{ connectionId: string; accountId: string }> {
  if (!cloud.threads) throw new Error('no simulator');
  const { id: accountId } = await cloud.threads.addAccount({ username, name: username });
  const landed = await connectThreads(browser, accountId);
  const connectionId = landed.searchParams.get('connected');
  if (!connectionId) throw new Error(`connecting ended at ${landed.search}`);
  return { connectionId, accountId };
}

export async function aPost(browser: Visitor, connectionId: string, text: string): Promise<PostView> {
  return expectStatus(await browser.call('POST', '/v1/posts', { text, targets: [connectionId] }), 201).body as PostView;
}

export async function approve(browser: Visitor, post: PostView): Promise<PostView> {
  return expectStatus(await browser.call('POST', `/v1/posts/${post.id}/approve`, { expected_hash: post.hash }), 200).body as PostView;
}

export const read = async (browser: Visitor, postId: string): Promise<PostView> =>
  expectStatus(await browser.call('GET', `/v1/posts/${postId}`), 200).body as PostView;

/** Waits until the post has come to rest in one of these statuses. */
export const settled = (browser: Visitor, postId: string, ...statuses: PostView['status'][]): Promise<PostView> =>
  until(
    `post ${postId} to be ${statuses.join(' or ')}`,
    async () => {
      const post = await read(browser, postId);
      return statuses.includes(post.status) ? post : undefined;
    },
    60_000,
  );

/** Uploads a file and waits until it was found fit. */
export async function uploaded(person: Visitor, file: Buffer, content_type = 'video/mp4'): Promise<MediaView> {
  const sha256 = createHash('sha256').update(file).digest('hex');
  const body = { content_type, size_bytes: file.length, sha256 };
  const { id, upload } = expectStatus(await person.call('POST', '/v1/media', body), 201).body as MediaView & { upload: UploadView };
  await fetch(upload.url, { method: upload.method, headers: upload.headers, body: new Uint8Array(file) });
  return until('the upload to be checked', async () => {
    const media = expectStatus(await person.call('GET', `/v1/media/${id}`), 200).body as MediaView;
    return media.state === 'ready' ? media : undefined;
  });
}

/** Asks for a copy of everything and waits until it is made. */
export async function copied(person: Visitor): Promise<ExportView> {
  const { id } = expectStatus(await person.call('POST', '/v1/exports', {}), 202).body as ExportView;
  return until('the export to be ready', async () => {
    const made = expectStatus(await person.call('GET', `/v1/exports/${id}`), 200).body as ExportView;
    return made.state === 'ready' ? made : undefined;
  });
}
