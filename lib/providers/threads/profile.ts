/** The connected account, and the address of a post, as Threads shows them now. */
import * as z from 'zod/mini';
import type { Profile } from '../../core/provider.ts';
import { connectError } from './connect-errors.ts';
import { type Graph, remoteId } from './graph.ts';

const optionalText = z.catch(z.optional(z.string()), undefined);
const profileSchema = z.object({
  id: remoteId,
  username: z.string().check(z.minLength(1)),
  name: optionalText,
  threads_profile_picture_url: optionalText,
  threads_biography: optionalText,
});
const fields = Object.keys(profileSchema.shape).join(',');

/** An address a browser may open: https, or what the simulator on this machine uses. */
function webAddress(text: string, graphUrl: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === new URL(graphUrl).protocol ? href : undefined;
}

/** The exchange's own `user_id` is a number too large for JSON readers, so the id comes from here. */
export async function profile(graph: Graph, graphUrl: string, token: string): Promise<Profile> {
  const answer = await graph('profile', { token, query: { fields } }, profileSchema);
  if (answer.kind === 'trouble') throw connectError(answer.trouble, 'reconnect');
  const { id, username, name, threads_profile_picture_url: picture, threads_biography: biography } = answer.value;
  return { remoteId: id, username, name: name ?? '', pictureUrl: webAddress(picture ?? '', graphUrl) ?? '', biography: biography ?? '' };
}

/** Undefined whenever Threads does not tell; it leaves the field out for flagged posts. */
export async function permalink(graph: Graph, graphUrl: string, token: string, id: string): Promise<string | undefined> {
  const answer = await graph('permalink', { token, id, query: { fields: 'id,permalink' } }, z.object({ permalink: z.string() }));
  return answer.kind === 'ok' ? webAddress(answer.value.permalink, graphUrl) : undefined;
}
