/** The template's functions as the runner needs them: whose credentials, which environment, which limits. */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { FunctionSpec } from './lambda-process.ts';
import { machine } from './machine.ts';
import type { Credentials } from './sigv4.ts';
import type { Resource, Templates } from './template.ts';

const functionSchema = z.looseObject({
  Runtime: z.string().regex(/^nodejs/),
  Handler: z.string(),
  Timeout: z.int().default(3),
  MemorySize: z.int().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).default({ Variables: {} }),
});
const invokeConfigSchema = z.looseObject({ FunctionName: z.string(), MaximumRetryAttempts: z.int().default(2) });

const keyId = (kind: 'ASIA' | 'AKIA', name: string) =>
  `${kind}${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`;

/** Temporary credentials as a role's, random for every start: nothing but the function's own process knows them. */
export const functionCredentials = (name: string): Credentials => ({
  accessKeyId: keyId('ASIA', name),
  secretAccessKey: randomBytes(30).toString('hex'),
  sessionToken: randomBytes(30).toString('hex'),
});

/** A person's, random for every start as well. */
export const personCredentials = (name: string): Credentials => ({
  accessKeyId: keyId('AKIA', name),
  secretAccessKey: randomBytes(30).toString('hex'),
});

/** Real milliseconds of a time limit: shortened by the speed, but not below what a slow laptop needs. */
export const realTimeoutMs = (seconds: number, speed: number, floorMs: number) =>
  Math.min(seconds * 1000, Math.max((seconds * 1000) / speed, floorMs));

export type FunctionSettings = {
  credentials: Credentials;
  codeDir: string;
  region: string;
  gatewayUrl: string;
  speed: number;
  floorMs: number;
};

export function functionSpec(lambda: Resource, templates: Templates, settings: FunctionSettings): FunctionSpec {
  const { Handler, Timeout, MemorySize, Environment } = functionSchema.parse(lambda.properties);
  const { credentials, region, codeDir } = settings;
  const name = lambda.names.ref;
  const own = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: settings.gatewayUrl,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: name,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: codeDir,
    _HANDLER: Handler,
    TZ: 'UTC',
    PATH: machine.path,
  };
  return {
    name,
    arn: lambda.names.attributes['Arn'] ?? '',
    codeDir,
    handler: Handler,
    environment: { ...Environment.Variables, ...own },
    memoryMb: MemorySize,
    timeoutMs: realTimeoutMs(Timeout, settings.speed, settings.floorMs),
    asyncRetries: asyncRetries(name, templates),
  };
}

/** Lambda repeats a failed asynchronous call twice unless told otherwise. */
function asyncRetries(functionName: string, templates: Templates): number {
  const configs = templates.ofType('AWS::Lambda::EventInvokeConfig').map(({ properties }) => invokeConfigSchema.parse(properties));
  return (
    configs.find(({ FunctionName }) => templates.find('AWS::Lambda::Function', FunctionName).names.ref === functionName)
      ?.MaximumRetryAttempts ?? 2
  );
}

/** Seconds, as the template says. */
export const timeoutSeconds = (lambda: Resource) => functionSchema.parse(lambda.properties).Timeout;
