/** The people of the simulated Threads: two ready ones, and how a new one is made. */
import * as z from 'zod';
import { idNumber } from './ids.ts';
import { defaultSettings } from './settings.ts';
import type { Account, Saved } from './state.ts';
import { findAccount, nextId, type World } from './world.ts';

export const newAccountSchema = z.strictObject({
  username: z.string().regex(/^[a-z0-9._]{1,30}$/, 'username: 1 to 30 of a-z, 0-9, dot and underscore'),
  name: z.string().max(100).optional(),
  biography: z.string().max(500).optional(),
  private: z.boolean().default(false),
  tester_pending: z.boolean().default(false),
  geo_gating: z.boolean().default(false),
});

export type NewAccount = z.input<typeof newAccountSchema>;

function person(id: string, input: z.output<typeof newAccountSchema>): Account {
  return {
    id,
    username: input.username,
    name: input.name ?? input.username,
    biography: input.biography ?? '',
    isPrivate: input.private,
    isTesterPending: input.tester_pending,
    isGeoGatingEligible: input.geo_gating,
    publishAttempts: [],
    postTimes: [],
    replyTimes: [],
    deleteTimes: [],
  };
}

/** @throws {ZodError} for a bad shape, `Error` for a taken username. */
export function createAccount(world: World, input: NewAccount): Account {
  const parsed = newAccountSchema.parse(input);
  if (findAccount(world, parsed.username)) throw new Error(`the username ${parsed.username} is taken`);
  const account = person(nextId(world), parsed);
  world.accounts.set(account.id, account);
  return account;
}

const ready: NewAccount[] = [
  { username: 'ada.paints', name: 'Ada Lindqvist', biography: 'Watercolours, mostly of bridges. Prints on Fridays.' },
  { username: 'sam.bakes', name: 'Sam Okafor', biography: 'Sourdough, one loaf at a time.' },
];

/** What a fresh store holds. */
export function freshSaved(nowMs: number): Saved {
  return {
    v: 1,
    idsGiven: ready.length,
    movedMs: 0,
    savedAt: nowMs,
    settings: defaultSettings,
    accounts: ready.map((input, i) => person(idNumber(i + 1), newAccountSchema.parse(input))),
    codes: [],
    tokens: [],
    containers: [],
    posts: [],
    faults: [],
    callbacks: [],
  };
}
