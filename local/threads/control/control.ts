/** The hand on the simulator: faults, clock, accounts, settings. The same for HTTP, pages and in-process tests. */
import { createAccount, freshSaved, type NewAccount } from '../accounts.ts';
import { untilDownloaded } from '../api/download.ts';
import { deliver, deliverAgain } from '../callbacks/deliver.ts';
import { type Fault, type NewFault, newFaultSchema } from '../faults/fault.ts';
import { faultRow } from '../faults/table.ts';
import { basicScope } from '../oauth/scopes.ts';
import { grantEnd, issueToken, revokeGrant } from '../oauth/tokens.ts';
import { type Settings, type SettingsPatch, settingsSchema } from '../settings.ts';
import type { Account, Token } from '../state.ts';
import { findAccount, openWorld, takeDown, type World } from '../world.ts';
import { type AccountView, accountView, type CallbackView, callbackView } from './views.ts';

/** Thrown for what cannot be done; the HTTP side answers it with this status. */
export class ControlError extends Error {
  readonly status: 400 | 404 | 409;

  constructor(status: 400 | 404 | 409, message: string) {
    super(message);
    this.status = status;
  }
}

type ClockView = { now: string; now_ms: number; moved_ms: number; speed: number };

export type Control = {
  accounts(): AccountView[];
  /** By id or username, as everywhere here. */
  account(account: string): AccountView;
  addAccount(input: NewAccount): AccountView;
  /** The user removes the app: 190/458 from now on, and the deauthorize call when a URL is set for it. */
  revoke(account: string): Promise<CallbackView | undefined>;
  /** The user asks for their data to be deleted: the data-deletion call. `undefined` when no URL is set for it. */
  requestDeletion(account: string): Promise<CallbackView | undefined>;
  /** Every deauthorize and data-deletion call, with the answers. */
  callbacks(): CallbackView[];
  /** Sends one of them again, byte for byte. */
  replay(id: string): Promise<CallbackView>;
  /** A token without the browser part; long-lived, with both publishing scopes, unless told otherwise. */
  mintToken(account: string, options?: { scopes?: string[]; kind?: Token['kind'] }): string;
  /** Every token that was ever issued, so that a test can search for them where they must not be. */
  tokens(): string[];
  faults(): Fault[];
  addFault(input: NewFault): Fault;
  removeFault(id: string): void;
  clearFaults(): void;
  clock(): ClockView;
  advance(ms: number): ClockView;
  settings(): Settings;
  changeSettings(patch: SettingsPatch): Settings;
  /** The platform or the author deletes a post now. */
  removePost(id: string): void;
  /** Resolves when no video is being fetched any more. */
  settled(): Promise<void>;
  /** Back to a fresh store: two accounts, nothing else. The clock goes on. */
  reset(): void;
};

function need(world: World, account: string): Account {
  const found = findAccount(world, account);
  if (!found) throw new ControlError(404, `there is no account ${account}`);
  return found;
}

function addFault(world: World, input: NewFault): Fault {
  const { name, call, account, times, ms, message, ...rest } = newFaultSchema.parse(input);
  const row = faultRow(name);
  const numbers = [...world.faults.keys()].map((id) => Number(id.slice(1)));
  const fault: Fault = {
    ...rest,
    id: `f${Math.max(0, ...numbers) + 1}`,
    name,
    call: call ?? null,
    accountId: account === undefined ? null : need(world, account).id,
    timesLeft: times ?? null,
    ms: ms ?? row.ms ?? 0,
    message: message ?? row.message ?? '',
    seen: 0,
    struck: 0,
  };
  world.faults.set(fault.id, fault);
  return fault;
}

function addAccount(world: World, input: NewAccount): AccountView {
  if (findAccount(world, input.username)) throw new ControlError(409, `the username ${input.username} is taken`);
  return accountView(world, createAccount(world, input));
}

function mintToken(world: World, account: string, { scopes, kind = 'long' }: Parameters<Control['mintToken']>[1] = {}): string {
  const grantEndsAt = grantEnd(world.clock.now());
  const granted = scopes ?? [basicScope, 'threads_content_publish'];
  return issueToken(world, kind, { accountId: need(world, account).id, scopes: granted, grantEndsAt }).value;
}

function removePost(world: World, id: string): void {
  const post = world.posts.get(id);
  if (!post) throw new ControlError(404, `there is no post ${id}`);
  takeDown(world, post);
}

function removeFault(world: World, id: string): void {
  if (!world.faults.delete(id)) throw new ControlError(404, `there is no fault ${id}`);
}

function reset(world: World): void {
  const { app, clock, publicUrl, save, media, robots, downloads, closing } = world;
  media.clear();
  Object.assign(world, openWorld(app, clock, freshSaved(clock.now())), { publicUrl, save, media, robots, downloads, closing });
}

async function revoke(world: World, name: string): Promise<CallbackView | undefined> {
  const { id } = need(world, name);
  revokeGrant(world, id);
  const callback = await deliver(world, 'deauthorize', id);
  return callback && callbackView(world, callback);
}

async function requestDeletion(world: World, name: string): Promise<CallbackView | undefined> {
  const callback = await deliver(world, 'data_deletion', need(world, name).id);
  return callback && callbackView(world, callback);
}

async function replay(world: World, id: string): Promise<CallbackView> {
  const callback = world.callbacks.get(id);
  if (!callback) throw new ControlError(404, `there is no callback ${id}`);
  return callbackView(world, await deliverAgain(world, callback));
}

function clockView({ clock }: World): ClockView {
  return { now: new Date(clock.now()).toISOString(), now_ms: clock.now(), moved_ms: clock.movedMs(), speed: clock.speed };
}

export function controlOf(world: World): Control {
  return {
    accounts: () => [...world.accounts.values()].map((account) => accountView(world, account)),
    account: (account) => accountView(world, need(world, account)),
    addAccount: (input) => addAccount(world, input),
    revoke: (account) => revoke(world, account),
    requestDeletion: (account) => requestDeletion(world, account),
    callbacks: () => [...world.callbacks.values()].map((callback) => callbackView(world, callback)),
    replay: (id) => replay(world, id),
    mintToken: (account, options) => mintToken(world, account, options),
    tokens: () => [...world.tokens.values()].map(({ value }) => value),
    faults: () => [...world.faults.values()],
    addFault: (input) => addFault(world, input),
    removeFault: (id) => removeFault(world, id),
    clearFaults: () => world.faults.clear(),
    clock: () => clockView(world),
    advance(ms) {
      world.clock.advance(ms);
      return clockView(world);
    },
    settings: () => world.settings,
    changeSettings(patch) {
      world.settings = settingsSchema.parse({ ...world.settings, ...patch });
      return world.settings;
    },
    removePost: (id) => removePost(world, id),
    settled: () => untilDownloaded(world),
    reset: () => reset(world),
  };
}
