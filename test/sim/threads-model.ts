/** Threads as far as publishing goes: accounts, containers, posts, replies, and everything it is known to show too late or too early. */
import type { Random } from './random.ts';
import { type Answer, answers } from './threads-answers.ts';
import type { PlatformWeather } from './weather.ts';

export type Request = { method: string; path: string; fields: Readonly<Record<string, string>>; bearer: string };
export type Account = { id: string; username: string; token: string; isRevoked: boolean };
export type Container = {
  id: string;
  account: Account;
  text: string;
  mediaType: string;
  /** Addresses of its pictures and films, in order; of a carousel, those of its items. */
  urls: readonly string[];
  isItem: boolean;
  replyTo: string | undefined;
  createdAt: number;
  readableAt: number;
  readyAt: number;
  /** Publishing is refused until then, although it reports FINISHED. */
  publishableAt: number;
  lostAt: number;
  isBroken: boolean;
  posts: Post[];
  shownPublishedAt: number;
  claimsErrorUntil: number;
};
export type Post = { id: string; account: Account; container: Container; at: number; listedAt: number; removedAt: number };

export type ThreadsModel = {
  accounts: Account[];
  posts: Post[];
  containers: ReadonlyMap<string, Container>;
  connect: (username: string) => Account;
  handle: (request: Request) => Answer;
};

const dayMs = 24 * 3_600_000;
const forever = Number.POSITIVE_INFINITY;

type Parts = { now: () => number; isFaulty: () => boolean; random: Random; weather: PlatformWeather; onPost: (post: Post) => void };

/** `2026-03-01T12:00:03+0000` */
const timestamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');

function statusOf(container: Container, now: number): string | undefined {
  if (now >= container.lostAt || now < container.readableAt) return undefined;
  if (container.posts.length > 0 && now >= container.shownPublishedAt) return 'PUBLISHED';
  if (now < container.claimsErrorUntil) return 'ERROR';
  if (now < container.readyAt) return 'IN_PROGRESS';
  if (container.isBroken) return 'ERROR';
  return container.posts.length === 0 && now - container.createdAt >= dayMs ? 'EXPIRED' : 'FINISHED';
}

/** How a container's kind is called when its post is read back. */
const readAs: Readonly<Record<string, string>> = { TEXT: 'TEXT_POST', CAROUSEL: 'CAROUSEL_ALBUM' };

/** Every field that is ever asked for; a caller takes what it wants. Items of a carousel are posts with ids of their own. */
const view = ({ id, at, container }: Post): object => ({
  id,
  timestamp: timestamp(at),
  media_type: readAs[container.mediaType] ?? container.mediaType,
  text: container.text,
  is_quote_post: false,
  ...(container.replyTo === undefined ? {} : { replied_to: { id: container.replyTo } }),
  ...(container.mediaType === 'CAROUSEL' ? { children: { data: container.urls.map((_, i) => ({ id: `${id}${i}` })) } } : {}),
});

