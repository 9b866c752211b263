/** Writes and approves what is planned. A yes whose answer got lost is never given for a second post of the same words. */
import * as z from 'zod';
import { type Answer, expectStatus, until } from '../visitor.ts';
import { type Account, codeOf, connectAccount, type Person } from './person.ts';
import { bodyOf, type Planned } from './plan.ts';
import { insist, type Scene } from './scene.ts';
import { shownSchema } from './verdict.ts';

export const postSchema = z.object({
  id: z.string(),
  hash: z.string(),
  schedule: z.nullable(z.object({ at: z.string() })),
  publications: z.array(shownSchema),
});
export type ShownPost = z.infer<typeof postSchema>;

/** `again`: how often its person approved it after the first time. `saidAbsent`: by account. */
export type Approved = { planned: Planned; postId: string; accounts: Account[]; again: number; saidAbsent: Map<string, number> };

/** A public post of the account, to be quoted. */
const quotable = ({ threads }: Scene, { username }: Account): Promise<string> =>
  until('something to quote', async () => {
    const { posts } = await threads.account(username);
    return posts.find((post) => post.is_public && post.parent_id === null && post.reply_to_id === null)?.id;
  });

function scheduleOf({ cloud }: Scene, { inMinutes }: Planned) {
  if (inMinutes === undefined) return {};
  const at = new Date(cloud.clock.now().getTime() + inMinutes * 60_000);
  return { schedule: { wall_time: at.toISOString().slice(0, 16), zone: 'UTC' } };
}

async function write(scene: Scene, { browser, uploads }: Person, planned: Planned, accounts: Account[]): Promise<ShownPost> {
  const [first] = accounts;
  const quoted = planned.kind === 'quote' && first ? await quotable(scene, first) : '';
  const targets = accounts.map(({ connectionId }) => connectionId);
  const body = { ...bodyOf(planned, uploads, quoted), ...scheduleOf(scene, planned), targets };
  return postSchema.parse(expectStatus(await browser.call('POST', '/v1/posts', body), 201).body);
}

export const readPost = async ({ browser }: Person, postId: string): Promise<ShownPost> =>
  postSchema.parse(expectStatus(await browser.call('GET', `/v1/posts/${postId}`), 200).body);

export const approveCall = ({ browser }: Person, { id, hash }: Pick<ShownPost, 'id' | 'hash'>) =>
  browser.call('POST', `/v1/posts/${id}/approve`, { expected_hash: hash });

/** A fault at the moment of connecting may have left an account without the right to publish: its person does what the answer says. */
async function connectMissing(scene: Scene, { browser }: Person, answer: Answer, accounts: readonly Account[]): Promise<void> {
  if (codeOf(answer) !== 'connection_missing') return;
  for (const { username } of accounts) await connectAccount(browser, username);
  scene.deeds.add('connected again');
}

export async function writeAndApprove(scene: Scene, person: Person, planned: Planned): Promise<Approved> {
  const accounts = planned.accounts.flatMap((index) => person.accounts[index] ?? []);
  let draft: ShownPost | undefined;
  const postId = await insist(scene, `post ${planned.number}`, async () => {
    draft ??= await write(scene, person, planned, accounts);
    const answer = await approveCall(person, draft);
    if (answer.status === 200) return draft.id;
    // An earlier try may have got through, and only its answer was lost.
    if ((await readPost(person, draft.id)).publications.length > 0) return draft.id;
    await connectMissing(scene, person, answer, accounts);
    // Its time has passed, for example: an explicit no, so it may be written anew.
    if (answer.status === 422) draft = undefined;
    throw new Error(`approving was answered ${answer.status}: ${JSON.stringify(answer.body).slice(0, 300)}`);
  });
  return { planned, postId, accounts, again: 0, saidAbsent: new Map() };
}
