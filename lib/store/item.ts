/** From entity to item and back: every item carries its kind and the version of its shape. */
import * as z from 'zod/mini';
import type { Item, Key } from '../core/ports.ts';

export const toItem = (kind: string, key: Key, entity: Readonly<Record<string, unknown>>, extra: Record<string, unknown> = {}): Item => {
  const present = Object.entries({ ...entity, ...extra }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(present), pk: key.pk, sk: key.sk, kind, v: 1 };
};

/** The entity in an item; attributes that the schema does not name are dropped. @throws when the stored shape is wrong. */
export const fromItem = <T extends z.ZodMiniType>(schema: T, item: Item | undefined): z.infer<T> | undefined =>
  item === undefined ? undefined : z.parse(schema, item);
