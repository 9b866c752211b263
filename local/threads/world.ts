/** The simulated Threads: one clock, one app registration and everything stored, by id. */
import type { Clock } from './clock.ts';
import type { Fault } from './faults/fault.ts';
import { idNumber } from './ids.ts';
import type { Settings } from './settings.ts';
import type { Account, Code, Container, Post, Saved, Token } from './state.ts';

/** The app as it is registered in Meta's dashboard. */
export type App = { id: string; secret: string; redirectUris: readonly string[]; allowHttp: boolean };

export type World = {
  readonly app: App;
  readonly clock: Clock;
  /** Own address without a trailing slash; known once the port is. */
  publicUrl: string;
  /** Writes everything to the data folder, when there is one. */
  save: () => void;
  settings: Settings;
  idsGiven: number;
  accounts: Map<string, Account>;
  codes: Map<string, Code>;
  tokens: Map<string, Token>;
  containers: Map<string, Container>;
  posts: Map<string, Post>;
  faults: Map<string, Fault>;
};

const byId = <T extends { id: string }>(items: readonly T[]) => new Map(items.map((item) => [item.id, item]));
const byValue = <T extends { value: string }>(items: readonly T[]) => new Map(items.map((item) => [item.value, item]));

export function openWorld(app: App, clock: Clock, saved: Saved): World {
  return {
    app,
    clock,
    publicUrl: '',
    save: () => {},
    settings: saved.settings,
    idsGiven: saved.idsGiven,
    accounts: byId(saved.accounts),
    codes: byValue(saved.codes),
    tokens: byValue(saved.tokens),
    containers: byId(saved.containers),
    posts: byId(saved.posts),
    faults: byId(saved.faults),
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

/** What a visitor of the profile sees now, newest first. */
export function visiblePosts(world: World, accountId: string): Post[] {
  return [...world.posts.values()].filter((post) => post.accountId === accountId && isVisible(world, post)).reverse();
}

export const isVisible = (world: World, post: Post): boolean => post.removedAt === null || post.removedAt > world.clock.now();
