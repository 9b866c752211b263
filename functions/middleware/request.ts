/** From an API Gateway event (payload 2.0) to what routes ask for. Everything foreign is parsed here, once. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod/mini';
import { AppError, type Finding, notFound } from '../../lib/core/errors.ts';
import { type IdPrefix, idSchema } from '../../lib/core/ids.ts';
import { hashSecret } from '../../lib/core/secret.ts';

export const maxBodyBytes = 64 * 1024;
const maxDepth = 20;

export const sessionCookie = '__Host-postora-session';
export const browserCookie = '__Host-postora-browser';

export function readCookies(event: APIGatewayProxyEventV2): ReadonlyMap<string, string> {
  return new Map(
    (event.cookies ?? []).map((cookie) => {
      const at = cookie.indexOf('=');
      return [cookie.slice(0, at).trim(), cookie.slice(at + 1).trim()] as const;
    }),
  );
}

/** Hash of the cookie that marks one browser, if it has one. */
export const readBrowserHash = (cookies: ReadonlyMap<string, string>): string | undefined => {
  const value = cookies.get(browserCookie);
  return value === undefined ? undefined : hashSecret(value);
};

const invalid = (code: string, message: string, status: number, remediation?: string): AppError =>
  new AppError('invalid', code, message, remediation === undefined ? { status } : { status, remediation });

const depthOf = (value: unknown): number => {
  let level: unknown[] = [value];
  for (let depth = 0; ; depth += 1) {
    if (level.length === 0 || depth > maxDepth) return depth;
    level = level.flatMap((inner) => (typeof inner === 'object' && inner !== null ? Object.values(inner) : []));
  }
};

/** API Gateway hands over in base64 whatever it does not take for text, forms among it. */
function rawBody(event: APIGatewayProxyEventV2, maxBytes: number): Buffer {
  const raw = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (raw.length > maxBytes) throw invalid('body_too_large', `The body is larger than ${maxBytes} bytes.`, 413, 'Send less.');
  return raw;
}

/** One field of an urlencoded form; undefined if it is not there exactly once. @throws {AppError} `invalid` `body_too_large` (413) */
export function readFormField(event: APIGatewayProxyEventV2, name: string, maxBytes: number): string | undefined {
  const [value, ...more] = new URLSearchParams(rawBody(event, maxBytes).toString('utf8')).getAll(name);
  return more.length > 0 ? undefined : value;
}

function parseJson(event: APIGatewayProxyEventV2): unknown {
  const raw = rawBody(event, maxBodyBytes);
  if (raw.length === 0) throw invalid('body_missing', 'This request needs a JSON body.', 400, 'Send a JSON object.');
  const type = (event.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    throw invalid('content_type_not_json', 'The body must be JSON.', 415, 'Send content-type: application/json.');
  let value: unknown;
  try {
    value = JSON.parse(raw.toString('utf8'));
  } catch {
    throw invalid('malformed_json', 'The body is not JSON.', 400, 'Check quotes, commas and brackets.');
  }
  if (depthOf(value) > maxDepth)
    throw invalid('body_too_deep', `The body is nested deeper than ${maxDepth} levels.`, 400, 'Send a flatter object.');
  return value;
}

/** What a field of ours could be called. Anything else is not repeated: it may be a secret that went astray. */
const fieldName = /^(?:[A-Za-z_]{1,30}|\w{1,11})$/;

const unknownField = (pointer: string, name: string): Finding => ({
  pointer: fieldName.test(name) ? `${pointer === '#' ? '#/' : `${pointer}/`}${name}` : pointer,
  code: 'unknown_field',
  detail: fieldName.test(name) ? 'This field is not known here.' : 'Here is a field whose name is none of ours.',
});

const toFindings = (error: z.core.$ZodError): Finding[] =>
  error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
    const pointer = path.length === 0 ? '#' : `#/${path.join('/')}`;
    if (issue.code !== 'unrecognized_keys') return [{ pointer, code: issue.code, detail: issue.message }];
    return issue.keys.map((name) => unknownField(pointer, name));
  });

/** @throws {AppError} `invalid`: 413, 415 or 400 with every finding. */
export function readBody<T extends z.ZodMiniType>(event: APIGatewayProxyEventV2, schema: T): z.infer<T> {
  const parsed = z.safeParse(schema, parseJson(event));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid', 'invalid_request', 'The request has fields that cannot be used.', { findings: toFindings(parsed.error) });
}

/** Only our own pages may change anything: a cookie alone is no consent. @throws {AppError} `forbidden` `cross_site_refused`. */
export function requireSameOrigin(event: APIGatewayProxyEventV2, publicOrigin: string): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(event.requestContext.http.method)) return;
  const site = event.headers['sec-fetch-site'];
  const isOurs = site === undefined ? event.headers['origin'] === publicOrigin : site === 'same-origin';
  if (isOurs) return;
  throw new AppError('forbidden', 'cross_site_refused', 'This request did not come from our own pages.', {
    remediation: `Use the console, or send "Origin: ${publicOrigin}" from your own script.`,
  });
}

/** An id of the path. What cannot be one names nothing. @throws {AppError} `not_found` */
export function readId(params: Readonly<Record<string, string>>, name: string, prefix: IdPrefix, what: string): string {
  const parsed = z.safeParse(idSchema(prefix), params[name]);
  if (!parsed.success) throw notFound(what);
  return parsed.data;
}

/** The client's address, as CloudFront saw it. Trusted only because the origin secret was checked before. */
export const readClientIp = (event: APIGatewayProxyEventV2): string =>
  event.headers['x-postora-viewer-ip'] ?? event.requestContext.http.sourceIp;
