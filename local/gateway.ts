/**
 * The AWS of the laptop, at AWS_ENDPOINT_URL of every function: recognises the caller by its signature, asks the caller's own
 * policies about every call, and only then passes it on. What it does not know it refuses loudly.
 */

import { errorAnswer, jsonAnswer, parseCall } from './aws-protocol.ts';
import { type ApiCall, type Demand, demandsOf, NotModelled, type Surroundings } from './demands.ts';
import { flatHeaders, type HttpAnswer } from './http-client.ts';
import { type HttpHandler, readBody } from './http-server.ts';
import { type PolicyCheck, refusal } from './iam.ts';
import { KmsError } from './kms.ts';
import type { Principal } from './policies.ts';
import type { S3Parts } from './s3-calls.ts';
import { isForS3, s3Gate } from './s3-gate.ts';
import { type Credentials, isSignedWith, parseAuthorization } from './sigv4.ts';
import { SsmError } from './ssm.ts';

export type Caller = { principal: Principal; credentials: Credentials };
export type GatewayParts = {
  callers: Caller[];
  check: PolicyCheck;
  /** The policy of a resource (a KMS key), if it has one. */
  resourcePolicy(arn: string): unknown;
  around: Surroundings;
  /** One entry per service; gets only calls that are allowed. */
  services: Record<string, (call: ApiCall, body: Buffer) => Promise<HttpAnswer>>;
  /** Buckets and their objects, which are not asked for in JSON. */
  s3?: S3Parts | undefined;
  say(level: 'warn' | 'error', text: string): void;
  /** Told every call, for counting in tests and benches. */
  onCall?: ((caller: string, call: ApiCall, answer: HttpAnswer) => void) | undefined;
};

export function gateway(parts: GatewayParts): HttpHandler {
  const byKey = new Map(parts.callers.map((caller) => [caller.credentials.accessKeyId, caller]));
  const s3 = s3Handler(parts, byKey);
  return async (request, response) => {
    if (s3 && isForS3(request)) return s3(request, response);
    const body = await readBody(request);
    const headers = flatHeaders(request.headers);
    const url = new URL(request.url ?? '/', `http://${headers['host']}`);
    const incoming = { method: request.method ?? 'GET', url, headers, body: body ?? Buffer.alloc(0) };
    const authorization = parseAuthorization(headers['authorization']);
    const call = parseCall(incoming, authorization?.service ?? 'unknown');
    const caller = byKey.get(authorization?.accessKeyId ?? '');
    let answer: HttpAnswer;
    if (!authorization)
      answer = errorAnswer(call.service, 'MissingAuthenticationTokenException', 'Request is missing Authentication Token', 403);
    else if (!caller || headers['x-amz-security-token'] !== caller.credentials.sessionToken)
      answer = errorAnswer(call.service, 'UnrecognizedClientException', 'The security token included in the request is invalid.');
    else if (!isSignedWith(incoming, authorization, caller.credentials.secretAccessKey))
      answer = errorAnswer(
        call.service,
        'InvalidSignatureException',
        'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      );
    else if (!body) answer = errorAnswer(call.service, 'RequestEntityTooLargeException', 'The request is too large', 413);
    else answer = await serve(parts, caller.principal, call, body);
    parts.onCall?.(caller?.principal.name ?? 'unknown', call, answer);
    response.writeHead(answer.status, { ...answer.headers, 'content-length': answer.body.length }).end(answer.body);
  };
}

function s3Handler(parts: GatewayParts, byKey: Map<string, Caller>): HttpHandler | undefined {
  return (
    parts.s3 &&
    s3Gate<Principal>({
      ...parts.s3,
      callerOf: (accessKeyId) => {
        const caller = byKey.get(accessKeyId);
        return caller && { who: caller.principal, credentials: caller.credentials };
      },
      refusalOf: (who, call) => refusalOf(parts, who, call),
      onCall: (who, call, status) => parts.onCall?.(who?.name ?? 'unknown', call, { status, headers: {}, body: Buffer.alloc(0) }),
      say: parts.say,
      now: () => new Date(),
    })
  );
}

async function serve(parts: GatewayParts, who: Principal, call: ApiCall, body: Buffer): Promise<HttpAnswer> {
  try {
    const refused = await refusalOf(parts, who, call);
    if (refused !== undefined) return errorAnswer(call.service, 'AccessDeniedException', refused);
    const run = parts.services[call.service];
    if (!run) throw new NotModelled(`The laptop cloud does not run ${call.service}`);
    return await run(call, body);
  } catch (error) {
    if (error instanceof KmsError || error instanceof SsmError) return errorAnswer(call.service, error.code, error.message);
    const text = error instanceof Error ? error.message : String(error);
    parts.say('error', `${who.name} called ${call.service}:${call.operation}: ${text}`);
    // 501 is not retried by the SDK: the fault shows at once.
    return errorAnswer(call.service, error instanceof NotModelled ? 'NotModelledOnTheLaptop' : 'LaptopCloudFailure', text, 501);
  }
}

/** AWS's sentence for the first thing the caller may not do. */
async function refusalOf(parts: GatewayParts, who: Principal, call: ApiCall): Promise<string | undefined> {
  for (const demand of demandsOf(call, parts.around)) {
    const verdict = await parts.check(who, demand, parts.resourcePolicy(demand.resource));
    if (verdict.kind === 'allowed') continue;
    const message = refusal(who, demand, verdict.explicit);
    parts.say('warn', `refused: ${message}${contextHint(demand)}`);
    return message;
  }
  return undefined;
}

/** AWS does not say which key or context it refused; whoever mends the rights wants to know. Prefixes only. */
function contextHint({ context }: Demand): string {
  const shown = Object.entries(context).flatMap(([name, value]) =>
    name === 'dynamodb:LeadingKeys' ? [value].flat().map((key) => `${key.split('#')[0]}#…`) : [name],
  );
  return shown.length > 0 ? ` (asked with ${shown.join(', ')})` : '';
}

/** Wraps a service that answers plain values. */
export const plainService =
  (service: string, run: (call: ApiCall) => unknown) =>
  async (call: ApiCall): Promise<HttpAnswer> =>
    jsonAnswer(service, await run(call));