export function threadsModel({ now, isFaulty, random, weather, onPost }: Parts): ThreadsModel {
  const accounts: Account[] = [];
  const posts: Post[] = [];
  const containers = new Map<string, Container>();
  let ids = 17_900_000_000_000_000;
  const newId = (): string => {
    ids += random.between(2, 9);
    return String(ids);
  };
  const happens = (chance: number): boolean => isFaulty() && random.chance(chance);

  const isThere = (post: Post): boolean => post.removedAt > now();

  /** The items of a carousel, if every one of them is ready. */
  function itemsOf(account: Account, ids: readonly string[]): Container[] | undefined {
    const items = ids.flatMap((id) => containers.get(id) ?? []);
    const isGood = (item: Container): boolean => item.account === account && item.isItem && statusOf(item, now()) === 'FINISHED';
    return items.length === ids.length && items.every(isGood) ? items : undefined;
  }

  function create(account: Account, fields: Request['fields']): Answer {
    const { reply_to_id: replyTo, children, image_url: image, video_url: video, media_type: mediaType = '' } = fields;
    if (replyTo !== undefined && !posts.some((post) => post.id === replyTo && isThere(post))) return answers.notFound;
    const items = children === undefined ? [] : itemsOf(account, children.split(','));
    if (!items) return answers.childrenRefused;
    const urls = children === undefined ? [image ?? video ?? []].flat() : items.flatMap((item) => item.urls);
    return make(account, { text: fields['text'] ?? '', mediaType, urls, isItem: fields['is_carousel_item'] === 'true', replyTo });
  }

  function make(account: Account, what: Pick<Container, 'text' | 'mediaType' | 'urls' | 'isItem' | 'replyTo'>): Answer {
    const at = now();
    const readyAt = happens(weather.endless) ? forever : at + random.between(0, weather.readyMs);
    const container: Container = {
      id: newId(),
      account,
      ...what,
      createdAt: at,
      readyAt,
      readableAt: at + (happens(weather.unreadable) ? random.between(0, 30_000) : 0),
      publishableAt: readyAt + (happens(weather.notYet) ? random.between(0, 40_000) : 0),
      lostAt: happens(weather.lost) ? at + random.between(0, 60_000) : forever,
      isBroken: happens(weather.broken),
      posts: [],
      shownPublishedAt: forever,
      claimsErrorUntil: 0,
    };
    containers.set(container.id, container);
    return answers.value({ id: container.id });
  }

  function publish(container: Container): Answer {
    const at = now();
    const [first] = container.posts;
    const isOpen =
      at < container.lostAt &&
      at >= container.publishableAt &&
      !container.isBroken &&
      !container.isItem &&
      at - container.createdAt < dayMs;
    if (!isOpen || (first && weather.secondPublish === 'error')) return answers.notFound;
    if (first && weather.secondPublish === 'same_id') return answers.value({ id: first.id });
    const lag = (ms: number): number => (isFaulty() ? random.between(0, ms) : 0);
    const removedAt = happens(weather.removed) ? at + random.between(0, 60_000) : forever;
    const post: Post = {
      id: newId(),
      account: container.account,
      container,
      at,
      listedAt: at + lag(weather.listLagMs),
      removedAt,
    };
    container.posts.push(post);
    container.shownPublishedAt = at + lag(weather.statusLagMs);
    posts.push(post);
    onPost(post);
    return answers.value({ id: post.id });
  }

  /** Posts and replies have a list each, newest first, page by page. */
  const list = (account: Account, areReplies: boolean, fields: Request['fields']): Answer => {
    const [since, limit, from] = [Number(fields['since'] ?? 0) * 1000, Number(fields['limit'] ?? 25), Number(fields['after'] ?? 0)];
    const shown = posts.filter((post) => post.account === account && post.at >= since && post.listedAt <= now() && isThere(post));
    const wanted = shown.filter(({ container }) => (container.replyTo !== undefined) === areReplies).reverse();
    const data = wanted.slice(from, from + limit).map(view);
    const isMore = wanted.length > from + limit;
    return answers.value({ data, paging: { cursors: isMore ? { after: String(from + limit) } : {} } });
  };

  function read(account: Account, id: string, fields: string): Answer {
    const container = containers.get(id);
    if (container?.account === account) {
      const status = statusOf(container, now());
      return status === undefined ? answers.notFound : answers.value({ id, status });
    }
    const post = posts.find((one) => one.id === id && one.account === account && isThere(one));
    if (!post || fields.includes('status')) return answers.missing;
    return answers.value({ ...view(post), permalink: `https://www.threads.com/@${account.username}/post/${id}` });
  }

  function quotaOf(account: Account): object {
    const used = posts.filter((post) => post.account === account && post.at > now() - dayMs).length;
    return { quota_usage: used, config: { quota_total: 250, quota_duration: 86_400 } };
  }

  function asAccount(account: Account, { method, path, fields }: Request): Answer {
    const node = path.slice('/v1.0/'.length);
    if (node === 'me/threads' && method === 'POST') return create(account, fields);
    if (node === 'me/threads' || node === 'me/replies') return list(account, node === 'me/replies', fields);
    if (node === 'me/threads_publishing_limit') return answers.value({ data: [quotaOf(account)] });
    if (node === 'me') return answers.value({ id: account.id, username: account.username });
    if (node !== 'me/threads_publish') return read(account, node, fields['fields'] ?? '');
    const container = containers.get(fields['creation_id'] ?? '');
    return container?.account === account ? publish(container) : answers.notFound;
  }

  /** The consent window gives `code-<id>`; the exchange ends older tokens' refusal. */
  function exchange({ path, fields }: Request): Answer {
    const id = (fields['code'] ?? fields['access_token'] ?? '').replace(/^(code|short)-/, '');
    const account = accounts.find((one) => one.id === id);
    if (!account) return answers.tokenRefused;
    if (path === '/oauth/access_token') return answers.value({ access_token: `short-${id}`, user_id: Number(id) });
    account.isRevoked = false;
    account.token = `long-${id}-${random.between(1, 1_000_000)}`;
    return answers.value({ access_token: account.token, token_type: 'bearer', expires_in: 5_183_944 });
  }

  return {
    accounts,
    posts,
    containers,
    connect: (username) => {
      const id = newId();
      const account = { id, username, token: `long-${id}-0`, isRevoked: false };
      accounts.push(account);
      return account;
    },
    handle: (request) => {
      if (!request.path.startsWith('/v1.0/')) return exchange(request);
      const account = accounts.find(({ token }) => token === request.bearer);
      return !account || account.isRevoked ? answers.tokenRefused : asAccount(account, request);
    },
  };
}
