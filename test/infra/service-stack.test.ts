import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Duty, duties } from '../../functions/duties.ts';
import { type StageOverrides, stageSettings } from '../../infra/stage.ts';
import { synthesize } from './synthesize.ts';

// biome-ignore lint/suspicious/noExplicitAny: the assertions say which shape a template has
type Properties = Record<string, any>;

const { service } = synthesize();
const dutyList: [string, Duty][] = Object.entries(duties);
const propertiesOf = (type: string, template = service): [string, Properties][] =>
  Object.entries(template.findResources(type)).map(([id, { Properties }]) => [id, Properties]);
const functionNamed = (name: string, template = service) => {
  const found = propertiesOf('AWS::Lambda::Function', template).find(([, { FunctionName }]) => FunctionName.endsWith(`-${name}`));
  if (!found) throw new Error(`no function ${name}`);
  return { id: found[0], properties: found[1], variables: found[1].Environment.Variables as Record<string, unknown> };
};
const idsOf = (type: string) => propertiesOf(type).map(([id]) => id);

describe('ServiceStack: functions', () => {
  it('makes one function per duty, under a stable name', () => {
    const names = propertiesOf('AWS::Lambda::Function').map(([, { FunctionName }]) => FunctionName);

    expect(names.sort()).toEqual(dutyList.map(([name]) => `postora-beta-${name}`).sort());
  });

  it.each(dutyList)('runs %s as the table says', (name, duty) => {
    expect(functionNamed(name).properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Description: duty.about,
      Timeout: duty.timeoutSeconds,
      MemorySize: duty.memoryMb,
    });
  });

  it('reserves no concurrency: a new account has 10 in all', () => {
    service.resourcePropertiesCountIs('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.anyValue() }, 0);
  });

  it('T8.2 gives each function its own role and its own log, which ends within 90 days', () => {
    const roles = dutyList.map(([name]) => functionNamed(name).properties.Role['Fn::GetAtt'][0]);
    const logs = dutyList.map(([name]) => functionNamed(name).properties.LoggingConfig.LogGroup.Ref);
    const retention = propertiesOf('AWS::Logs::LogGroup').map(([, { RetentionInDays }]) => RetentionInDays);

    expect(new Set(roles)).toHaveLength(dutyList.length);
    expect(new Set(logs)).toHaveLength(dutyList.length);
    expect(retention).toHaveLength(dutyList.length + 1);
    expect(retention.filter((days) => days === undefined || days > 90)).toEqual([]);
  });

  it('T8.3 uses no managed policy and no policy beside the roles', () => {
    expect(propertiesOf('AWS::IAM::Role').filter(([, role]) => role.ManagedPolicyArns)).toEqual([]);
    service.resourceCountIs('AWS::IAM::Policy', 0);
    service.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });
});

describe('ServiceStack: environment', () => {
  const rightsOn = (duty: Duty, ...on: string[]) => duty.rights.some((right) => on.includes(right.on));

  it.each(dutyList)('tells %s only what its rights need', (name, duty) => {
    const expected = [
      'STAGE',
      'PUBLIC_ORIGIN',
      'MEDIA_ORIGIN',
      'NODE_OPTIONS',
      ...(rightsOn(duty, 'main', 'due') ? ['MAIN_TABLE'] : []),
      ...(rightsOn(duty, 'vault') ? ['VAULT_TABLE'] : []),
      ...(rightsOn(duty, 'ledger') ? ['LEDGER_TABLE'] : []),
      ...(rightsOn(duty, 'publish-queue') ? ['PUBLISH_QUEUE_URL'] : []),
      ...(rightsOn(duty, 'refresh-queue') ? ['REFRESH_QUEUE_URL'] : []),
      ...(rightsOn(duty, 'mail-queue') ? ['MAIL_QUEUE_URL'] : []),
      ...(rightsOn(duty, 'media-queue') ? ['MEDIA_QUEUE_URL'] : []),
      ...(rightsOn(duty, 'export-queue') ? ['EXPORT_QUEUE_URL'] : []),
      ...(rightsOn(duty, 'erase-queue') ? ['ERASE_QUEUE_URL'] : []),
      ...(rightsOn(duty, 'media-bucket') ? ['MEDIA_BUCKET'] : []),
      ...(rightsOn(duty, 'raw-mail') ? ['RAW_MAIL_BUCKET', 'OPERATOR_ADDRESS'] : []),
      ...(duty.receivesMail ? ['HELP_ADDRESS', 'MAIL_FROM', 'OPERATOR_ADDRESS'] : []),
      ...(rightsOn(duty, 'token-key') ? ['TOKEN_KEY_ARN'] : []),
      ...(rightsOn(duty, 'mail') ? ['MAIL_FROM', 'MAIL_CONFIGURATION_SET'] : []),
      ...(rightsOn(duty, 'parameters') ? ['PARAMETER_PREFIX'] : []),
      ...(rightsOn(duty, 'providers') ? ['THREADS_GRAPH_URL', 'THREADS_AUTHORIZE_URL'] : []),
    ];

    expect(Object.keys(functionNamed(name).variables).sort()).toEqual(expected.sort());
  });

  it('names stage, origin and parameters', () => {
    expect(functionNamed('connect').variables).toMatchObject({
      STAGE: 'beta',
      PUBLIC_ORIGIN: 'https://postora.example.com',
      PARAMETER_PREFIX: '/postora/beta',
      THREADS_GRAPH_URL: 'https://graph.threads.net',
      NODE_OPTIONS: '--enable-source-maps',
    });
  });

  it('hands the laptop its clock and provider addresses', () => {
    const overrides: StageOverrides = {
      publicOrigin: 'http://localhost:4000',
      clock: { speed: 60, epoch: '2026-01-01T00:00:00.000Z' },
      threads: { graphUrl: 'http://127.0.0.1:5000', authorizeUrl: 'http://localhost:5000/oauth/authorize' },
    };

    const { variables } = functionNamed('publisher', synthesize({ stage: 'laptop', overrides }).service);

    expect(variables).toMatchObject({
      PUBLIC_ORIGIN: 'http://localhost:4000',
      CLOCK_SPEED: '60',
      CLOCK_EPOCH: '2026-01-01T00:00:00.000Z',
      THREADS_GRAPH_URL: 'http://127.0.0.1:5000',
      THREADS_AUTHORIZE_URL: 'http://localhost:5000/oauth/authorize',
    });
  });

  it('puts a restored table in the place of main, in environment and rights', () => {
    const restored = synthesize({ overrides: { mainTableName: 'main-restored-1' } }).service;

    const role = restored.findResources('AWS::IAM::Role')[functionNamed('sweeper', restored).properties.Role['Fn::GetAtt'][0]];

    expect(functionNamed('sweeper', restored).variables.MAIN_TABLE).toBe('main-restored-1');
    expect(JSON.stringify(role)).toContain(':table/main-restored-1');
    expect(JSON.stringify(restored.toJSON())).not.toMatch(/ExportsOutput\w*main/);
  });
});

