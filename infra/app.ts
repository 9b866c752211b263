/** What the CDK command line runs: reads the stage name, refuses placeholders, creates the stacks. */
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { parseStageName, refusePlaceholders, stageSettings, warningsOf } from './stage.ts';

// `-c stage=…` reaches us through an App only; this one is never synthesized.
const named: unknown = new App({ autoSynth: false }).node.tryGetContext('stage') ?? process.env.STAGE;
const stage = parseStageName(named);
const settings = stageSettings(stage);
refusePlaceholders(settings);
for (const warning of warningsOf(settings)) process.stderr.write(`Warning: ${warning}.\n`);
buildApp({ stage }).synth();
