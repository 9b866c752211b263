/** What a person does with posts that ask for one: connects again, looks where Postora could not find out, approves again. */
import * as z from 'zod';
import { expectStatus } from '../visitor.ts';
import { type Approved, approveCall, postSchema, readPost, type ShownPost } from './author.ts';
import { type Account, connectAccount, type Person } from './person.ts';
import type { Scene } from './scene.ts';
import { endOf, isToldToLook, type Shown, type Target } from './verdict.ts';

/** People lose patience: so often a post is approved again, less often after a plain no. */
const mostAgain = 8;
const mostAfterNo = 2;

const pageSchema = z.object({ data: z.array(postSchema), next_cursor: z.nullable(z.string()) });

/** Every post of the person, by its id. */
export async function readAll({ browser }: Person): Promise<Map<string, ShownPost>> {
  const posts = new Map<string, ShownPost>();
  for (let after: string | null = ''; after !== null; ) {
    const path: string = `/v1/posts?limit=100${after === '' ? '' : `&after=${after}`}`;
    const page: z.infer<typeof pageSchema> = pageSchema.parse(expectStatus(await browser.call('GET', path), 200).body);
    for (const post of page.data) posts.set(post.id, post);
    after = page.next_cursor;
  }
  return posts;
}

export const shownFor = (post: ShownPost | undefined, { connectionId }: Account): Shown | undefined =>
  post?.publications.find(({ connection_id: id }) => id === connectionId);

export const targetsOf = ({ planned, postId, accounts, saidAbsent }: Approved, posts: ReadonlyMap<string, ShownPost>): Target[] =>
  accounts.map((account) => ({
    number: planned.number,
    texts: planned.texts,
    account: account.username,
    saidAbsent: saidAbsent.get(account.username) ?? 0,
    shown: shownFor(posts.get(postId), account),
  }));

/** Looks at the profile, and says what is there. */
async function lookAndSay(scene: Scene, { browser }: Person, approved: Approved, account: Account, shown: Shown): Promise<void> {
  const { posts } = await scene.threads.account(account.username);
  const text = approved.planned.texts[shown.parts.length];
  const outcome = posts.some((post) => post.is_public && post.text === text) ? 'published' : 'not_published';
  const path = `/v1/posts/${approved.postId}/publications/${account.connectionId}/resolve`;
  const answer = await browser.call('POST', path, { outcome });
  if (answer.status !== 200) return;
  scene.deeds.add(`looked and said "${outcome}"`);
  if (outcome === 'not_published') approved.saidAbsent.set(account.username, (approved.saidAbsent.get(account.username) ?? 0) + 1);
}

/** A time that has passed is taken out first. What may be out cannot be changed any more, and then nothing is approved. */
async function approveAgain(scene: Scene, person: Person, approved: Approved, post: ShownPost): Promise<void> {
  approved.again += 1;
  let present = post;
  if (post.schedule && new Date(post.schedule.at) < scene.cloud.clock.now()) {
    const { headers } = await person.browser.call('GET', `/v1/posts/${post.id}`);
    const change = await person.browser.call(
      'PATCH',
      `/v1/posts/${post.id}`,
      { schedule: null },
      { 'if-match': headers.get('etag') ?? '' },
    );
    if (change.status !== 200) return;
    present = await readPost(person, post.id);
  }
  const answer = await approveCall(person, present);
  if (answer.status === 200) scene.deeds.add('approved again');
}

/** Whether approving again is what this publication waits for. `operator_stop` goes on by itself. */
function asksForApproval({ state, hold_reason: reason, may_be_out: mayBeOut }: Shown, again: number): boolean {
  if (state === 'held') return reason !== 'operator_stop' && !mayBeOut && again < mostAgain;
  if (state === 'canceled') return again < mostAgain;
  return state === 'failed' && again < mostAfterNo;
}

const asksForConnecting = ({ state, hold_reason: reason }: Shown): boolean => state === 'held' && reason === 'reconnect';

async function reconnect(scene: Scene, person: Person, posts: ReadonlyMap<string, ShownPost>): Promise<void> {
  for (const account of person.accounts) {
    const isAsked = [...posts.values()].some((post) => {
      const shown = shownFor(post, account);
      return shown && asksForConnecting(shown);
    });
    if (!isAsked) continue;
    await connectAccount(person.browser, account.username);
    scene.deeds.add('connected again');
  }
}

/** One round over all posts of a person. @returns how many posts are left to wait for, or to do something about. */
export async function mend(scene: Scene, person: Person, all: readonly Approved[]): Promise<number> {
  const posts = await readAll(person);
  await reconnect(scene, person, posts);
  let left = 0;
  for (const approved of all) {
    const post = posts.get(approved.postId);
    const shown = approved.accounts.map((account) => ({ account, shown: shownFor(post, account) }));
    for (const { account, shown: one } of shown) if (one && isToldToLook(one)) await lookAndSay(scene, person, approved, account, one);
    const isAsked = shown.some(({ shown: one }) => one && asksForApproval(one, approved.again));
    if (post && isAsked) await approveAgain(scene, person, approved, post);
    const isOpen = shown.some(
      ({ shown: one }) => !one || isToldToLook(one) || one.hold_reason === 'operator_stop' || endOf(one) === undefined,
    );
    if (isAsked || isOpen) left += 1;
  }
  return left;
}
