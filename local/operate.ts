/** Invokes the operator function through the gateway, signed as the operator, as an administrator would at AWS. */
import { httpCall } from './http-client.ts';
import { type Running, readRunning } from './running.ts';
import { sign } from './sigv4.ts';
import { Stop } from './stop.ts';

type Operated = Pick<Running, 'gatewayUrl' | 'operator' | 'operatorFunction' | 'region'>;

/** @throws {Stop} with the function's own words if it fails. */
export async function operate({ gatewayUrl, operator, operatorFunction, region }: Operated, command: object): Promise<unknown> {
  const url = new URL(`/2015-03-31/functions/${operatorFunction}/invocations`, gatewayUrl);
  const body = Buffer.from(JSON.stringify(command));
  const headers = sign({ method: 'POST', url, headers: { 'content-type': 'application/json' }, body }, operator, region, 'lambda');
  const answer = await httpCall({ method: 'POST', url, headers, body });
  const text = answer.body.toString();
  if (answer.status !== 200 || answer.headers['x-amz-function-error']) throw new Stop(`The operator function failed: ${text}`);
  return JSON.parse(text);
}

/** @throws {Stop} when none runs in this folder */
export function requireRunning(dataDir: string): Running {
  const running = readRunning(dataDir);
  if (running) return running;
  throw new Stop('No laptop cloud runs here: start one with npm start, then ask again.');
}
