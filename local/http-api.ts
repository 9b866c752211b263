/** The HTTP API of the template: routes to functions it may invoke, with API Gateway's limits and its own answers. */
import * as z from 'zod';
import { flatHeaders } from './http-client.ts';
import { type ApiAnswer, type ApiRequest, gatewayAnswer, toAnswer, toEvent } from './http-event.ts';
import { matchRoute, type Route } from './http-routes.ts';
import { type HttpHandler, readBody } from './http-server.ts';
import type { Lambda } from './lambda.ts';
import { mayInvoke } from './permissions.ts';
import type { Templates } from './template.ts';
import { openThrottle } from './throttle.ts';

export type HttpApi = { id: string; domainName: string; handle(request: ApiRequest): Promise<ApiAnswer> };
export type HttpApiOptions = {
  templates: Templates;
  lambda: Lambda;
  account: string;
  region: string;
  now: () => Date;
  warn: (text: string) => void;
};

export const bodyLimitBytes = 10 * 1024 * 1024;
/** API Gateway waits no longer, whatever the function's own limit. */
const integrationTimeoutMs = 30_000;

const routeSchema = z.looseObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.literal('NONE').default('NONE'),
});
const integrationSchema = z.looseObject({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});

/** @throws {Error} if a route uses what is not modelled: authorizers, other integrations, payload 1.0. */
export function openHttpApi({ templates, lambda, account, region, now, warn }: HttpApiOptions): HttpApi | undefined {
  const [api] = templates.ofType('AWS::ApiGatewayV2::Api');
  if (!api) return undefined;
  const id = api.names.ref;
  const domainName = `${id}.execute-api.${region}.amazonaws.com`;
  const routes: Route[] = templates.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const { RouteKey, Target } = routeSchema.parse(properties);
    const integration = integrationSchema.parse(templates.find('AWS::ApiGatewayV2::Integration', Target.split('/')[1]).properties);
    return { key: RouteKey, functionName: templates.find('AWS::Lambda::Function', integration.IntegrationUri).names.ref };
  });

  const mayPass = openThrottle(
    templates,
    routes.map(({ key }) => key),
    now,
  );

  return {
    id,
    domainName,
    async handle(request) {
      if (request.body.length > bodyLimitBytes) return gatewayAnswer(413, 'Request Too Long');
      const match = matchRoute(routes, request.method, request.path);
      if (!match) return gatewayAnswer(404, 'Not Found');
      const { functionName, key } = match.route;
      if (!mayPass(key)) return gatewayAnswer(429, 'Too Many Requests');
      const source = `arn:aws:execute-api:${region}:${account}:${id}/$default/${key.replace(' ', '')}`;
      if (!mayInvoke(templates, functionName, 'apigateway.amazonaws.com', source)) {
        warn(`API Gateway may not invoke ${functionName} for ${key}: no Lambda::Permission`);
        return gatewayAnswer(500, 'Internal Server Error');
      }
      const event = toEvent(request, match, { apiId: id, account, domainName, now: now() });
      const result = await Promise.race([lambda.invoke(functionName, event), timeout()]);
      if (result === 'timeout') return gatewayAnswer(504, 'Endpoint request timed out');
      return result.kind === 'ok' ? toAnswer(result.value) : gatewayAnswer(500, 'Internal Server Error');
    },
  };
}

const timeout = () => new Promise<'timeout'>((resolve) => setTimeout(() => resolve('timeout'), integrationTimeoutMs).unref());

/** The API at its own address, as anyone could call it who knows it. */
export function apiHandler(api: HttpApi): HttpHandler {
  return async (request, response) => {
    const body = await readBody(request, bodyLimitBytes);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const asked = {
      method: request.method ?? 'GET',
      path: url.pathname,
      query: url.search.slice(1),
      headers: flatHeaders(request.headers),
      sourceIp: '127.0.0.1',
    };
    const answer = body ? await api.handle({ ...asked, body }) : gatewayAnswer(413, 'Request Too Long');
    response.writeHead(answer.status, responseHeaders(answer)).end(answer.body);
  };
}

/** As Node's flat list, which allows several `set-cookie`. */
export const responseHeaders = ({ headers, body }: ApiAnswer): string[] => [
  ...headers.filter(([name]) => name !== 'content-length').flat(),
  'content-length',
  String(body.length),
];
