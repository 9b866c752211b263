/** The tour of all kinds of posts: each goes through upload, approval and the engine, and is looked at on the simulated profile. */
import type { Cloud } from './cloud.ts';
import { type Uploads, upload } from './sample-uploads.ts';
import { approve, out, step, watch, write } from './tour-steps.ts';
import type { Visitor } from './visitor.ts';

async function uploadAll(browser: Visitor): Promise<Uploads> {
  const one = async (name: keyof Uploads) => {
    const id = await upload(browser, name);
    step(`uploaded ${name}: checked, immutable, public by its unguessable name`);
    return id;
  };
  return { dawn: await one('dawn'), dusk: await one('dusk'), waves: await one('waves') };
}

/** A post as the simulator's control API shows it. */
type Seen = {
  id: string;
  text: string;
  media_type: string;
  child_ids: string[];
  reply_to_id: string | null;
  quoted_post_id: string | null;
};
/** What is written, and whether the public post is it. `posts` is how many public posts it makes: a chain makes one per part. */
type Kind = {
  name: string;
  body: (uploads: Uploads, firstId: string) => { text: string } & Record<string, unknown>;
  posts: number;
  isRight: (post: Seen, all: readonly Seen[], firstId: string) => boolean;
};

const kinds: readonly Kind[] = [
  { name: 'text', posts: 1, body: () => ({ text: 'Kind one: words alone.' }), isRight: (post) => post.media_type === 'TEXT_POST' },
  {
    name: 'image',
    posts: 1,
    body: ({ dawn }) => ({
      text: 'Kind two: a picture.',
      media: [{ media_id: dawn, alt: 'A sky at dawn, blue above and yellow below' }],
      options: { topic_tag: 'Dawn' },
    }),
    isRight: (post) => post.media_type === 'IMAGE',
  },
  {
    name: 'video',
    posts: 1,
    body: ({ waves }) => ({ text: 'Kind three: a film.', media: [{ media_id: waves, alt: 'Slow waves of colour' }] }),
    isRight: (post) => post.media_type === 'VIDEO',
  },
  {
    name: 'carousel',
    posts: 1,
    body: ({ dawn, dusk, waves }) => ({
      text: 'Kind four: three things side by side.',
      media: [{ media_id: dusk, alt: 'Dusk' }, { media_id: waves }, { media_id: dawn, alt: 'Dawn' }],
    }),
    isRight: (post) => post.media_type === 'CAROUSEL_ALBUM' && post.child_ids.length === 3,
  },
  {
    name: 'poll',
    posts: 1,
    body: () => ({
      text: 'Kind five: tea or coffee?',
      options: { poll: ['Tea', 'Coffee', 'Neither'], reply_audience: 'accounts_you_follow' },
    }),
    isRight: (post) => post.media_type === 'TEXT_POST',
  },
  {
    name: 'reply chain',
    posts: 3,
    body: ({ dusk }) => ({
      text: 'Kind six: a thread, part one.',
      replies: [{ text: 'Part two, with a picture.', media: [{ media_id: dusk, alt: 'Dusk' }] }, { text: 'Part three.' }],
    }),
    isRight: (post, all) => {
      const second = all.find(({ reply_to_id }) => reply_to_id === post.id);
      return second?.media_type === 'IMAGE' && all.some(({ reply_to_id }) => reply_to_id === second.id);
    },
  },
  {
    name: 'quote',
    posts: 1,
    body: (_, firstId) => ({ text: 'Kind seven: a quote of kind one.', options: { quote_post_id: firstId } }),
    isRight: (post, _, firstId) => post.quoted_post_id === firstId,
  },
];

/** Public posts of the account, without the items of carousels. */
async function publicPosts(cloud: Cloud, account: string): Promise<Seen[]> {
  const { posts = [] } = (await cloud.threads?.account(account)) ?? {};
  return posts.filter((post) => post.is_public && post.parent_id === null);
}

/** @returns whether each kind made exactly its public posts. */
export async function tourOfKinds(cloud: Cloud, browser: Visitor, connectionId: string, account: string): Promise<boolean> {
  const uploads = await uploadAll(browser);
  const published: { kind: Kind; remoteId: string }[] = [];
  for (const kind of kinds) {
    const firstId = published[0]?.remoteId ?? '';
    const post = await write(browser, { ...kind.body(uploads, firstId), targets: [connectionId] });
    await approve(browser, post);
    step(`${kind.name}: written and approved, hash ${post.hash.slice(0, 12)}…`);
    const { remoteId, permalink } = await watch(browser, post.id);
    if (!(await fetch(permalink)).ok) throw new Error(`${permalink} does not answer`);
    step(`${kind.name}: ${permalink}`);
    published.push({ kind, remoteId });
  }
  const posts = await publicPosts(cloud, account);
  const firstId = published[0]?.remoteId ?? '';
  const right = published.filter(({ kind, remoteId }) => {
    const post = posts.find(({ id }) => id === remoteId);
    return post !== undefined && kind.isRight(post, posts, firstId);
  });
  const duplicates = posts.length - kinds.reduce((sum, { posts: count }) => sum + count, 0);
  out(`${cloud.threads?.url}/@${account}`);
  out(`${kinds.length} kinds, ${right.length} public, ${duplicates} duplicates`);
  return right.length === kinds.length && duplicates === 0;
}
