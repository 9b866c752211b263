/** Invokes the operator function through the gateway, signed as the operator, as an administrator would at AWS. */
import * as z from 'zod';
import { httpCall } from './http-client.ts';
import type { Running } from './running.ts';
import { sign } from './sigv4.ts';
import { Stop } from './stop.ts';

const answerSchema = z.looseObject({ invite_url: z.string() });

/** @throws {Stop} with the function's own words if it refuses. */
export async function inviteLink(
  { gatewayUrl, operator, operatorFunction, region }: Pick<Running, 'gatewayUrl' | 'operator' | 'operatorFunction' | 'region'>,
  address: string,
): Promise<string> {
  const url = new URL(`/2015-03-31/functions/${operatorFunction}/invocations`, gatewayUrl);
  const body = Buffer.from(JSON.stringify({ command: 'invite', address }));
  const headers = sign({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body }, operator, region, 'lambda');
  const answer = await httpCall({ method: 'POST', url, headers, body });
  const text = answer.body.toString();
  const parsed = answerSchema.safeParse(answer.status === 200 && !answer.headers['x-amz-function-error'] ? JSON.parse(text) : undefined);
  if (!parsed.success) throw new Stop(`The operator function made no link: ${text}`);
  return parsed.data.invite_url;
}
