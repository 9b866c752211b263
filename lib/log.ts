/** One structured logger: a JSON line per outcome, with ids and codes. Fields that could hold a secret are dropped by name. */
import { AppError } from './core/errors.ts';
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

/** What may be logged of an error: our own words and codes, of foreign errors the name, the message and where it was thrown. */
export function describeError(error: unknown): LogFields {
  const errors = chain(error);
  const [first] = errors;
  if (!first) return { error: typeof error };
  const causes = errors.slice(1).map((e) => `${e.name}: ${e.message.slice(0, 200)}`);
  const code = first instanceof AppError ? { code: first.code } : { stack: first.stack?.split('\n').slice(1, 6).join(' ').slice(0, 600) };
  return { error: first.name, message: first.message.slice(0, 300), ...code, ...(causes.length > 0 ? { causes: causes.join(' < ') } : {}) };
}