describe('ServiceStack: API', () => {
  it('T6.1 has exactly the routes of the duty table, each to its own function', () => {
    const integrations = new Map(propertiesOf('AWS::ApiGatewayV2::Integration'));
    const routes = propertiesOf('AWS::ApiGatewayV2::Route').map(([, { RouteKey, Target }]) => {
      const integration = integrations.get(Target['Fn::Join'][1][1].Ref);
      return `${RouteKey} → ${integration?.IntegrationUri['Fn::GetAtt'][0]} ${integration?.PayloadFormatVersion}`;
    });

    const listed = dutyList.flatMap(([name, duty]) => (duty.routes ?? []).map((route) => `${route} → ${functionNamed(name).id} 2.0`));
    expect(routes.sort()).toEqual(listed.sort());
  });

  it('throttles, and logs neither path nor query string nor address', () => {
    const [, stage] = propertiesOf('AWS::ApiGatewayV2::Stage')[0] ?? [];

    expect(stage).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
    expect(stage?.AccessLogSettings.Format).not.toMatch(/path|query|ip|agent|header/i);
  });

  it('lets API Gateway call the functions with routes and no other', () => {
    const callers = propertiesOf('AWS::Lambda::Permission').map(([, one]) => [one.FunctionName['Fn::GetAtt'][0], one.Principal]);

    const withRoutes = dutyList.filter(([, { routes }]) => routes).map(([name]) => [functionNamed(name).id, 'apigateway.amazonaws.com']);
    expect(callers).toEqual(expect.arrayContaining(withRoutes));
    // One more for `$default`, whose source ARN has another shape, one each for those who go by the clock, one for SES.
    expect(callers).toHaveLength(withRoutes.length + 4);
    expect(callers).toContainEqual([functionNamed('inbox').id, 'ses.amazonaws.com']);
    for (const name of ['sweeper', 'retention']) expect(callers).toContainEqual([functionNamed(name).id, 'events.amazonaws.com']);
  });
});

