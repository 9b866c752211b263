/** API Gateway's payload format 2.0: a request as the event a function gets, and a function's answer as a response. Pure. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Match } from './http-routes.ts';

/** Header names in lower case; repeated headers are joined with a comma, cookies with `; `. */
export type ApiRequest = { method: string; path: string; query: string; headers: Record<string, string>; body: Buffer; sourceIp: string };
export type ApiAnswer = { status: number; headers: [string, string][]; body: Buffer };
export type ApiIdentity = { apiId: string; account: string; domainName: string; now: Date };

/** What API Gateway takes for text; everything else, forms included, reaches the function as base64. */
const isText = (contentType: string) =>
  /^(text\/|application\/(json|javascript|xml)\b|application\/[\w.+-]*\+(json|xml)\b)/i.test(contentType);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const clfTime = (at: Date) =>
  `${String(at.getUTCDate()).padStart(2, '0')}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${at.toISOString().slice(11, 19)} +0000`;

const decodePath = (path: string) => {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
};

export function toEvent(
  request: ApiRequest,
  { route, pathParameters }: Match,
  { apiId, account, domainName, now }: ApiIdentity,
): Record<string, unknown> {
  const { cookie, ...headers } = request.headers;
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(request.query)) query.set(name, query.has(name) ? `${query.get(name)},${value}` : value);
  const asText = isText(headers['content-type'] ?? '');
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: decodePath(request.path),
    rawQueryString: request.query,
    ...(cookie ? { cookies: cookie.split(/; */) } : {}),
    headers,
    ...(query.size > 0 ? { queryStringParameters: Object.fromEntries(query) } : {}),
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    requestContext: {
      accountId: account,
      apiId,
      domainName,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: decodePath(request.path),
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.key,
      stage: '$default',
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(request.body.length > 0 ? { body: request.body.toString(asText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: request.body.length > 0 && !asText,
  };
}

const answerSchema = z.looseObject({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

/** An answer API Gateway makes itself. */
export const gatewayAnswer = (status: number, message: string): ApiAnswer => ({
  status,
  headers: [['content-type', 'application/json']],
  body: Buffer.from(JSON.stringify({ message })),
});

export function toAnswer(value: unknown): ApiAnswer {
  const isStructured = typeof value === 'object' && value !== null && 'statusCode' in value;
  if (!isStructured) return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(JSON.stringify(value)) };
  const parsed = answerSchema.safeParse(value);
  if (!parsed.success) return gatewayAnswer(500, 'Internal Server Error');
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = parsed.data;
  const given: [string, string][] = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), String(text)]);
  const type: [string, string][] = given.some(([name]) => name === 'content-type') ? [] : [['content-type', 'text/plain;charset=UTF-8']];
  return {
    status: statusCode,
    headers: [...type, ...given, ...cookies.map((cookie): [string, string] => ['set-cookie', cookie])],
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}
