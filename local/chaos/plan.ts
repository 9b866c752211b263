/** What is written during the storm: which person, which kind, for which accounts, at which time. From the seed alone. */
import { type Random, seededRandom } from '../../test/sim/random.ts';
import type { Uploads } from '../sample-uploads.ts';

export const kindNames = ['text', 'image', 'video', 'carousel', 'poll', 'chain', 'quote'] as const;
export type KindName = (typeof kindNames)[number];

/** `accounts` are indices into the person's own. A scheduled post goes out so many minutes after it is written. */
export type Planned = { number: number; kind: KindName; texts: string[]; accounts: number[]; inMinutes?: number };
/** Each person has posts of their own and one or more accounts. */
export type Plan = { name: string; accounts: string[]; posts: Planned[] };

type Body = { text: string } & Record<string, unknown>;

/** What makes a post its kind; `quotedId` is a post that is out already. */
const bodies = {
  text: (texts) => ({ text: texts[0] ?? '' }),
  image: (texts, { dawn }) => ({ text: texts[0] ?? '', media: [{ media_id: dawn, alt: 'A sky at dawn' }], options: { topic_tag: 'Dawn' } }),
  video: (texts, { waves }) => ({ text: texts[0] ?? '', media: [{ media_id: waves, alt: 'Slow waves' }] }),
  carousel: (texts, { dawn, dusk, waves }) => ({
    text: texts[0] ?? '',
    media: [{ media_id: dusk, alt: 'Dusk' }, { media_id: waves }, { media_id: dawn, alt: 'Dawn' }],
  }),
  poll: (texts) => ({ text: texts[0] ?? '', options: { poll: ['Tea', 'Coffee', 'Neither'] } }),
  chain: ([text = '', ...replies], { dusk }) => ({
    text,
    replies: replies.map((reply, i) => ({ text: reply, ...(i === 0 ? { media: [{ media_id: dusk, alt: 'Dusk' }] } : {}) })),
  }),
  quote: (texts, _, quotedId) => ({ text: texts[0] ?? '', options: { quote_post_id: quotedId } }),
} as const satisfies Record<KindName, (texts: readonly string[], uploads: Uploads, quotedId: string) => Body>;

export const bodyOf = ({ kind, texts }: Planned, uploads: Uploads, quotedId: string): Body => bodies[kind](texts, uploads, quotedId);

/** Text is what people mostly write; a quote needs something that is out, so it does not come first. */
const usual = ['text', 'text', 'text', 'text', 'image', 'image', 'video', 'carousel', 'poll', 'chain'] as const;

function planned(random: Random, number: number, position: number, accountCount: number): Planned {
  const kind = position >= 6 && random.chance(0.1) ? 'quote' : random.pick(usual);
  const parts = kind === 'chain' ? random.between(2, 3) : 1;
  // Every text is the only one of its kind: by it a public post is known.
  const texts = Array.from({ length: parts }, (_, i) => `Storm post ${number}, part ${i + 1} of ${parts}.`);
  const own = random.between(0, accountCount - 1);
  const isForAll = accountCount > 1 && kind !== 'quote' && random.chance(0.2);
  const accounts = isForAll ? Array.from({ length: accountCount }, (_, i) => i) : [own];
  return { number, kind, texts, accounts, ...(random.chance(0.25) ? { inMinutes: random.between(3, 15) } : {}) };
}

/** Five people; the first has two accounts. */
export function planOf(seed: number, postCount: number): Plan[] {
  const random = seededRandom(`chaos plan ${seed}`);
  const names = ['ada', 'ben', 'cleo', 'dan', 'eve'];
  const plans = names.map((name, i): Plan => ({ name, accounts: i === 0 ? ['ada.storm', 'ada.gale'] : [`${name}.storm`], posts: [] }));
  for (let number = 1; number <= postCount; number += 1) {
    const plan = plans[(number - 1) % plans.length];
    plan?.posts.push(planned(random, number, plan.posts.length, plan.accounts.length));
  }
  return plans.filter(({ posts }) => posts.length > 0);
}
