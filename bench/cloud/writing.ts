/** What a person writes and approves over HTTP in the virtual cloud, each call counted. */
import * as z from 'zod';
import type { Cloud } from './cloud.ts';
import type { Person } from './people.ts';

const picture = (n: number) => ({ kind: 'image', url: `https://pictures.example/${n}.jpg`, alt: 'A bridge in the rain.' });
const words =
  'Walked over the long bridge this morning. Rain, wind, and one very determined cyclist. Would do it again, but with boots. '.repeat(2);

/** About what people write: a middling text, pictures with a description. */
export const bodies = {
  text: { text: words },
  image: { text: words, media: [picture(1)] },
  carousel: { text: words, media: [1, 2, 3, 4, 5].map(picture) },
  chain: { text: words, replies: [{ text: `${words}(2/3)` }, { text: `${words}(3/3)` }] },
} as const;
export type Kind = keyof typeof bodies;

const written = z.object({ id: z.string(), hash: z.string() });
export type Written = z.infer<typeof written>;

export const writeAsPerson = async (cloud: Cloud, { cookie }: Person, body: object): Promise<Written> =>
  written.parse(await cloud.request('POST', '/v1/posts', cookie, { body }));

export const approveAsPerson = (cloud: Cloud, { cookie }: Person, { id, hash }: Written): Promise<unknown> =>
  cloud.request('POST', `/v1/posts/${id}/approve`, cookie, { body: { expected_hash: hash } });
