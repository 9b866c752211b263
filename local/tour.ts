/** `npm run tour`: the whole main job over HTTP on a fresh laptop cloud, each step printed. The last line is a figure. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cloud, startCloud } from './cloud.ts';
import { countHits, storedItems } from './search-secrets.ts';
import { tourOfDeleting } from './tour-delete.ts';
import { tourOfKinds } from './tour-kinds.ts';
import { approve, connect, out, signIn, step, watch, write } from './tour-steps.ts';
import { disconnect, expectStatus, type Visitor, visitor } from './visitor.ts';

const help = `npm run tour -- [options]

Runs Postora's main job on a fresh laptop cloud in a folder of its own and prints each step.

  --all            every kind of post: text, image, video, carousel, poll, reply chain, quote
  --delete         five people publish and leave by five doors; everything is searched for what they left behind
  --speed N        how much faster than real time (default 10, with --delete 20)
  --kill FUNCTION  end the processes of this function with SIGKILL while the post is on its way (for example publisher)
  --help           this text

The last line is "1 public post", with --all "7 kinds, 7 public, 0 duplicates", with --delete "doors 5, left behind 0, published
after deletion 0"; anything else, and exit code 1, is a failure.
`;

const text = 'Hello from the tour. One approval, one post. 👋';

/** Secrets that must not lie in any item, log line or waiting message. */
async function searchSecrets(cloud: Cloud, browser: Visitor): Promise<void> {
  const cookies = ['__Host-postora-session', '__Host-postora-browser'].flatMap((name) => browser.cookie(name) ?? []);
  const links = cloud.mail.list().flatMap(({ text: body }) => body.match(/#(\S{43})/)?.[1] ?? []);
  const tokens = (await cloud.threads?.tokens()) ?? [];
  const secrets = [...cookies, ...links, ...tokens];
  const tables = await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)));
  const queues = ['publishqueue', 'mailqueue'].map((name) => JSON.stringify(cloud.messages(name)));
  const logs = cloud.logs.lines().map((line) => line.text);
  const hits = countHits(secrets, [...tables.flat(), ...queues, ...logs]);
  if (tokens.length === 0 || hits > 0) throw new Error(`${secrets.length} secrets, ${hits} found where they must not be`);
  step(`searched ${tables.flat().length} items and ${logs.length} log lines for ${secrets.length} secrets: none found`);
}

async function leave(cloud: Cloud, browser: Visitor, connectionId: string): Promise<void> {
  // Within two minutes of publishing a worker may still be at a call: then it ends by itself, and nothing new goes out meanwhile.
  await disconnect(browser, connectionId);
  const items = (await Promise.all(cloud.tables.names.map((name) => storedItems(cloud, name)))).flat();
  const left = items.filter((item) => /DATAKEY#|TOKENS#|REMOTE#|CONNECTIONS#/.test(item)).length;
  if (left > 0) throw new Error(`${left} rows of the connection are left`);
  step('disconnected: data key, token and connection are gone');
}

/** An approval that names other content is refused before the right one is taken. */
async function writeAndApprove(browser: Visitor, connectionId: string): Promise<string> {
  const post = await write(browser, { text, targets: [connectionId] });
  step(`wrote a post, content hash ${post.hash.slice(0, 12)}…`);
  expectStatus(await browser.call('POST', `/v1/posts/${post.id}/approve`, { expected_hash: '0'.repeat(64) }), 409);
  step('an approval of other content is refused (409)');
  await approve(browser, post);
  step('approved exactly this content');
  return post.id;
}

async function tourOfMainJob(cloud: Cloud, browser: Visitor, account: { id: string }, kill: string | undefined): Promise<boolean> {
  const connectionId = await connect(browser, account.id);
  const postId = await writeAndApprove(browser, connectionId);
  if (kill) step(`killed ${cloud.kill(kill, 'SIGKILL')} process(es) of ${kill}`);
  const { permalink } = await watch(browser, postId);
  step('published');
  const page = await (await fetch(permalink)).text();
  if (!page.includes('One approval, one post.')) throw new Error('the permalink does not show the post');
  await searchSecrets(cloud, browser);
  await leave(cloud, browser, connectionId);
  const count = (await cloud.threads?.account(account.id))?.public_post_count ?? 0;
  out(permalink);
  out(`${count} public post${count === 1 ? '' : 's'}`);
  return count === 1;
}

type Wish = { kill: string | undefined; isAll: boolean; isDelete: boolean };

async function tour(cloud: Cloud, { kill, isAll, isDelete }: Wish): Promise<boolean> {
  if (isDelete) return tourOfDeleting(cloud);
  const account = (await cloud.threads?.accounts())?.[0];
  if (!account) throw new Error('there is no simulated account');
  const browser = visitor(cloud.origin);
  await signIn(cloud, browser);
  if (!isAll) return tourOfMainJob(cloud, browser, account, kill);
  return tourOfKinds(cloud, browser, await connect(browser, account.id), account.username);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      speed: { type: 'string' },
      kill: { type: 'string' },
      all: { type: 'boolean', default: false },
      delete: { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return out(help);
  const speed = Number(values.speed ?? (values.delete ? 20 : 10));
  if (!(speed > 0)) throw new Error('--speed must be a positive number');
  const dataDir = await mkdtemp(join(tmpdir(), 'postora-tour-'));
  const startedAt = Date.now();
  const cloud = await startCloud({ dataDir, speed, persist: false });
  try {
    step(
      `a fresh laptop cloud is ready at ${cloud.origin} after ${((Date.now() - startedAt) / 1000).toFixed(1)} s, ${speed} times as fast`,
    );
    if (!(await tour(cloud, { kill: values.kill, isAll: values.all, isDelete: values.delete }))) process.exitCode = 1;
  } finally {
    await cloud.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`The tour failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
