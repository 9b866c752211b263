/** The simulated Threads: one clock, one app registration and everything stored, by id. */
import type { Clock } from './clock.ts';
import type { Fault } from './faults/fault.ts';
import { idNumber } from './ids.ts';
import type { Robots } from './media/robots.ts';
import { type MediaStore, memoryMedia } from './media/store.ts';
import type { Settings } from './settings.ts';
import type { Account, Callback, Code, Container, Post, Saved, Token } from './state.ts';

/** The app as it is registered in Meta's dashboard. */
export type App = { id: string; secret: string; redirectUris: readonly string[]; allowHttp: boolean };

export type World = {
  readonly app: App;
  readonly clock: Clock;
  /** Own address without a trailing slash; known once the port is. */
  publicUrl: string;
  /** Writes everything to the data folder, when there is one. */
  save: () => void;
  /** Copies of fetched images and videos. */
  media: MediaStore;
  /** What each media host's robots.txt said, by origin; asked for once. */
  readonly robots: Map<string, Robots>;
  /** Downloads that go on in the background. */
  readonly downloads: Set<Promise<void>>;
  /** Aborted when the simulator closes. */
  readonly closing: AbortController;
  settings: Settings;
  idsGiven: number;
  accounts: Map<string, Account>;
  codes: Map<string, Code>;
  tokens: Map<string, Token>;
  containers: Map<string, Container>;
  posts: Map<string, Post>;
  faults: Map<string, Fault>;
  callbacks: Map<string, Callback>;
};

const byId = <T extends { id: string }>(items: readonly T[]) => new Map(items.map((item) => [item.id, item]));
const byValue = <T extends { value: string }>(items: readonly T[]) => new Map(items.map((item) => [item.value, item]));

export function openWorld(app: App, clock: Clock, saved: Saved): World {
  return {
    app,
    clock,
    publicUrl: '',
    save: () => {},
    media: memoryMedia(),
    robots: new Map(),
    downloads: new Set(),
    closing: new AbortController(),
    settings: saved.settings,
    idsGiven: saved.idsGiven,
    accounts: byId(saved.accounts),
    codes: byValue(saved.codes),
    tokens: byValue(saved.tokens),
    containers: byId(saved.containers),
    posts: byId(saved.posts),
    faults: byId(saved.faults),
    callbacks: byId(saved.callbacks),
  };
}

export function toSaved(world: World): Saved {
  return {
    v: 1,
    idsGiven: world.idsGiven,
    movedMs: world.clock.movedMs(),
    savedAt: world.clock.now(),
    settings: world.settings,
    accounts: [...world.accounts.values()],
    codes: [...world.codes.values()],
    tokens: [...world.tokens.values()],
    containers: [...world.containers.values()],
    posts: [...world.posts.values()],
    faults: [...world.faults.values()],
    callbacks: [...world.callbacks.values()],
  };
}

export function nextId(world: World): string {
  world.idsGiven += 1;
  return idNumber(world.idsGiven);
}

/** Finds an account by its id or its username. */
export function findAccount(world: World, idOrUsername: string): Account | undefined {
  const known = world.accounts.get(idOrUsername);
  return known ?? [...world.accounts.values()].find((account) => account.username === idOrUsername);
}

const ghostLifeMs = 24 * 3_600_000;

/** A ghost post is archived after 24 h. doc [ghost] */
export const ghostEnd = ({ publishedAt }: Post): number => publishedAt + ghostLifeMs;

/** Whether it still exists; a repost goes with its original. */
export function isVisible(world: World, post: Post): boolean {
  const original = post.repostedPostId === null ? undefined : world.posts.get(post.repostedPostId);
  if (original && !isVisible(world, original)) return false;
  return post.removedAt === null || post.removedAt > world.clock.now();
}

/** Takes a post away now, a carousel with its items. */
export function takeDown(world: World, post: Post): void {
  const items = post.childIds.flatMap((id) => world.posts.get(id) ?? []);
  for (const one of [post, ...items]) one.removedAt = world.clock.now();
}

/** Whether a visitor sees it as a post: it exists, is no item of a carousel and no archived ghost. */
const isPublic = (world: World, post: Post): boolean =>
  isVisible(world, post) && post.parentId === null && !(post.isGhost && world.clock.now() >= ghostEnd(post));

const newestFirst = (world: World, isWanted: (post: Post) => boolean): Post[] =>
  [...world.posts.values()].filter((post) => isWanted(post) && isPublic(world, post)).reverse();

/** What a visitor of the profile sees now, newest first. */
export const visiblePosts = (world: World, accountId: string): Post[] => newestFirst(world, (post) => post.accountId === accountId);

/** The answers to a post, by anybody, newest first. */
export const answersTo = (world: World, postId: string): Post[] => newestFirst(world, (post) => post.replyToId === postId);

/** The first post of the thread this one belongs to. */
export function rootOf(world: World, post: Post): Post {
  const parent = post.replyToId === null ? undefined : world.posts.get(post.replyToId);
  return parent ? rootOf(world, parent) : post;
}
