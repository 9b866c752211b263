/** Ten thousand prepared posts due in one second, through Lambda's ramp; and whether one busy connection holds up the others. */
import { duties } from '../../functions/duties.ts';
import { stores } from '../../functions/ports/stores.ts';
import { stageSettings } from '../../infra/stage.ts';
import { claim, prepared } from '../../lib/core/publication-moves.ts';
import { claimRecheckMs } from '../../lib/core/reconcile.ts';
import { type Cloud, virtualCloud } from '../cloud/cloud.ts';
import { approved, moveIn, type Person } from '../cloud/people.ts';
import { cpuShare, model, ramp } from '../model.ts';
import type { Line, Row } from '../row.ts';

const postCount = 10_000;
const noisyCount = 1_000;
/** The longest delay that SQS takes. */
const dueInMs = 900_000;

/** An approved post whose container waits at the platform, as five minutes of preparing leave it; its message is on its way. */
async function ready(cloud: Cloud, person: Person, due: Date): Promise<void> {
  const { memory, platform, queue, now } = cloud;
  const { publications, commit } = stores(memory);
  const p = await approved(cloud, person, due);
  const fields = { media_type: 'TEXT', text: `Words of ${p.postId}.` };
  const answer = platform.handle({ method: 'POST', path: '/v1.0/me/threads', fields, bearer: person.token });
  const memo = { container_id: /\d{10,}/.exec(answer.body)?.[0] ?? '', created_at: now().toISOString() };
  const claimed = claim(p, now(), claimRecheckMs);
  const done = prepared(claimed, now(), memo, 0);
  await commit([publications.replace(claimed)]);
  await commit([publications.replace(done)]);
  const ids = { user_id: p.userId, post_id: p.postId, connection_id: p.connectionId };
  const message = { kind: 'publication', ...ids, rev: done.rev } as const;
  await queue.sendAtOnce('publish', message, { delaySeconds: dueInMs / 1000, group: p.connectionId });
}

/** When the last post of a quiet connection is out, counted from the second in which all are due. */
type Drained = { lastMs: number; cpuMsPerMessage: number };
type Scene = { quiet: number; noisy: number; cpuMsPerMessage: number; concurrency?: number };

async function drain({ quiet, noisy, cpuMsPerMessage, concurrency = ramp.most }: Scene): Promise<Drained> {
  const cloud = virtualCloud({ seed: 'drain', cpuMsPerMessage });
  const { scheduler, posts, queue } = cloud;
  queue.limit.concurrency = concurrency;
  const due = new Date(scheduler.now() + dueInMs);
  const crowd = await moveIn(cloud);
  for (let i = 0; i < noisy; i += 1) await ready(cloud, crowd, due);
  for (let i = 0; i < quiet; i += 1) await ready(cloud, await moveIn(cloud), due);
  const before = process.cpuUsage();
  const isQuiet = ({ account }: (typeof posts)[number]): boolean => account.token !== crowd.token;
  let looked = 0;
  let out = 0;
  const isDone = (): boolean => {
    for (const post of posts.slice(looked)) out += Number(isQuiet(post));
    looked = posts.length;
    return out >= quiet;
  };
  await scheduler.run(isDone, due.getTime() + 30 * 60_000);
  const { user, system } = process.cpuUsage(before);
  const lastMs = Math.max(...posts.filter(isQuiet).map(({ at }) => at)) + model.providerMs / 2 - due.getTime();
  return { lastMs, cpuMsPerMessage: (user + system) / 1000 / queue.count.messages };
}

/** A message's own CPU time, measured here, as a function of the publisher's size would take it. The virtual clock's own work is in it, too. */
async function measuredCpuMs(): Promise<number> {
  await drain({ quiet: 300, noisy: 0, cpuMsPerMessage: 0 });
  const { cpuMsPerMessage } = await drain({ quiet: 500, noisy: 0, cpuMsPerMessage: 0 });
  return cpuMsPerMessage / cpuShare(duties.publisher.memoryMb);
}

export const drainLine: Line = {
  name: 'drain',
  about: 'drain: 10,000 posts due in the same second; one noisy connection',
  measure: async (): Promise<Row[]> => {
    const cpuMsPerMessage = await measuredCpuMs();
    const { publisherMaxConcurrency: concurrency } = stageSettings('beta');
    const all = await drain({ quiet: postCount, noisy: 0, cpuMsPerMessage });
    const few = await drain({ quiet: postCount, noisy: 0, cpuMsPerMessage, concurrency });
    const alone = await drain({ quiet: postCount - noisyCount, noisy: 0, cpuMsPerMessage });
    const beside = await drain({ quiet: postCount - noisyCount, noisy: noisyCount, cpuMsPerMessage });
    const ramped = `ramp ${ramp.first} + ${ramp.perSecond}/s batches of ${ramp.batchSize}, ${cpuMsPerMessage.toFixed(1)} ms of CPU a message at ${duties.publisher.memoryMb} MB`;
    const atBeta = `at beta's limit of ${concurrency} batches at once ${(few.lastMs / 1000).toFixed(0)} s`;
    const peers = 'Postiz 67 min, post-for-me 250 min, Postiz 2.11 11 h';
    return [
      {
        name: '10,000 posts due in one second',
        value: all.lastMs / 1000,
        goal: 15,
        unit: 's',
        detail: `${ramped}; ${atBeta}`,
        limit: '12.9 s by the ramp',
        peers,
      },
      {
        name: `others' delay by one connection with ${noisyCount} of them`,
        value: (beside.lastMs - alone.lastMs) / 1000,
        goal: 2,
        unit: 's',
        limit: '0 s',
      },
    ];
  },
};
