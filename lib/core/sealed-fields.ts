/**
 * What may be stored only sealed: the token of a connection, and the key to it. The database takes nothing else in their place, and
 * nothing of that name anywhere else, whoever writes it.
 */
import type { dataMap, StoredKind } from './data-map.ts';
import { Unexpected } from './errors.ts';
import type { Item, TableName, Write } from './ports.ts';

/** Layout of a sealed token: version · salt · commitment · tag · ciphertext. */
export const envelope = { version: 1, saltBytes: 32, commitmentBytes: 32, tagBytes: 16 } as const;
const headerBytes = 1 + envelope.saltBytes + envelope.commitmentBytes + envelope.tagBytes;
/** A data key has 32 bytes; wrapped it has a nonce and a tag besides, and at AWS much more. */
const leastWrappedBytes = 32 + 12 + 16;

/** Undefined for whatever is not the one spelling of these bytes. */
function bytesOf(value: unknown): Buffer | undefined {
  if (typeof value !== 'string') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
}

const isEnvelope = (value: unknown): boolean => {
  const bytes = bytesOf(value);
  return bytes !== undefined && bytes.length > headerBytes && bytes[0] === envelope.version;
};
const isWrapped = (value: unknown): boolean => (bytesOf(value)?.length ?? 0) >= leastWrappedBytes;

/** `kind.attribute` of everything that the data map declares as sealed. */
type SealedField = {
  [Kind in StoredKind]: {
    [Name in keyof (typeof dataMap)[Kind]['attributes']]: (typeof dataMap)[Kind]['attributes'][Name] extends { isSealed: true }
      ? `${Kind}.${string & Name}`
      : never;
  }[keyof (typeof dataMap)[Kind]['attributes']];
}[StoredKind];

type Field = { table: TableName; isSealed: (value: unknown) => boolean };

const fields = {
  'token.sealed': { table: 'main', isSealed: isEnvelope },
  'data_key.wrapped': { table: 'vault', isSealed: isWrapped },
} as const satisfies Record<SealedField, Field>;

const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name);
const reserved = Object.keys(fields).map((field) => field.slice(field.indexOf('.') + 1));

const isAllowed = (table: TableName, item: Item): boolean =>
  reserved.every((name) => {
    if (item[name] === undefined) return true;
    const field = `${item.kind}.${name}`;
    return isField(field) && fields[field].table === table && fields[field].isSealed(item[name]);
  });

/** @throws {Unexpected} before anything is written; its words hold nothing of what was to be stored. */
export function requireSealed(writes: readonly Write<TableName>[]): void {
  for (const write of writes) {
    if (write.op === 'put' && !isAllowed(write.table, write.item)) throw new Unexpected('a secret was to be stored that is not sealed');
  }
}
