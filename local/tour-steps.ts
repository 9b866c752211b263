/** The steps that every tour shares: an invited person signs in, connects, writes, approves and watches, over HTTP as a browser would. */
import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import { acceptAndSignIn, connectThreads, expectStatus, until, type Visitor } from './visitor.ts';

export const address = 'ada@example.org';

const postSchema = z.object({
  id: z.string(),
  hash: z.string(),
  status: z.string(),
  publications: z.array(
    z.object({
      state: z.string(),
      remote_id: z.nullable(z.string()),
      permalink: z.nullable(z.string()),
      failure: z.nullable(z.object({ code: z.string() })),
      steps: z.array(z.object({ what: z.string() })),
    }),
  ),
});
export type TourPost = z.infer<typeof postSchema>;
const connectionsSchema = z.object({
  data: z.array(z.object({ id: z.string(), username: z.string(), name: z.string(), biography: z.string() })),
});
const inviteSchema = z.object({ invite_url: z.string() });

export const out = (line: string): void => void process.stdout.write(`${line}\n`);
let count = 0;
export function step(line: string): void {
  count += 1;
  out(`${String(count).padStart(2)}  ${line}`);
}

export async function signIn(cloud: Cloud, browser: Visitor): Promise<void> {
  const invited = await cloud.invoke('operator', { command: 'invite', address });
  step(`invited ${address}`);
  await acceptAndSignIn(cloud, browser, inviteSchema.parse(invited.kind === 'ok' ? invited.value : invited.error).invite_url, address);
  expectStatus(await browser.call('GET', '/v1/me'), 200);
  step('signed in by the mailed link');
}

export async function connect(browser: Visitor, account: string): Promise<string> {
  const landed = await connectThreads(browser, account);
  if (!landed.searchParams.has('connected')) throw new Error(`connecting ended at ${landed.search}`);
  const { data } = connectionsSchema.parse(expectStatus(await browser.call('GET', '/v1/connections'), 200).body);
  const [connection] = data;
  if (!connection) throw new Error('there is no connection');
  step(`connected @${connection.username} (${connection.name}: "${connection.biography}")`);
  return connection.id;
}

export async function write(browser: Visitor, body: object): Promise<TourPost> {
  return postSchema.parse(expectStatus(await browser.call('POST', '/v1/posts', body), 201).body);
}

export async function approve(browser: Visitor, { id, hash }: TourPost): Promise<void> {
  expectStatus(await browser.call('POST', `/v1/posts/${id}/approve`, { expected_hash: hash }), 200);
}

/** Waits until its permalink is known, and prints the steps on the way. @throws when it ends otherwise. */
export async function watch(browser: Visitor, postId: string): Promise<{ remoteId: string; permalink: string }> {
  let seen = 0;
  return until(
    'a permalink',
    async () => {
      const post = postSchema.parse(expectStatus(await browser.call('GET', `/v1/posts/${postId}`), 200).body);
      const [publication] = post.publications;
      for (const { what } of publication?.steps.slice(seen) ?? []) out(`      ${what}`);
      seen = publication?.steps.length ?? 0;
      if (publication && ['failed', 'unknown', 'held', 'canceled'].includes(publication.state))
        throw new Error(`ended as ${publication.state} (${publication.failure?.code ?? 'no reason'})`);
      const { remote_id: remoteId, permalink } = publication ?? { remote_id: null, permalink: null };
      return post.status === 'published' && remoteId && permalink ? { remoteId, permalink } : undefined;
    },
    120_000,
  );
}
