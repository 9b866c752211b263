/** One of the people in the storm: invited, signed in, connected, with uploads; proves to be present whenever it is asked for. */
import * as z from 'zod';
import { type Uploads, upload } from '../sample-uploads.ts';
import { type Answer, acceptInvite, connectThreads, expectStatus, proveAgain, type Visitor, visitor } from '../visitor.ts';
import type { Plan } from './plan.ts';
import { insist, type Scene } from './scene.ts';

export type Account = { username: string; connectionId: string };
export type Person = { name: string; browser: Visitor; accounts: Account[]; uploads: Uploads };

const inviteSchema = z.object({ invite_url: z.string() });
const problemSchema = z.object({ code: z.string() });

/** The problem that an answer names. */
export const codeOf = ({ body }: Answer): string | undefined => problemSchema.safeParse(body).data?.code;

/**
 * What a mailed link mends. Signed out is also who used a link and never got the answer: the new session took the place of the old one, and
 * nobody was told its cookie.
 */
const mended: Readonly<Record<string, string>> = { presence_proof_needed: 'proved to be present', not_signed_in: 'signed in again' };

/** Asks for a mailed link and uses it when an answer says that this is needed. */
function present(scene: Scene, address: string): Visitor {
  const browser = visitor(scene.cloud.origin);
  let proving: Promise<void> | undefined;
  const prove = async (deed: string) => {
    await proveAgain(scene.cloud, browser, address);
    scene.deeds.add(deed);
  };
  return {
    cookie: browser.cookie,
    async call(...request) {
      const answer = await browser.call(...request);
      const deed = mended[codeOf(answer) ?? ''];
      if (deed === undefined) return answer;
      proving ??= prove(deed).finally(() => {
        proving = undefined;
      });
      await proving;
      return browser.call(...request);
    },
  };
}

/** An invite works once: it is tried until an answer says that it was used, by this try or by an earlier one whose answer got lost. */
async function signIn(scene: Scene, browser: Visitor, address: string): Promise<void> {
  const invite = await insist(scene, 'inviting', async () => {
    const answer = await scene.cloud.invoke('operator', { command: 'invite', address });
    return inviteSchema.parse(answer.kind === 'ok' ? answer.value : answer.error).invite_url;
  });
  await insist(scene, 'accepting an invite', async () => {
    const answer = await acceptInvite(browser, invite);
    if (codeOf(answer) !== 'invite_not_valid') expectStatus(answer, 202);
  });
  await insist(scene, 'signing in', async () => {
    await proveAgain(scene.cloud, browser, address);
    expectStatus(await browser.call('GET', '/v1/me'), 200);
  });
}

/** The first time, and again when Threads has thrown Postora out. @returns the id of the connection. */
export async function connectAccount(browser: Visitor, username: string): Promise<string> {
  const landed = await connectThreads(browser, username);
  const connectionId = landed.searchParams.get('connected');
  if (!connectionId) throw new Error(`connecting ended at ${landed.search}`);
  return connectionId;
}

export async function openPerson(scene: Scene, { name, accounts: usernames }: Plan): Promise<Person> {
  const address = `${name}@example.org`;
  const browser = present(scene, address);
  await signIn(scene, browser, address);
  const accounts: Account[] = [];
  for (const username of usernames)
    accounts.push({ username, connectionId: await insist(scene, 'connecting', () => connectAccount(browser, username)) });
  const sample = (file: keyof Uploads) => insist(scene, `uploading ${file}`, () => upload(browser, file));
  return { name, browser, accounts, uploads: { dawn: await sample('dawn'), dusk: await sample('dusk'), waves: await sample('waves') } };
}
