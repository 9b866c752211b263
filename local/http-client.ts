/** Plain HTTP calls between the parts of the laptop cloud, over kept-alive connections. */
import { Agent, request as send } from 'node:http';
import { type Credentials, sign } from './sigv4.ts';

export type HttpAnswer = { status: number; headers: Record<string, string>; body: Buffer };
export type HttpRequest = { method: string; url: URL; headers?: Record<string, string>; body?: Buffer; signal?: AbortSignal | undefined };

/**
 * DynamoDB Local closes a connection that was idle for 30 s (version 3.3.0, measured 2026-11-29). A request that is sent at that very moment
 * fails, so we close it long before.
 */
const agent = new Agent({ keepAlive: true, maxSockets: 200, timeout: 10_000 });

/** One request, the whole answer. Repeated headers are joined with a comma. */
export function httpCall({ method, url, headers = {}, body, signal }: HttpRequest): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const options = { method, agent, headers: { ...headers, ...(body ? { 'content-length': String(body.length) } : {}) } };
  const call = send(url, signal ? { ...options, signal } : options, (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.on('error', reject);
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: flatHeaders(answer.headers), body: Buffer.concat(parts) }));
  });
  call.on('error', reject);
  call.end(body);
  return promise;
}

/** Node's headers as one string each, names in lower case. */
export function flatHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]));
}

export type AwsCall = { gatewayUrl: string; credentials: Credentials; region: string; signal?: AbortSignal | undefined };

/** One signed AWS JSON call (SQS, SSM …) through the gateway; `target` is `AmazonSQS.ReceiveMessage` and the like. */
export function awsJsonCall(aws: AwsCall, service: string, target: string, input: unknown): Promise<HttpAnswer> {
  const url = new URL('/', aws.gatewayUrl);
  const body = Buffer.from(JSON.stringify(input));
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
  const signed = sign({ method: 'POST', url, headers, body }, aws.credentials, aws.region, service);
  return httpCall({ method: 'POST', url, headers: signed, body, signal: aws.signal });
}
