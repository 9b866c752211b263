/** What people do in one schedule: write, approve (twice, impatiently, again), edit, cancel, disconnect, connect again. */

import { operator } from '../../functions/operator/operator.ts';
import { approvePost } from '../../lib/app/approve-post.ts';
import type { Caller } from '../../lib/app/authenticate.ts';
import { disconnect } from '../../lib/app/disconnect.ts';
import { finishConnect } from '../../lib/app/finish-connect.ts';
import { resolvePublication } from '../../lib/app/resolve-publication.ts';
import { startConnect } from '../../lib/app/start-connect.ts';
import { cancelPost, createPost, editPost, removePost } from '../../lib/app/write-post.ts';
import { type Part, textPart } from '../../lib/core/content.ts';
import { contentHash } from '../../lib/core/content-hash.ts';
import { isAppError } from '../../lib/core/errors.ts';
import { type Post, type PostContent, partsOf } from '../../lib/core/post.ts';
import type { ScheduleDraft } from '../../lib/core/schedule.ts';
import type { User } from '../../lib/core/user.ts';
import { keys } from '../../lib/store/keys.ts';
import { postStore } from '../../lib/store/post-store.ts';
import { request } from './functions.ts';
import type { Pace } from './port-call.ts';
import type { Account } from './threads-model.ts';
import type { WrittenPart } from './witness.ts';
import type { World } from './world.ts';

export type Linked = { id: string; account: Account };
export type People = { world: World; user: User; linked: Linked[] };

const publicOrigin = 'https://postora.example';

/** A person who has just proven to be there. */
export function caller({ world, user }: People): Caller {
  const at = new Date(world.scheduler.now()).toISOString();
  const session = { id: 'ses_00000000000000000000000000', userId: user.id, userEpoch: user.epoch, userAgent: 'sim', tokenHash: 'none' };
  return { user, session: { ...session, createdAt: at, lastSeenAt: at, provenAt: at } };
}

const load = async ({ world, user }: People, postId: string): Promise<Post | undefined> =>
  postStore(world.database.direct).get(user.id, postId);

/** Looks at the post, thinks, approves what was seen; tries again while nothing was learned. */
async function approve(people: People, postId: string): Promise<void> {
  const { world } = people;
  for (let attempt = 0; attempt < 6; attempt += 1) {
    const post = await load(people, postId);
    if (!post) return;
    await world.scheduler.sleep(world.random.between(1, 3_000));
    const input = { caller: caller(people), postId, expectedHash: post.hash, isRepeatMeant: world.random.chance(0.3) };
    const answer = await request(world, 'approve', `approve ${postId}`, (ports) => approvePost(ports, input));
    if (answer.kind === 'done') return world.witness.onApproved(postId, post.targets);
    if (answer.kind === 'threw' && isAppError(answer.error, 'conflict', 'already_approved')) return;
    await world.scheduler.sleep(world.random.between(500, 20_000));
  }
}

const partsSeen = (content: Omit<PostContent, 'targets' | 'schedule'>): WrittenPart[] =>
  partsOf(content).map(({ text, media }) => ({ text, urls: media.map((item) => ('url' in item ? item.url : item.path)) }));

async function edit(people: People, postId: string, text: string, pace?: Pace): Promise<void> {
  const { world, user, linked } = people;
  const post = await load(people, postId);
  if (!post) return;
  const targets = world.random.chance(0.3) ? linked.slice(0, 1).map(({ id }) => id) : post.targets;
  const content = { ...post, text, targets };
  world.witness.onWritten(contentHash(content), partsSeen(content));
  await world.scheduler.sleep(world.random.between(1, 3_000));
  const input = { userId: user.id, postId, rev: post.rev, change: { text, targets } };
  await request(world, 'publish', `edit ${postId}`, (ports) => editPost(ports, input), pace);
  if (world.random.chance(0.7)) await approve(people, postId);
}

/** Saves other words in one window while approving the old ones in another. */
async function editAndApprove(people: People, postId: string, text: string): Promise<void> {
  await Promise.all([
    edit(people, postId, text, 'slow'),
    people.world.scheduler.sleep(people.world.random.between(0, 12_000)).then(() => approve(people, postId)),
  ]);
}

async function cancel(people: People, postId: string): Promise<void> {
  const { world, user } = people;
  await request(world, 'publish', `cancel ${postId}`, (ports) => cancelPost(ports, { userId: user.id, postId }));
}

async function remove(people: People, postId: string): Promise<void> {
  const { world, user } = people;
  await request(world, 'publish', `remove ${postId}`, (ports) => removePost(ports, { userId: user.id, postId }));
}

