import { type App, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/build-app.ts';
import { stageNames } from '../../infra/stage.ts';
import { withAssembly } from './synthesize.ts';

const acknowledgements = (node: IConstruct): [string, string][] => [
  ...node.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>)),
  ...node.node.children.flatMap(acknowledgements),
];

const stackOf = (app: App) => new Stack(app, 'planted', { env: { region: 'us-east-1' } });

describe('buildApp', () => {
  it.each(stageNames)('T8.1 synthesizes %s with no finding and no look-up', (stage) => {
    const missing = withAssembly({ stage }, (assembly) => assembly.manifest.missing);

    expect(missing).toBeUndefined();
  });

  it('lets stacks depend one way only: data, service, web', () => {
    const dependencies = withAssembly({}, ({ stacks }) =>
      stacks.map((stack) => [stack.stackName, stack.dependencies.map(({ id }) => id).filter((id) => !id.endsWith('.assets'))]),
    );

    expect(Object.fromEntries(dependencies)).toEqual({
      'postora-beta-data': [],
      'postora-beta-service': ['postora-beta-data'],
      'postora-beta-web': ['postora-beta-data', 'postora-beta-service'],
    });
  });

  it('T8.1 acknowledges 15 findings at most, each with a reason of 40 characters or more', () => {
    const accepted = acknowledgements(buildApp({ stage: 'beta', bundling: false }));

    expect(accepted.map(([id]) => id.split('::').at(-1)).sort()).toEqual([
      expect.stringMatching(/^<inboundmailbucket[0-9A-F]{8}\.Arn>\/inbound\/\*\]$/),
      'AccountId>:identity/*]',
      'AwsSolutions-APIG4',
      ...['CFR1', 'CFR2', 'CFR2', 'CFR3', 'CFR4', 'CFR4', 'S1', 'S1', 'S1'].map((id) => `AwsSolutions-${id}`),
      ...['exports/*]', 'incoming/*]', 'm/*]'].map((below) => `postora-beta-media-bucket-arn/${below}`),
    ]);
    expect(accepted.length).toBeLessThanOrEqual(15);
    expect(accepted.filter(([, reason]) => reason.length < 40)).toEqual([]);
  });

  it('T8.1 throws on a planted nag finding: a queue that takes plain http', () => {
    const change = (app: App) => void new CfnQueue(stackOf(app), 'queue', {});

    expect(() => withAssembly({ change }, () => undefined)).toThrow('AwsSolutions-SQS4');
  });

  it('T8.3 throws on a planted wildcard action', () => {
    const change = (app: App) => {
      const role = new Role(stackOf(app), 'role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['arn:aws:dynamodb:us-east-1:111122223333:table/t'] }));
    };

    expect(() => withAssembly({ change }, () => undefined)).toThrow('AwsSolutions-IAM5[Action::dynamodb:*]');
  });

  it('throws on a property that CloudFormation does not know', () => {
    const change = (app: App) => {
      const queue = new CfnQueue(stackOf(app), 'queue', { sqsManagedSseEnabled: true });
      Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS4', reason: 'only the unknown property is of interest in this test' });
      Validations.of(queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'only the unknown property is of interest in this test' });
      queue.addPropertyOverride('VisibilityTimeoutt', 30);
    };

    expect(() => withAssembly({ change }, () => undefined)).toThrow("'VisibilityTimeoutt' was unexpected");
  });

  it('refuses a clock on beta', () => {
    const overrides = { clock: { speed: 2, epoch: '2026-01-01T00:00:00.000Z' } };

    expect(() => buildApp({ stage: 'beta', overrides, bundling: false })).toThrow('clock is allowed for the laptop only');
  });
});
