/** The template's CloudFront distributions, with their behaviours, edge functions, headers and origins; here the one of console and API. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { type EdgeFunction, edgeFunction } from './edge-function.ts';
import { account } from './ground.ts';
import { bodyLimitBytes, type HttpApi, responseHeaders } from './http-api.ts';
import { flatHeaders } from './http-client.ts';
import { type ApiAnswer, type ApiRequest, gatewayAnswer } from './http-event.ts';
import { type HttpHandler, readBody } from './http-server.ts';
import { mayServe } from './permissions.ts';
import { responseHeadersPolicy } from './response-headers.ts';
import { deniedFile, serveFile } from './static-files.ts';
import type { Templates } from './template.ts';

export type CdnOptions = { templates: Templates; api: HttpApi | undefined /** Folder of the built console. */; consoleDir: string };

/** AWS's own policies; what these forward is what is done here. Another one would need its own code. */
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allViewerExceptHostHeader = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const behaviorSchema = z.looseObject({
  PathPattern: z.string().default('*'),
  TargetOriginId: z.string(),
  AllowedMethods: z.array(z.string()).default(['GET', 'HEAD']),
  CachePolicyId: z.string().optional(),
  OriginRequestPolicyId: z.string().optional(),
  ResponseHeadersPolicyId: z.string().optional(),
  FunctionAssociations: z.array(z.looseObject({ EventType: z.literal('viewer-request'), FunctionARN: z.string() })).default([]),
});
const originSchema = z.looseObject({
  Id: z.string(),
  DomainName: z.string(),
  OriginCustomHeaders: z.array(z.looseObject({ HeaderName: z.string(), HeaderValue: z.string() })).default([]),
});
const distributionSchema = z.looseObject({
  DistributionConfig: z.looseObject({
    DefaultCacheBehavior: behaviorSchema,
    CacheBehaviors: z.array(behaviorSchema).default([]),
    Origins: z.array(originSchema),
    DefaultRootObject: z.string().default(''),
  }),
});
/** An answer whose body may be part of a file, which is then streamed. */
export type CdnAnswer = ApiAnswer & { file?: { path: string; start: number; end: number } };
type Serve = (request: ApiRequest) => Promise<CdnAnswer>;
type Origin = z.infer<typeof originSchema>;
type BehaviorConfig = z.infer<typeof behaviorSchema>;
type Behavior = {
  matches: (path: string) => boolean;
  methods: string[];
  edge: EdgeFunction[];
  addHeaders: (answer: CdnAnswer) => CdnAnswer;
  origin: Serve;
};

