/** Secrets from SSM, read together and kept for five minutes; a changed value is seen after at most that long. */

import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { Unexpected } from '../core/errors.ts';
import type { Now } from '../core/ports.ts';

const keepMs = 5 * 60_000;

/** Reads the named parameters below `prefix`; one that does not exist is missing from the answer. */
export type ReadParameters = () => Promise<ReadonlyMap<string, string>>;

export function ssmParameters(client: SSMClient, prefix: string, names: readonly string[], now: Now): ReadParameters {
  let kept: { at: number; values: ReadonlyMap<string, string> } | undefined;
  return async () => {
    const at = now().getTime();
    if (kept && at - kept.at < keepMs && at >= kept.at) return kept.values;
    const out = await client.send(new GetParametersCommand({ Names: names.map((name) => `${prefix}/${name}`), WithDecryption: true }));
    const found = (out.Parameters ?? []).map(({ Name = '', Value = '' }) => [Name.slice(prefix.length + 1), Value] as const);
    kept = { at, values: new Map(found) };
    return kept.values;
  };
}

/** @throws when the stage was deployed without this parameter. */
export function requireParameter(values: ReadonlyMap<string, string>, name: string): string {
  const value = values.get(name);
  if (!value) throw new Unexpected(`the parameter "${name}" is not set for this stage`);
  return value;
}
