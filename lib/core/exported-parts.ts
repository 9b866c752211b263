/** What of the data map goes into an export. Apart from the whole map, because it is the one part that a function carries. */

import { connections } from './data-map/connections.ts';
import type { Declaration, ExportFile } from './data-map/declare.ts';
import { people } from './data-map/people.ts';
import { posts } from './data-map/posts.ts';
import { sandboxRows } from './data-map/sandbox.ts';
import type { dataMap, StoredKind } from './data-map.ts';

/** Every kind that the map puts into a file of an export. */
export type ExportedKind = { [K in StoredKind]: (typeof dataMap)[K] extends { exportedIn: ExportFile } ? K : never }[StoredKind];

/** One that is declared elsewhere does not compile. */
const declared = { ...people, ...connections, ...posts, ...sandboxRows } satisfies Record<ExportedKind, Declaration>;
const isExported = (kind: keyof typeof declared): kind is ExportedKind => 'exportedIn' in declared[kind];
const isDeclared = (kind: string): kind is keyof typeof declared => Object.hasOwn(declared, kind);

export const exportedKinds: readonly { file: ExportFile; kind: ExportedKind }[] = Object.keys(declared)
  .filter(isDeclared)
  .flatMap((kind) => (isExported(kind) ? [{ file: declared[kind].exportedIn, kind }] : []));

export const tableOf = (kind: ExportedKind): (typeof declared)[ExportedKind]['table'] => declared[kind].table;

/** What of a stored item its owner gets to see: the attributes that are declared as exported, nothing else. */
export const exportedPart = (kind: ExportedKind, item: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(declared[kind].attributes).flatMap(([name, { isExported: isWanted }]) =>
      isWanted && item[name] !== undefined ? [[name, item[name]]] : [],
    ),
  );
