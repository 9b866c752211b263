/** The secrets that this function was given, and what is made of them. */
import { SSMClient } from '@aws-sdk/client-ssm';
import { hmacKeyedHash } from '../../lib/aws/keyed-hash.ts';
import { requireParameter, ssmParameters } from '../../lib/aws/parameters.ts';
import type { KeyedHash, Now } from '../../lib/core/ports.ts';
import type { DutyName, ParameterName } from '../duties.ts';
import { env } from '../env.ts';
import type { ParameterOf, Whole } from './given.ts';

/** Every parameter of this duty has to be named, and no other can be. */
export function parameters<D extends DutyName, const Named extends readonly ParameterOf<D>[]>(
  _: D,
  now: Now,
  names: Named & Whole<ParameterOf<D>, Named>,
) {
  const read = ssmParameters(new SSMClient({}), env('PARAMETER_PREFIX'), names, now);
  const one = async (name: ParameterName): Promise<string> => requireParameter(await read(), name);
  return {
    keyedHash: hmacKeyedHash(() => one('hash-key')) satisfies KeyedHash,
    appCredentials: async () => ({ id: await one('threads-app-id'), secret: await one('threads-app-secret') }),
    /** Which one signs the calls of Threads' servers is not documented: the Threads app's, or that of the Meta app around it if it is given. */
    threadsSecrets: async (): Promise<string[]> => {
      const meta = (await read()).get('meta-app-secret');
      return [await one('threads-app-secret'), ...(meta ? [meta] : [])];
    },
    /** What CloudFront may send: the present secret, and the previous one while it is being changed. */
    originSecrets: async (): Promise<string[]> => {
      const previous = (await read()).get('origin-secret-previous');
      return [await one('origin-secret'), ...(previous ? [previous] : [])];
    },
  };
}
