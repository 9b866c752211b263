/** One structured logger: a JSON line per outcome, with ids and codes. Fields that could hold a secret are dropped by name. */
import { AppError, Unexpected } from './core/errors.ts';
import type { LogFields } from './core/ports.ts';

const secretName = /token|secret|cookie|authorization|password|code_verifier|sealed|plaintext|address|text$/i;

export type Log = (level: 'info' | 'warn' | 'error', event: string, fields?: LogFields) => void;

/** Writes through `write`, one line each. */
export const jsonLog =
  (write: (line: string) => void, base: LogFields = {}): Log =>
  (level, event, fields = {}) => {
    const kept = Object.entries({ ...base, ...fields }).filter(([name, value]) => value !== undefined && !secretName.test(name));
    write(`${JSON.stringify({ level, event, ...Object.fromEntries(kept) })}\n`);
  };

const chain = (error: unknown): Error[] => {
  const errors: Error[] = [];
  for (let e = error; e instanceof Error && errors.length < 4; e = e.cause) errors.push(e);
  return errors;
};

/** The words of a foreign error may quote what was sent: a header, an address, a text. Ours never do. */
const isOurs = (error: Error): boolean => error instanceof AppError || error instanceof Unexpected;

const propertyOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
const textIn = (value: unknown, pattern: RegExp): string | undefined =>
  typeof value === 'string' ? (pattern.exec(value)?.[1] ?? undefined) : undefined;

/** Names as libraries choose them; nothing that was made up at run time fits. */
const nameOf = ({ name }: Error): string => textIn(name, /^(\$?[A-Za-z]{1,60})$/) ?? 'Error';
/** As Node names what went wrong with a line or an argument. */
const codeOf = (error: Error): string | undefined => textIn(propertyOf(error, 'code'), /^(E[A-Z][A-Z_]{2,40}|UND_ERR_[A-Z_]{2,40})$/);

/** What parsing found wrong, by place and kind, without the value. */
function fieldsOf(error: Error): string | undefined {
  const issues = propertyOf(error, 'issues');
  if (!Array.isArray(issues)) return undefined;
  const told = issues.slice(0, 5).map((issue: unknown) => {
    const path: unknown = propertyOf(issue, 'path');
    const steps = Array.isArray(path) ? path.map((step) => textIn(String(step), /^([A-Za-z_]{1,30}|\d{1,4})$/) ?? '…') : [];
    return `${steps.join('.')} ${textIn(propertyOf(issue, 'code'), /^([a-z_]{1,30})$/) ?? ''}`.trim();
  });
  return told.join(', ');
}

/** What AWS says of a call that failed: ids and closed words. What was asked for without a right is worth its weight. */
function awsFields(error: Error): LogFields {
  const metadata = propertyOf(error, '$metadata');
  const status = propertyOf(metadata, 'httpStatusCode');
  return {
    http_status: typeof status === 'number' ? status : undefined,
    aws_request_id: textIn(propertyOf(metadata, 'requestId'), /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9A-Z]{52})$/),
    denied: textIn(error.message, /not authorized to perform: ([a-z0-9-]{2,30}:[A-Za-z]{3,60}) /),
  };
}

/** Where it was thrown. The message stands before that, and may look the same. */
function framesOf({ stack = '', message }: Error): string | undefined {
  const at = message === '' ? 0 : stack.indexOf(message);
  if (at < 0) return undefined;
  const frames = stack.slice(at + message.length).match(/^ +at .*:\d+:\d+\)?$/gm) ?? [];
  return frames.slice(0, 5).join(' ').slice(0, 600);
}

const defined = (fields: LogFields): LogFields => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const causeOf = (error: Error): string =>
  isOurs(error)
    ? `${error.name}: ${error.message.slice(0, 200)}`
    : [nameOf(error), codeOf(error)].filter((word) => word !== undefined).join(' ');

/** What may be logged of an error: our own words and codes; of foreign errors the name, listed facts and where it was thrown, never their words. */
export function describeError(error: unknown): LogFields {
  const errors = chain(error);
  const [first] = errors;
  if (!first) return { error: typeof error };
  const causes = errors.slice(1).map(causeOf).join(' < ');
  const told = causes === '' ? {} : { causes };
  if (first instanceof AppError) return { error: first.name, message: first.message.slice(0, 300), code: first.code, ...told };
  const words = isOurs(first)
    ? { message: first.message.slice(0, 300) }
    : { code: codeOf(first), fields: fieldsOf(first), ...awsFields(first) };
  return defined({ error: nameOf(first), ...words, stack: framesOf(first), ...told });
}