describe('ServiceStack: queues and timer', () => {
  it.each([
    ['publish', duties.publisher.timeoutSeconds],
    ['refresh', duties.refresher.timeoutSeconds],
    ['mail', duties.mailer.timeoutSeconds],
    ['media', duties.media.timeoutSeconds],
    ['export', duties.exporter.timeoutSeconds],
    ['erase', duties.eraser.timeoutSeconds],
  ])('T8.2 hides a %s message for six timeouts and gives it up after five tries', (name, timeoutSeconds) => {
    const queues = propertiesOf('AWS::SQS::Queue').filter(([id]) => id.startsWith(`${name}queue`));
    const work = queues.find(([, { RedrivePolicy }]) => RedrivePolicy);
    const dead = queues.find(([, { RedrivePolicy }]) => !RedrivePolicy);

    expect(queues).toHaveLength(2);
    expect(work?.[1]).toMatchObject({
      VisibilityTimeout: 6 * timeoutSeconds,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: { 'Fn::GetAtt': [dead?.[0], 'Arn'] } },
    });
    expect(dead?.[1]).toMatchObject({ MessageRetentionPeriod: 14 * 24 * 3600, SqsManagedSseEnabled: true });
  });

  it('refuses plain http on every queue', () => {
    service.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })]),
      },
    });
    service.resourceCountIs('AWS::SQS::QueuePolicy', idsOf('AWS::SQS::Queue').length);
  });

  it.each([
    ['publisher', stageSettings('beta').publisherMaxConcurrency],
    ['refresher', stageSettings('beta').refresherMaxConcurrency],
    ['mailer', stageSettings('beta').mailerMaxConcurrency],
    ['media', stageSettings('beta').mediaMaxConcurrency],
    ['exporter', 2],
    ['eraser', stageSettings('beta').eraserMaxConcurrency],
  ])('feeds %s in batches of 10 with partial failures', (name, maximum) => {
    service.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: functionNamed(name).id },
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: maximum },
    });
  });

  it('T3.7 in a restored copy lets nobody in and nothing out until the ledger was replayed', () => {
    const { service: restoring } = synthesize({ overrides: { isRestoring: true } });
    const isOff = (template: typeof service) =>
      propertiesOf('AWS::Lambda::EventSourceMapping', template).flatMap(([, { FunctionName, Enabled }]) =>
        Enabled === false ? [FunctionName.Ref] : [],
      );

    const off = ['publisher', 'refresher', 'mailer'].map((name) => functionNamed(name, restoring).id);
    expect(isOff(restoring).sort()).toEqual(off.sort());
    restoring.hasResourceProperties('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: true });
    expect(isOff(service)).toEqual([]);
    service.resourcePropertiesCountIs('AWS::ApiGatewayV2::Api', { DisableExecuteApiEndpoint: Match.anyValue() }, 0);
  });

  it('ticks the sweeper each minute and never repeats a tick', () => {
    const retry = { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 };

    service.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [functionNamed('sweeper').id, 'Arn'] }, RetryPolicy: retry })],
    });
    service.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { FunctionName: { Ref: functionNamed('sweeper').id }, ...retry });
  });
});

describe('ServiceStack: mail', () => {
  it('verifies the domain of the sender and asks for TLS', () => {
    service.hasResourceProperties('AWS::SES::EmailIdentity', { EmailIdentity: 'example.com' });
    service.hasResourceProperties('AWS::SES::ConfigurationSet', { DeliveryOptions: { TlsPolicy: 'REQUIRE' } });
  });

  it('sends as the stage’s own address only', () => {
    service.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyName: 'duty',
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({
                Action: ['ses:SendEmail', 'ses:SendRawEmail'],
                Condition: { StringEquals: { 'ses:FromAddress': 'postora@example.com' } },
              }),
            ]),
          },
        },
      ],
    });
  });
});

describe('ServiceStack: alarms', () => {
  const alarms = propertiesOf('AWS::CloudWatch::Alarm').map(([, alarm]) => alarm);

  it('T8.2 watches dead letters, old messages, every function, the timer and the answers, and mails the operator', () => {
    const metrics = alarms.map(({ MetricName }) => MetricName).sort();

    expect(metrics).toEqual(
      [
        '5xx',
        ...['publish', 'refresh', 'mail', 'media', 'export', 'erase'].flatMap(() => [
          'ApproximateAgeOfOldestMessage',
          'ApproximateNumberOfMessagesVisible',
        ]),
        'Invocations',
        'MailFloods',
        'UnusualLinks',
        'TimerRows',
        ...dutyList.map(() => 'Errors'),
      ].sort(),
    );
    expect(alarms.filter(({ AlarmActions }) => AlarmActions?.length !== 1)).toEqual([]);
    service.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'operator@example.com' });
  });

  it('T8.2 rings at the first dead letter', () => {
    service.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      {
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('deadletters'), 'QueueName'] } }],
      },
      6,
    );
  });

  it('T8.2 rings while a row of the timer cannot be handed on', () => {
    service.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ ($.event = "sweep_unsent") || ($.event = "sweep_unknown_kind") }',
      LogGroupName: { Ref: Match.stringLikeRegexp('^sweeperlogs') },
      MetricTransformations: [{ MetricName: 'TimerRows', MetricNamespace: 'Postora/beta', MetricValue: '1' }],
    });
    service.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'TimerRows', Threshold: 1, TreatMissingData: 'notBreaching' });
  });

  it('rings when the timer is silent, data or not', () => {
    service.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionNamed('sweeper').id } }],
    });
  });

  it('says in each alarm what users notice', () => {
    const descriptions = alarms.map(({ AlarmDescription }) => AlarmDescription);

    expect(descriptions.filter((text) => !/^[A-Z].{20,}\.$/.test(text))).toEqual([]);
    expect(new Set(descriptions)).toHaveLength(descriptions.length);
  });

  it('T8.2 warns before the month costs more than planned', () => {
    service.hasResourceProperties('AWS::Budgets::Budget', { Budget: { BudgetLimit: { Amount: 20, Unit: 'USD' }, TimeUnit: 'MONTHLY' } });
  });
});
