/** One function per duty, with its own log group and its own role: no managed policy, nothing beyond its duty's rights. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Duty } from '../../functions/duties.ts';
import type { StageSettings } from '../stage.ts';
import { bundlingOptions, depsLockFilePath, entryOf, projectRoot } from './bundling.ts';

type DutyFunctionProps = {
  /** The folder below functions/, and the last part of the function's name. */
  name: string;
  duty: Duty;
  settings: StageSettings;
  environment: Record<string, string>;
  statements: PolicyStatement[];
};

export class DutyFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, { name, duty, settings, environment, statements }: DutyFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'logs', {
      logGroupName: `/postora/${settings.stage}/${name}`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const ownLog = new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] });
    this.role = new Role(this, 'role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Rights of the duty ${name}, from functions/duties.ts`,
      inlinePolicies: { duty: new PolicyDocument({ statements: [ownLog, ...statements] }) },
    });
    this.function = new NodejsFunction(this, 'function', {
      functionName: `postora-${settings.stage}-${name}`,
      description: duty.about,
      entry: entryOf(name),
      handler: 'handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(duty.timeoutSeconds),
      memorySize: duty.memoryMb,
      environment,
      recursiveLoop: duty.mayLoop ? RecursiveLoop.ALLOW : RecursiveLoop.TERMINATE,
      role: this.role,
      logGroup,
      bundling: bundlingOptions,
      depsLockFilePath,
      projectRoot,
    });
    if (duty.schedule) this.forgetMissedTicks();
  }

  /** The next tick does the work of a failed one; a repeated old tick would only add load. */
  private forgetMissedTicks(): void {
    this.function.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(60) });
  }
}
