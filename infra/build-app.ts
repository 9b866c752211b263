/** Builds the CDK app of one stage, for the command line, the laptop runner, synth and tests alike. `.synth()` throws on any finding. */
import { App, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks } from 'cdk-nag';
import { DataStack } from './data-stack.ts';
import { ServiceStack } from './service-stack.ts';
import { type StageName, type StageOverrides, stageSettings } from './stage.ts';
import { WebStack } from './web-stack.ts';

type BuildAppInput = {
  stage: StageName;
  overrides?: StageOverrides;
  /** Where the cloud assembly goes; a temporary folder when left out (`cdk` names its own). */
  outdir?: string;
  /** `false` skips esbuild: for tests that read templates only. Asset keys then differ from a bundled synth. */
  bundling?: boolean;
};

const flags = {
  ...recommendedFlags,
  // Plain Fn::ImportValue: CloudFormation itself then refuses to delete data that a service still uses.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  // A template that CloudFormation would refuse makes synth throw.
  '@aws-cdk/core:validateAgainstDefaultRules': true,
};

/** The stacks are named `postora-<stage>-data`, `-service` and `-web`, and depend on each other in that order only. */
export function buildApp({ stage, overrides, outdir, bundling = true }: BuildAppInput): App {
  const settings = stageSettings(stage, overrides);
  const app = new App({
    ...(outdir === undefined ? {} : { outdir }),
    analyticsReporting: false,
    context: { ...flags, ...(bundling ? {} : { 'aws:cdk:bundling-stacks': [] }) },
  });
  const data = new DataStack(app, `postora-${stage}-data`, { settings });
  const service = new ServiceStack(app, `postora-${stage}-service`, { settings, data });
  new WebStack(app, `postora-${stage}-web`, { settings, data, api: service.api });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
