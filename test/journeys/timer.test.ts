/** One spam mail to the help address, then midnight: the row that reports it is handed on, and what is due in every shard goes out. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { DutyName } from '../../functions/duties.ts';
import type { PostView } from '../../lib/core/api.ts';
import { digestAt } from '../../lib/core/help-mail.ts';
import { dueKeys, dueShards } from '../../lib/core/timer.ts';
import { epochAfter } from '../../local/clock.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import type { LogLine } from '../../local/logs.ts';
import { expectStatus, until, type Visitor } from '../../local/visitor.ts';
import { writeMail } from '../../local/write-mail.ts';
import { aConnection, aPerson, approve } from './open-cloud.ts';

/** The test string of all spam filters. */
const gtube = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X';
const minuteMs = 60_000;
const operator = 'operator@operator.test';
const meSchema = z.object({ id: z.string() });

let cloud: Cloud | undefined;
const dataDirs: string[] = [];
afterAll(async () => {
  await cloud?.close();
  for (const dataDir of dataDirs) await rm(dataDir, { recursive: true, force: true });
});

const linesOf = ({ logs }: Cloud, duty: DutyName): LogLine[] => logs.lines().filter(({ text }) => text.includes(`"duty":"${duty}"`));

async function aScheduledPost(browser: Visitor, connection: string, at: Date, n: number): Promise<PostView> {
  const schedule = { wall_time: at.toISOString().slice(0, 16), zone: 'UTC' };
  const body = { text: `Number ${n}`, targets: [connection], schedule };
  return approve(browser, expectStatus(await browser.call('POST', '/v1/posts', body), 201).body as PostView);
}

/** Posts for the first minutes after `midnight`, until there is one in every shard. */
async function inEveryShard(browser: Visitor, connection: string, midnight: Date): Promise<number> {
  const { id } = meSchema.parse(expectStatus(await browser.call('GET', '/v1/me'), 200).body);
  const shards = new Set<string>();
  let count = 0;
  for (; shards.size < dueShards || count < 8; count += 1) {
    const post = await aScheduledPost(browser, connection, new Date(midnight.getTime() + (3 + (count % 10)) * minuteMs), count);
    shards.add(dueKeys(midnight, 'publication', `${id}#${post.id}#${connection}`).due_pk.split('#')[2] ?? '');
  }
  return count;
}

it('T7.13 one spam mail stops nothing: after midnight every sweep succeeds, every shard sends all, the operator is told', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'postora-journey-'));
  dataDirs.push(dataDir);
  cloud = await startCloud({ dataDir, speed: 20 });
  const first = cloud;
  const ada = await aPerson(cloud, 'ada@friend.example');
  const { connectionId, accountId } = await aConnection(cloud, ada, 'ada.midnight');
  await writeMail(cloud, { from: 'spam@spam.example', subject: 'An offer', text: gtube });
  const day = cloud.clock.now().toISOString().slice(0, 10);
  const midnight = digestAt(day);
  const count = await inEveryShard(ada, connectionId, midnight);
  await until('the mail to be counted', () => linesOf(first, 'inbox').find((line) => line.text.includes('"event":"mail"')));
  await cloud.close();

  // The same stage, just before midnight.
  const clockEpochMs = epochAfter(midnight.getTime() - 20 * minuteMs, 60, Date.now());
  cloud = await startCloud({ dataDir, speed: 60, clockEpochMs });
  const second = cloud;
  await until(
    'all posts to be out',
    async () => ((await second.threads?.account(accountId))?.public_post_count === count ? true : undefined),
    90_000,
  );
  const digest = await until('the digest', () =>
    second.mail.list({ to: operator, direction: 'sent' }).find(({ subject }) => subject.includes(day)),
  );
  const sweepsOf = () => linesOf(second, 'sweeper').filter(({ text }) => text.includes('"event":"sweep'));
  const sweeps = await until('half an hour of sweeps', () => (sweepsOf().length >= 30 ? sweepsOf() : undefined));
  const failed = sweeps.filter(({ level }) => level === 'error');
  process.stdout.write(`sweeps ${sweeps.length - failed.length} failed ${failed.length}, posts ${count} in ${dueShards} shards, all out\n`);

  expect(failed).toEqual([]);
  expect(digest.text).toContain('1');
});