const pathPattern = (pattern: string) => {
  const text = pattern
    .replace(/^([^/*])/, '/$1')
    .split('')
    .map((c) => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[.+^${}()|[\]\\]/, '\\$&')));
  const regex = new RegExp(`^${text.join('')}$`);
  return (path: string) => regex.test(path);
};

/** The distribution that `openCdn` or `openMediaCdn` runs: the console has a root page, the media host has none. */
export function findDistribution(templates: Templates, hasRootPage: boolean) {
  const opened = templates
    .ofType('AWS::CloudFront::Distribution')
    .map(({ names, properties }) => ({ id: names.ref, config: distributionSchema.parse(properties).DistributionConfig }));
  return opened.find(({ config }) => (config.DefaultRootObject !== '') === hasRootPage);
}
type Config = z.infer<typeof distributionSchema>['DistributionConfig'];

/** The bucket that an origin is, if it is one. */
export const bucketOf = (templates: Templates, { DomainName }: Origin): string | undefined =>
  templates.ofType('AWS::S3::Bucket').find(({ names }) => names.attributes['RegionalDomainName'] === DomainName)?.names.ref;

/** @throws {Error} if a behaviour uses what is not modelled. */
export function openCdn({ templates, api, consoleDir }: CdnOptions): HttpHandler | undefined {
  const distribution = findDistribution(templates, true);
  if (!distribution) return undefined;
  const { config, id } = distribution;
  const arn = `arn:aws:cloudfront::${account}:distribution/${id}`;
  return distributionHandler(templates, config, (origin, behavior) => {
    const bucket = bucketOf(templates, origin);
    if (bucket !== undefined)
      return async ({ method, path }) => {
        const file = path === '/' ? `/${config.DefaultRootObject}` : path;
        return mayServe(templates, bucket, file.slice(1), arn) ? serveFile(consoleDir, method, file) : deniedFile;
      };
    if (!api || origin.DomainName !== api.domainName)
      throw new Error(`CloudFront: the laptop cloud does not know the origin ${origin.DomainName}`);
    return toApi(api, origin, behavior);
  });
}

function toApi(api: HttpApi, origin: Origin, behavior: BehaviorConfig): Serve {
  if (behavior.CachePolicyId !== cachingDisabled || behavior.OriginRequestPolicyId !== allViewerExceptHostHeader) {
    throw new Error(
      `CloudFront behaviour ${behavior.PathPattern}: the laptop cloud models CachingDisabled with AllViewerExceptHostHeader only`,
    );
  }
  const added = Object.fromEntries(
    origin.OriginCustomHeaders.map(({ HeaderName, HeaderValue }) => [HeaderName.toLowerCase(), HeaderValue]),
  );
  return (request) => api.handle({ ...request, headers: { ...request.headers, ...added, host: api.domainName } });
}

/** Runs a distribution: `serve` says what stands behind an origin. @throws {Error} if a behaviour names an origin that is not there. */
export function distributionHandler(
  templates: Templates,
  config: Config,
  serve: (origin: Origin, behavior: BehaviorConfig) => Serve,
): HttpHandler {
  const origins = new Map(config.Origins.map((origin) => [origin.Id, origin]));
  const behaviors = [...config.CacheBehaviors, { ...config.DefaultCacheBehavior, PathPattern: '*' }].map((behavior): Behavior => {
    const origin = origins.get(behavior.TargetOriginId);
    if (!origin) throw new Error(`CloudFront: no origin ${behavior.TargetOriginId}`);
    return {
      matches: pathPattern(behavior.PathPattern),
      methods: behavior.AllowedMethods,
      edge: behavior.FunctionAssociations.map(({ FunctionARN }) => edgeFunction(codeOf(templates, FunctionARN))),
      addHeaders: behavior.ResponseHeadersPolicyId
        ? responseHeadersPolicy(templates.find('AWS::CloudFront::ResponseHeadersPolicy', behavior.ResponseHeadersPolicyId).properties)
        : (answer) => answer,
      origin: serve(origin, behavior),
    };
  });
  return handler(behaviors);
}

const codeOf = (templates: Templates, arn: string) =>
  z.object({ FunctionCode: z.string() }).parse(templates.find('AWS::CloudFront::Function', arn).properties).FunctionCode;

function handler(behaviors: Behavior[]): HttpHandler {
  return async (incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const body = await readBody(incoming, bodyLimitBytes);
    const viewerIp = (incoming.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '');
    const headers = forwarded(flatHeaders(incoming.headers), viewerIp);
    const request: ApiRequest = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.search.slice(1),
      headers,
      body: body ?? Buffer.alloc(0),
      sourceIp: viewerIp,
    };
    const behavior = behaviors.find(({ matches }) => matches(url.pathname));
    const answer: CdnAnswer = !behavior
      ? gatewayAnswer(404, 'Not Found')
      : behavior.addHeaders(body ? await answerOf(behavior, request, viewerIp) : gatewayAnswer(413, 'Request Too Long'));
    const { file } = answer;
    if (!file)
      return void response.writeHead(answer.status, responseHeaders(answer)).end(request.method === 'HEAD' ? undefined : answer.body);
    response.writeHead(answer.status, [...answer.headers.flat(), 'content-length', String(file.end - file.start + 1)]);
    if (request.method === 'HEAD' || file.end < file.start) response.end();
    else await pipeline(createReadStream(file.path, { start: file.start, end: file.end }), response);
  };
}

async function answerOf(behavior: Behavior, request: ApiRequest, viewerIp: string): Promise<CdnAnswer> {
  if (!behavior.methods.includes(request.method))
    return {
      status: 403,
      headers: [['content-type', 'text/html']],
      body: Buffer.from('This distribution is not configured to allow the HTTP request method that was used for this request.'),
    };
  let current = request;
  for (const edge of behavior.edge) {
    const result = edge(current, viewerIp);
    if (result.kind === 'response') return { status: result.status, headers: result.headers, body: Buffer.from(result.body) };
    current = result.request;
  }
  return behavior.origin(current);
}

const hopByHop = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer', 'proxy-authorization', 'expect'];

function forwarded(headers: Record<string, string>, viewerIp: string): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.includes(name)));
  return {
    ...kept,
    'x-forwarded-for': [headers['x-forwarded-for'], viewerIp].filter(Boolean).join(', '),
    'x-forwarded-proto': 'https',
    via: '2.0 laptop.cloudfront.net (CloudFront)',
  };
}
