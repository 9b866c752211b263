/** The HTTP API (payload 2.0): routes from the duty table, throttled, logged without paths, query strings and addresses. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage.ts';
import { acknowledge } from './acknowledge.ts';

/** Calls a second, and at once, of all routes together that have no limit of their own. */
const throttle = { rateLimit: 50, burstLimit: 100 };

/**
 * Each such route has its own bucket: whoever floods one, or all the others, turns off neither the calls of a platform's servers nor the way
 * back from its consent page. Anonymous, and of little use in numbers.
 */
const ownThrottles: readonly { path: RegExp; rateLimit: number; burstLimit: number }[] = [
  { path: /^\/callbacks\//, rateLimit: 10, burstLimit: 50 },
  { path: /^\/oauth\//, rateLimit: 10, burstLimit: 50 },
  { path: /^\/v1\/health$/, rateLimit: 5, burstLimit: 10 },
];

/** Route key instead of path: paths hold ids. CloudFront is the only caller, so an address would be one of its own. */
const accessLogFields = {
  request_id: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  bytes: '$context.responseLength',
  integration_error: '$context.integrationErrorMessage',
};

export class PublicApi extends Construct {
  readonly api: HttpApi;
  private readonly stage: CfnStage;
  /** In CloudFormation's own words: the library hands them over as they are. */
  private readonly routeSettings: Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }> = {};

  constructor(scope: Construct, id: string, { settings }: { settings: StageSettings }) {
    super(scope, id);
    this.api = new HttpApi(this, 'api', {
      apiName: `postora-${settings.stage}`,
      createDefaultStage: false,
      // CloudFront calls that endpoint: without it nobody reaches a function.
      ...(settings.isRestoring ? { disableExecuteApiEndpoint: true } : {}),
    });
    const logGroup = new LogGroup(this, 'access-log', {
      logGroupName: `/postora/${settings.stage}/api-access`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    this.stage = stageResource(stage);
    acknowledge(
      this.api,
      'AwsSolutions-APIG4',
      'Functions authenticate every call themselves: origin secret first, then session, provider state or platform signature.',
    );
  }

  /** Host name for CloudFront; nobody else is told it, and calls without the origin secret are refused. */
  get host(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  /** Sends these routes (`METHOD /path` or `$default`) to the function. */
  route(name: string, routes: readonly string[], target: IFunction): void {
    // One permission for the whole API: one per route would outgrow the 20 kB of a function's resource policy.
    const integration = new HttpLambdaIntegration(name, target, { scopePermissionToRoute: false });
    const authorizer = new HttpNoneAuthorizer();
    for (const route of routes) {
      const made = new HttpRoute(this.api, route.replaceAll('/', ' '), {
        httpApi: this.api,
        routeKey: routeKey(route),
        integration,
        authorizer,
      });
      this.throttle(route, made);
    }
    if (routes.includes('$default')) this.permitDefaultRoute(name, target);
  }

  private throttle(route: string, made: HttpRoute): void {
    const own = ownThrottles.find(({ path }) => path.test(route.split(' ')[1] ?? ''));
    if (!own) return;
    this.routeSettings[route] = { ThrottlingRateLimit: own.rateLimit, ThrottlingBurstLimit: own.burstLimit };
    this.stage.routeSettings = this.routeSettings;
    // A stage cannot speak of a route that is not there yet.
    this.stage.node.addDependency(made);
  }

  /** The permission above ends in stage, method and path; the source of `$default` has no method. */
  private permitDefaultRoute(name: string, target: IFunction): void {
    const sourceArn = Stack.of(this).formatArn({ service: 'execute-api', resource: this.api.apiId, resourceName: '*/$default' });
    target.addPermission(`${name} $default`.replace(' $', '-'), {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn,
      scope: this,
    });
  }
}

function stageResource({ node }: HttpStage): CfnStage {
  if (!(node.defaultChild instanceof CfnStage)) throw new Error('the stage has no resource');
  return node.defaultChild;
}

const methods = new Map(Object.values(HttpMethod).map((method) => [String(method), method]));

function routeKey(route: string): HttpRouteKey {
  if (route === '$default') return HttpRouteKey.DEFAULT;
  const [word = '', path = ''] = route.split(' ');
  const method = methods.get(word);
  if (!method || !path.startsWith('/')) throw new Error(`"${route}" is not a route: write METHOD /path or $default.`);
  return HttpRouteKey.with(path, method);
}
