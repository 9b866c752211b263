/** Requests as API Gateway (payload 2.0) hands them to a function behind our CloudFront, and a browser that keeps its cookies. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { type Duty, type DutyName, duties } from '../../functions/duties.ts';

export const publicOrigin = 'https://postora.example';
export const originSecret = 'origin-secret-now';
export const previousOriginSecret = 'origin-secret-before';

export type Sending = {
  /** An object is sent as JSON, a string or buffer as it is. */
  body?: unknown;
  /** In lower case; undefined takes one of the usual ones away. */
  headers?: Readonly<Record<string, string | undefined>>;
  clientIp?: string;
};
export type Answer = { status: number; headers: Readonly<Record<string, string>>; cookies: string[]; text: string; body: unknown };

type Template = { duty: DutyName; key: string; method: string; names: string[]; pattern: RegExp };

const named = Object.entries(duties as Readonly<Record<string, Duty>>);
const isDuty = (name: string): name is DutyName => name in duties;

/** Every route of the duty table, the most exact ones first, as API Gateway chooses. */
export const routeTable: readonly Template[] = named
  .flatMap(([name, { routes = [] }]) => routes.flatMap((key) => (isDuty(name) && key !== '$default' ? [{ duty: name, key }] : [])))
  .map(({ duty, key }) => {
    const [method = '', path = ''] = key.split(' ');
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
    return { duty, key, method, names, pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`) };
  })
  .sort((a, b) => a.names.length - b.names.length);

function matchRoute(method: string, path: string): { duty: DutyName; routeKey: string; pathParameters: Record<string, string> } {
  const found = routeTable.find((template) => template.method === method && template.pattern.test(path));
  if (!found) return { duty: 'auth', routeKey: '$default', pathParameters: {} };
  const values = found.pattern.exec(path)?.slice(1) ?? [];
  const pathParameters = Object.fromEntries(found.names.map((name, i) => [name, decodeURIComponent(values[i] ?? '')]));
  return { duty: found.duty, routeKey: found.key, pathParameters };
}

const usual = (clientIp: string) => ({
  'x-postora-origin': originSecret,
  'x-postora-viewer-ip': clientIp,
  'sec-fetch-site': 'same-origin',
  'user-agent': 'Mozilla/5.0 (test)',
});

function bodyOf(body: unknown): { body?: string; isBase64Encoded: boolean } {
  if (body === undefined) return { isBase64Encoded: false };
  if (Buffer.isBuffer(body)) return { body: body.toString('base64'), isBase64Encoded: true };
  return { body: typeof body === 'string' ? body : JSON.stringify(body), isBase64Encoded: false };
}

export function toEvent(method: string, target: string, cookies: readonly string[], sending: Sending, now: Date) {
  const [path = '', rawQueryString = ''] = target.split('?');
  const { duty, routeKey, pathParameters } = matchRoute(method, path);
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) query[name] = name in query ? `${query[name]},${value}` : value;
  const json = sending.body === undefined ? {} : { 'content-type': 'application/json' };
  const all = { ...usual(sending.clientIp ?? '203.0.113.7'), ...json, ...sending.headers };
  const headers = Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '198.51.100.1', userAgent: headers['user-agent'] ?? '' };
  const ids = { accountId: '111122223333', apiId: 'api', domainName: 'api.example', domainPrefix: 'api', requestId: 'gateway-1' };
  const event: APIGatewayProxyEventV2 = {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString,
    headers,
    ...(cookies.length > 0 ? { cookies: [...cookies] } : {}),
    ...(rawQueryString ? { queryStringParameters: query } : {}),
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    requestContext: { ...ids, http, routeKey, stage: '$default', time: now.toUTCString(), timeEpoch: now.getTime() },
    ...bodyOf(sending.body),
  };
  return { duty, event };
}

export function toAnswer({ statusCode = 0, headers = {}, cookies = [], body = '' }: APIGatewayProxyStructuredResultV2): Answer {
  const isJson = /json/.test(String(headers['content-type'] ?? ''));
  const plain = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return { status: statusCode, headers: plain, cookies, text: body, body: isJson ? (JSON.parse(body) as unknown) : undefined };
}

/** Name and value of every cookie that one browser holds. */
export type CookieJar = Map<string, string>;

export function keepCookies(jar: CookieJar, setCookies: readonly string[]): void {
  for (const line of setCookies) {
    const [pair = '', ...attributes] = line.split(';');
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (attributes.some((attribute) => attribute.trim().toLowerCase() === 'max-age=0')) jar.delete(name);
    else jar.set(name, pair.slice(at + 1));
  }
}

/** What Lambda gives beside the event. */
export const lambdaContext: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'test',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:111122223333:function:test',
  memoryLimitInMB: '512',
  awsRequestId: 'lambda-1',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};