/** Through the consent window and back. */
export async function connect(people: People, account: Account): Promise<void> {
  const { world, linked } = people;
  const input = { caller: caller(people), provider: 'threads', browserHash: 'browser' } as const;
  const answer = await request(world, 'connect', `connect ${account.username}`, async (ports) => {
    const { authorizeUrl } = await startConnect({ ...ports, publicOrigin }, input);
    const state = new URL(authorizeUrl).searchParams.get('state') ?? '';
    const callback = { ...input, state, code: `code-${account.id}` };
    return finishConnect({ ...ports, publicOrigin }, callback);
  });
  if (answer.kind !== 'done') return;
  world.witness.onConnected(account.token, answer.value.id);
  if (!linked.some(({ id }) => id === answer.value.id)) linked.push({ id: answer.value.id, account });
}

/** Asks until there is an answer, a few once more; the rest has to end by itself. Some come back. */
async function leave(people: People, left: Linked): Promise<void> {
  const { world } = people;
  const { id } = left;
  const comeBack = world.random.chance(0.3);
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const answer = await request(world, 'delete', `disconnect ${id}`, (ports) =>
      disconnect(ports, { caller: caller(people), connectionId: id }),
    );
    if (answer.kind === 'done' && answer.value.state === 'done') world.witness.onDisconnected(id);
    const isAnswered = answer.kind === 'done' || (answer.kind === 'threw' && isAppError(answer.error, 'not_found'));
    if (isAnswered && !world.random.chance(0.2)) return comeBack ? connectAnew(people, left) : undefined;
    await world.scheduler.sleep(world.random.between(1_000, 150_000));
  }
}

/** Told that it is still being disconnected, they try again some time later. */
async function connectAnew(people: People, { id, account }: Linked): Promise<void> {
  const { scheduler, random } = people.world;
  for (let attempt = 0; attempt < 10; attempt += 1) {
    await connect(people, account);
    if (people.linked.some((one) => one.account === account && one.id !== id)) return;
    await scheduler.sleep(random.between(1_000, 150_000));
  }
}

/** Looks at the platform itself and says what is there; waits when told that it is too early. */
async function settle(people: People, postId: string, connectionId: string): Promise<void> {
  const { world, user } = people;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const outcome = world.witness.isLive(`${postId}#${connectionId}`) ? 'published' : 'not_published';
    const input = { userId: user.id, postId, connectionId, outcome } as const;
    const answer = await request(world, 'publish', `settle ${postId} as ${outcome}`, (ports) => resolvePublication(ports, input));
    if (answer.kind === 'done' || (answer.kind === 'threw' && isAppError(answer.error, 'conflict', 'outcome_is_known'))) return;
    await world.scheduler.sleep(world.random.between(60_000, 300_000));
  }
}

/** On hold it may be out, too: then the person looks, or connects again. */
async function settleOrConnect(people: People, postId: string, target: string): Promise<void> {
  const { witness, random } = people.world;
  const isHeld = witness.stateOf(`${postId}#${target}`) === 'held';
  if (!isHeld || random.chance(0.5)) return settle(people, postId, target);
  for (const { account } of people.linked) await connect(people, account);
}

/** What is late goes out now. */
async function publishNow(people: People, postId: string): Promise<void> {
  const { world, user } = people;
  const post = await load(people, postId);
  if (!post?.schedule) return;
  const { schedule: _, ...content } = post;
  world.witness.onWritten(contentHash(content), partsSeen(content));
  await request(world, 'publish', `now ${postId}`, (ports) =>
    editPost(ports, { userId: user.id, postId, rev: post.rev, change: { schedule: null } }),
  );
}

/** Waits, a while, until something is at rest in a state that a person can act on; then approves again. */
async function insist(people: People, postId: string, targets: readonly string[]): Promise<void> {
  const { world } = people;
  for (let minute = 0; minute < 45; minute += 1) {
    await world.scheduler.sleep(60_000);
    const states = targets.map((target) => world.witness.stateOf(`${postId}#${target}`) ?? '');
    const asked = targets.filter((target) => world.witness.isAsked(`${postId}#${target}`));
    for (const target of asked) await settleOrConnect(people, postId, target);
    if (!states.some((state) => ['failed', 'held', 'canceled'].includes(state))) continue;
    if (states.includes('held') && world.random.chance(0.5)) for (const { account } of people.linked) await connect(people, account);
    if (states.includes('held') && world.random.chance(0.5)) await publishNow(people, postId);
    return approve(people, postId);
  }
}

/** Not by any code of ours: the row simply holds other words from some moment on. */
async function tamper({ world, user }: People, postId: string): Promise<void> {
  await world.scheduler.sleep(world.random.between(0, 20_000));
  const { direct } = world.database;
  const item = await direct.get('main', keys.post(user.id, postId));
  if (item) await direct.commit([{ op: 'put', table: 'main', item: { ...item, text: 'Other words' } }]);
}

