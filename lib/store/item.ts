/** From entity to item and back: every item carries its kind and the version of its shape, and holds nothing that the data map does not declare. */
import * as z from 'zod/mini';
import type { AttributeOf, StoredKind } from '../core/data-map.ts';
import type { Item, Key } from '../core/ports.ts';
import { expiryKeys } from '../core/timer.ts';
import { ttlOf } from './keys.ts';

/** The entity, unless it has an attribute that its kind does not declare: then a type that nothing fits. */
type Declared<Kind extends StoredKind, Entity> = [Exclude<keyof Entity, AttributeOf<Kind>>] extends [never]
  ? Entity
  : { undeclared: Exclude<keyof Entity, AttributeOf<Kind>> };

type Timing = {
  /** Over at this time: erased by code then, and by the database if that is faster. */
  expiresAt?: Date;
  /** Looked at by code then; the database erases nothing. */
  checkAt?: Date;
  /** The database may erase it then, if the code has not come to it. */
  lostAt?: Date;
  /** Keys of the timer. */
  due?: { due_pk: string; due_sk: string };
};

const timingOf = (kind: StoredKind, { expiresAt, checkAt = expiresAt, lostAt = expiresAt, due }: Timing) => ({
  ...(checkAt ? expiryKeys(checkAt, kind) : {}),
  ...(lostAt ? { ttl: ttlOf(lostAt) } : {}),
  ...due,
});

export const toItem = <Kind extends StoredKind, Entity extends object>(
  kind: Kind,
  key: Key,
  entity: Declared<Kind, Entity> & Entity,
  timing: Timing = {},
): Item => {
  const present = Object.entries(entity).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(present), ...timingOf(kind, timing), pk: key.pk, sk: key.sk, kind, v: 1 };
};

/** The entity in an item; attributes that the schema does not name are dropped. @throws when the stored shape is wrong. */
export const fromItem = <T extends z.ZodMiniType>(schema: T, item: Item | undefined): z.infer<T> | undefined =>
  item === undefined ? undefined : z.parse(schema, item);
