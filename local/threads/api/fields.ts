/** The `fields` parameter: `id,text,owner{id}`. A name the object does not have is an error, as on the real API. */
import { GraphError } from './errors.ts';

type Field = { name: string; inner: Field[] };

const expand = Symbol('expand');
/** A value that has fields of its own, such as `children{id,media_url}`. */
type Expandable = { [expand]: (inner: Field[]) => unknown };

/** One reader per field; `undefined` and `null` leave the field out, as Threads does with empty ones. */
export type FieldTable<T> = Record<string, (object: T) => unknown>;

const token = /\s*([a-z0-9_]+)\s*(\{)?/iy;

/** Reads names up to the closing brace or the end. @throws {GraphError} `badParameter` */
function readFields(source: string, from: number, depth: number): { fields: Field[]; end: number } {
  const fields: Field[] = [];
  let at = from;
  for (;;) {
    token.lastIndex = at;
    const found = token.exec(source);
    if (!found?.[1]) throw new GraphError('badParameter', 'fields cannot be read');
    at = token.lastIndex;
    const nested = found[2] ? readFields(source, at, depth + 1) : undefined;
    if (nested) at = nested.end;
    fields.push({ name: found[1], inner: nested?.fields ?? [] });
    const next = source[at];
    at += 1;
    if (next === ',') continue;
    if (next === (depth > 0 ? '}' : undefined)) return { fields, end: at };
    throw new GraphError('badParameter', 'fields cannot be read');
  }
}

const innerTable: FieldTable<object> = { id: (object) => ('id' in object ? object.id : undefined) };
const idOnly: Field[] = [{ name: 'id', inner: [] }];

const isExpandable = (value: object): value is Expandable => expand in value;

/** One object; asked for without fields of its own it shows none. seen [mcp-log] */
export const expandable = <T>(object: T, table: FieldTable<T>): Expandable => ({ [expand]: (inner) => pickFields(object, table, inner) });

/** Several objects as `{data: […]}`; asked for without fields of their own they show their ids. */
export const expandableList = <T>(objects: readonly T[], table: FieldTable<T>): Expandable => ({
  [expand]: (inner) => ({ data: objects.map((object) => pickFields(object, table, inner.length > 0 ? inner : idOnly)) }),
});

function pickInner(value: unknown, inner: Field[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isExpandable(value)) return value[expand](inner);
  // Only `{id}` objects are narrowed; the others have no ids of their own and are given whole.
  return inner.length > 0 && 'id' in value ? pickFields(value, innerTable, inner) : value;
}

function pickFields<T>(object: T, table: FieldTable<T>, fields: Field[]): Record<string, unknown> {
  const entries = fields.map(({ name, inner }): [string, unknown] => {
    const read = Object.hasOwn(table, name) ? table[name] : undefined;
    if (!read) throw new GraphError('nonexistingField', name);
    return [name, pickInner(read(object), inner)];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== null));
}

/** Parses the parameter once and gives back the reader for any number of objects. @throws {GraphError} `badParameter`, `nonexistingField` */
export function fieldReader<T>(
  table: FieldTable<T>,
  wanted: string | undefined,
  byDefault: string,
): (object: T) => Record<string, unknown> {
  const { fields } = readFields(wanted ?? byDefault, 0, 0);
  const unknown = fields.find(({ name }) => !Object.hasOwn(table, name));
  if (unknown) throw new GraphError('nonexistingField', unknown.name);
  return (object) => pickFields(object, table, fields);
}

/** The names asked for, for rules that depend on them. */
export const fieldNames = (wanted: string): string[] => readFields(wanted, 0, 0).fields.map(({ name }) => name);