/** The operator's switch, on for a while. Pressed again until it is sure. */
async function pause({ world }: People): Promise<void> {
  const { scheduler, random, witness } = world;
  const insistOn = async (command: object, label: string): Promise<void> => {
    for (let attempt = 0; attempt < 50; attempt += 1) {
      const answer = await request(world, 'operator', label, (ports) => operator({ ...ports, publicOrigin })(command));
      if (answer.kind === 'done') return;
    }
  };
  await scheduler.sleep(random.between(0, 120_000));
  await insistOn({ command: 'stop_publishing' }, 'stop all publishing');
  witness.onStopped();
  await scheduler.sleep(random.pick([60_000, 600_000, 5_400_000]));
  witness.onResuming();
  await insistOn({ command: 'resume_publishing' }, 'resume publishing');
}

/** Often at once, sometimes within the hour; now and then its owner does not mind it being late. */
/** Few allow that it is sent again unasked; where the platform's views are stale for long, that would be twice. */
const someRisk = ({ random, weather }: World): { ifUnclear?: 'send_again' } =>
  !weather.platform.isStaleForLong && random.chance(0.1) ? { ifUnclear: 'send_again' } : {};

function someTime({ random, scheduler, weather }: World): { schedule?: ScheduleDraft } {
  if (!random.chance(weather.schedule)) return {};
  const wallTime = new Date(scheduler.now() + random.between(0, 50) * 60_000).toISOString().slice(0, 16);
  return { schedule: { wallTime, zone: 'UTC', ifLate: random.pick(['ask', 'ask', 'publish'] as const) } };
}

/** Mostly words alone; sometimes pictures, a carousel, or no words at all. */
function somePart({ random, weather }: World, text: string): Part {
  if (!random.chance(weather.media)) return textPart(text);
  const count = random.pick([1, 1, 2, 3]);
  const media = Array.from({ length: count }, (_, i) => {
    const kind = random.pick(['image', 'video'] as const);
    return { kind, url: `https://pictures.example/${encodeURIComponent(text)}/${i}`, alt: '' };
  });
  return { text: random.chance(0.1) ? '' : text, media, options: {} };
}

function somePost(world: World, text: string): Omit<PostContent, 'targets' | 'schedule'> {
  const answers = world.random.chance(world.weather.chain) ? world.random.between(1, 2) : 0;
  const replies = Array.from({ length: answers }, (_, i) => somePart(world, `${text}, part ${i + 2}`));
  return { ...somePart(world, text), replies };
}

async function write(people: People, text: string, targets: readonly string[]): Promise<void> {
  const { world, user } = people;
  const { random, scheduler, witness } = world;
  const soon = (): Promise<void> => scheduler.sleep(random.pick([0, 2_000, 20_000, 120_000]) + random.between(0, 4_000));
  const content = somePost(world, text);
  const drafts = { ...content, ...someTime(world), ...someRisk(world), targets: [...targets] };
  const created = await request(world, 'publish', 'create', (ports) => createPost(ports, { userId: user.id, ...drafts }));
  if (created.kind !== 'done') return;
  const { id, hash } = created.value;
  witness.onWritten(hash, partsSeen(content));
  const isTorn = random.chance(0.15);
  const acts = [soon().then(() => (isTorn ? editAndApprove(people, id, `${text}, torn`) : approve(people, id)))];
  if (random.chance(0.2)) acts.push(soon().then(() => approve(people, id)));
  if (random.chance(0.25)) acts.push(soon().then(() => edit(people, id, `${text}, edited`)));
  if (random.chance(0.1)) acts.push(soon().then(() => cancel(people, id)));
  if (random.chance(0.03)) acts.push(soon().then(() => remove(people, id)));
  if (random.chance(world.weather.tamper)) acts.push(tamper(people, id));
  if (random.chance(0.4)) acts.push(insist(people, id, targets));
  await Promise.all(acts);
}

/** Everybody at once; done when nobody wants anything any more. */
export async function live(people: People): Promise<void> {
  const { world, linked } = people;
  const { random, scheduler, weather } = world;
  const all = linked.map(({ id }) => id);
  const count = random.between(1, weather.posts);
  const acts: Promise<void>[] = [];
  for (let i = 1; i <= count; i += 1) {
    const targets = random.chance(0.5) ? all : [random.pick([all[0] ?? '', ...all])];
    acts.push(
      scheduler
        .sleep(random.pick([0, 0, 5_000, 60_000]))
        .then(() => write(people, weather.hasSameText ? 'The same words' : `Words number ${i}`, targets)),
    );
  }
  if (random.chance(weather.stop)) acts.push(pause(people));
  for (const one of [...linked]) {
    if (random.chance(weather.leave))
      acts.push(scheduler.sleep(random.pick([10_000, 60_000, 180_000]) * random.next()).then(() => leave(people, one)));
    if (random.chance(0.1)) acts.push(scheduler.sleep(random.between(0, 180_000)).then(() => connect(people, one.account)));
    if (!random.chance(weather.platform.revoke)) continue;
    scheduler.after(random.between(0, 180_000), () => {
      one.account.isRevoked = true;
    });
  }
  await Promise.all(acts);
}
