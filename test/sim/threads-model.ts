/** Threads as far as publishing a text goes: accounts, containers, posts, and everything it is known to show too late or too early. */
import type { Random } from './random.ts';
import { type Answer, answers } from './threads-answers.ts';
import type { PlatformWeather } from './weather.ts';

export type Request = { method: string; path: string; fields: Readonly<Record<string, string>>; bearer: string };
export type Account = { id: string; username: string; token: string; isRevoked: boolean };
export type Container = {
  id: string;
  account: Account;
  text: string;
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
export type Post = { id: string; account: Account; container: Container; text: string; at: number; listedAt: number; removedAt: number };

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

  function create(account: Account, text: string): Answer {
    const at = now();
    const readyAt = happens(weather.endless) ? forever : at + random.between(0, weather.readyMs);
    const container: Container = {
      id: newId(),
      account,
      text,
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
    const isOpen = at < container.lostAt && at >= container.publishableAt && !container.isBroken && at - container.createdAt < dayMs;
    if (!isOpen || (first && weather.secondPublish === 'error')) return answers.notFound;
    if (first && weather.secondPublish === 'same_id') return answers.value({ id: first.id });
    const lag = (ms: number): number => (isFaulty() ? random.between(0, ms) : 0);
    const removedAt = happens(weather.removed) ? at + random.between(0, 60_000) : forever;
    const post: Post = {
      id: newId(),
      account: container.account,
      container,
      text: container.text,
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

  const list = (account: Account, since: number, limit: number): Answer => {
    const shown = posts.filter(
      (post) => post.account === account && post.at >= since * 1000 && post.listedAt <= now() && post.removedAt > now(),
    );
    const data = shown
      .slice(-limit)
      .reverse()
      .map(({ id, at, text }) => ({ id, timestamp: timestamp(at), media_type: 'TEXT_POST', text, is_quote_post: false }));
    return answers.value({ data });
  };

  function read(account: Account, id: string, fields: string): Answer {
    const container = containers.get(id);
    if (container?.account === account) {
      const status = statusOf(container, now());
      return status === undefined ? answers.notFound : answers.value({ id, status });
    }
    const post = posts.find((one) => one.id === id && one.account === account && one.removedAt > now());
    if (!post || !fields.includes('permalink')) return answers.missing;
    return answers.value({ id, permalink: `https://www.threads.com/@${account.username}/post/${id}` });
  }

  function asAccount(account: Account, { method, path, fields }: Request): Answer {
    const node = path.slice('/v1.0/'.length);
    if (node === 'me/threads' && method === 'POST') return create(account, fields['text'] ?? '');
    if (node === 'me/threads') return list(account, Number(fields['since'] ?? 0), Number(fields['limit'] ?? 25));
    if (node === 'me/threads_publishing_limit') return answers.value({ data: [{ quota_usage: 0 }] });
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
