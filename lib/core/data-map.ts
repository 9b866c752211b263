/**
 * The data map: one declaration per stored attribute, with its category in the privacy policy, purpose, time of keeping, whether it is in
 * an export, and what erases it. Stores cannot write a kind or an attribute that is not declared here; docs/data-map.md and the page
 * `/privacy` are made from it.
 */
import { connections } from './data-map/connections.ts';
import type { Declaration } from './data-map/declare.ts';
import { deletions } from './data-map/deletions.ts';
import { mails } from './data-map/mails.ts';
import { operation } from './data-map/operation.ts';
import { people } from './data-map/people.ts';
import { posts } from './data-map/posts.ts';
import { sandboxRows } from './data-map/sandbox.ts';

export const dataMap = {
  ...people,
  ...connections,
  ...posts,
  ...sandboxRows,
  ...deletions,
  ...mails,
  ...operation,
} as const satisfies Record<string, Declaration>;

export type StoredKind = keyof typeof dataMap;
export type AttributeOf<Kind extends StoredKind> = Kind extends StoredKind ? keyof (typeof dataMap)[Kind]['attributes'] : never;

export function isStoredKind(name: string): name is StoredKind {
  return Object.hasOwn(dataMap, name);
}

/** All declarations by kind, in the order in which they are shown. */
export const declarations: readonly (readonly [StoredKind, Declaration])[] = Object.keys(dataMap)
  .filter(isStoredKind)
  .map((kind) => [kind, dataMap[kind]] as const);
