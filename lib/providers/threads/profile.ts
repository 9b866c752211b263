/** The connected account, as Threads shows it now. */
import * as z from 'zod/mini';
import type { Profile } from '../../core/provider.ts';
import { connectError } from './connect-errors.ts';
import { type Graph, remoteId } from './graph.ts';
import { webAddress } from './web-address.ts';

const optionalText = z.catch(z.optional(z.string()), undefined);
const profileSchema = z.object({
  id: remoteId,
  username: z.string().check(z.minLength(1)),
  name: optionalText,
  threads_profile_picture_url: optionalText,
  threads_biography: optionalText,
});
const fields = Object.keys(profileSchema.shape).join(',');

/** The exchange's own `user_id` is a number too large for JSON readers, so the id comes from here. */
export async function profile(graph: Graph, graphUrl: string, token: string): Promise<Profile> {
  const answer = await graph('profile', { token, query: { fields } }, profileSchema);
  if (answer.kind === 'trouble') throw connectError(answer.trouble, 'reconnect');
  const { id, username, name, threads_profile_picture_url: picture, threads_biography: biography } = answer.value;
  return { remoteId: id, username, name: name ?? '', pictureUrl: webAddress(picture ?? '', graphUrl) ?? '', biography: biography ?? '' };
}
