/** How AWS services are asked and how they answer: which call a request is, and an error in the words and shape of its protocol. */
import { randomUUID } from 'node:crypto';
import type { ApiCall } from './demands.ts';
import type { HttpAnswer } from './http-client.ts';
import { withTraceHeader } from './lineage.ts';

type Incoming = { method: string; url: URL; headers: Record<string, string>; body: Buffer };

const jsonTargets: Record<string, string> = { DynamoDB_20120810: 'dynamodb', AmazonSQS: 'sqs', TrentService: 'kms', AmazonSSM: 'ssm' };

const parseJson = (body: Buffer): Record<string, unknown> => {
  const value: unknown = body.length > 0 ? JSON.parse(body.toString()) : {};
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : {};
};

/** The call a request makes; `signedFor` is the service its signature names. */
export function parseCall({ method, url, headers, body }: Incoming, signedFor: string): ApiCall {
  const [prefix = '', operation = ''] = (headers['x-amz-target'] ?? '').split('.');
  const service = jsonTargets[prefix];
  if (service === 'sqs') return { service, operation, input: withTraceHeader(operation, parseJson(body), headers['x-amzn-trace-id']) };
  if (service) return { service, operation, input: parseJson(body) };
  if (signedFor === 'ses' && method === 'POST' && url.pathname === '/v2/email/outbound-emails')
    return { service: 'ses', operation: 'SendEmail', input: parseJson(body) };
  const [, functionName] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? [];
  if (signedFor === 'lambda' && method === 'POST' && functionName) {
    const isAsync = headers['x-amz-invocation-type'] === 'Event';
    return {
      service: 'lambda',
      operation: 'Invoke',
      input: { FunctionName: decodeURIComponent(functionName), isAsync, payload: body.toString() },
    };
  }
  return { service: signedFor, operation: `${method} ${url.pathname} ${headers['x-amz-target'] ?? ''}`.trim(), input: {} };
}

const contentTypes: Record<string, string> = {
  dynamodb: 'application/x-amz-json-1.0',
  sqs: 'application/x-amz-json-1.0',
  kms: 'application/x-amz-json-1.1',
  ssm: 'application/x-amz-json-1.1',
};
const namespaces: Record<string, string> = { dynamodb: 'com.amazon.coral.service#', sqs: 'com.amazon.coral.service#', kms: '', ssm: '' };

export function jsonAnswer(service: string, body: unknown, status = 200, headers: Record<string, string> = {}): HttpAnswer {
  const common = { 'content-type': contentTypes[service] ?? 'application/json', 'x-amzn-requestid': randomUUID() };
  return { status, headers: { ...common, ...headers }, body: Buffer.from(JSON.stringify(body)) };
}

/** An error as the SDK of that service expects it; refusals are 403 in REST services and SQS, 400 elsewhere, as at AWS. */
export function errorAnswer(service: string, code: string, message: string, status?: number): HttpAnswer {
  const isJson = service in contentTypes;
  const isRefusal =
    code.startsWith('AccessDenied') || code.includes('Token') || code.includes('Signature') || code.startsWith('UnrecognizedClient');
  const chosen = status ?? (isRefusal && (!isJson || service === 'sqs') ? 403 : 400);
  if (!isJson) return jsonAnswer(service, { message, Message: message }, chosen, { 'x-amzn-errortype': code });
  const query = service === 'sqs' ? { 'x-amzn-query-error': `${code};${chosen >= 500 ? 'Receiver' : 'Sender'}` } : {};
  return jsonAnswer(service, { __type: `${namespaces[service]}${code}`, message, Message: message }, chosen, query);
}
