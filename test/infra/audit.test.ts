import type { App } from 'aws-cdk-lib';
import { CfnRole, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { duties } from '../../functions/duties.ts';
import { auditAssembly } from '../../infra/audit.ts';
import { withAssembly } from './synthesize.ts';

const roleOf = (app: App, duty: string) => {
  const role = app.node.findChild('postora-beta-service').node.findChild(duty).node.findChild('role').node.defaultChild;
  if (!(role instanceof CfnRole)) throw new Error(`no role of ${duty}`);
  return role;
};
const firstStatement = 'Policies.0.PolicyDocument.Statement.1';
const auditOf = (change: (app: App) => void) => withAssembly({ change }, auditAssembly);
const problemsOf = (change: (app: App) => void) => auditOf(change).problems;

describe('auditAssembly', () => {
  it('T8.3 finds nothing to say about the template as it is: no * action, no policy over 10,240 characters', () => {
    const { problems, wildcardActions, functions } = withAssembly({}, auditAssembly);

    expect({ problems, wildcardActions, functions: functions.length }).toEqual({
      problems: [],
      wildcardActions: [],
      functions: Object.keys(duties).length,
    });
  });

  it('T8.3 counts a planted wildcard', () => {
    const change = (app: App) => roleOf(app, 'publish').addPropertyOverride(`${firstStatement}.Action`, 'dynamodb:Get*');

    expect(auditOf(change).wildcardActions).toEqual(['dynamodb:Get*']);
  });

  it('T8.3 names a right that is granted but not listed, and one that is listed but not granted', () => {
    const change = (app: App) => roleOf(app, 'operator').addPropertyOverride(`${firstStatement}.Action`, 'dynamodb:Scan');

    expect(problemsOf(change)).toEqual(
      expect.arrayContaining([
        'operator: granted but not listed: main Scan INVITE#',
        'operator: listed but not granted: main PutItem INVITE#',
      ]),
    );
  });

  it.each(['Null', 'ForAllValues:StringLike'])('T8.3 misses the condition %s on a table right', (operator) => {
    const change = (app: App) => roleOf(app, 'operator').addPropertyDeletionOverride(`${firstStatement}.Condition.${operator}`);

    expect(problemsOf(change)).toContain('operator: listed but not granted: main PutItem INVITE#');
  });

  it('T8.3 misses the sender condition on mail', () => {
    const change = (app: App) => roleOf(app, 'mailer').addPropertyDeletionOverride('Policies.0.PolicyDocument.Statement.7.Condition');

    expect(problemsOf(change)).toContain('mailer: granted but not listed: mail SendEmail identities');
  });

  it('T3.5 misses a name of the key context', () => {
    const change = (app: App) =>
      roleOf(app, 'publisher').addPropertyDeletionOverride(
        'Policies.0.PolicyDocument.Statement.6.Condition.Null.kms:EncryptionContext:user',
      );

    expect(problemsOf(change)[0]).toMatch(/^publisher: granted but not listed: token-key Decrypt \{/);
  });

  it('T8.2 names functions that share a role', () => {
    const change = (app: App) => {
      const service = app.node.findChild('postora-beta-service');
      const target = service.node.findChild('operator').node.findChild('function').node.defaultChild as CfnRole;
      target.addPropertyOverride('Role', { 'Fn::GetAtt': [roleOf(app, 'sweeper').logicalId, 'Arn'] });
    };

    expect(problemsOf(change)).toContain('sweeper, operator: share a role');
  });

  it('T8.3 refuses a policy beside the roles', () => {
    const change = (app: App) =>
      void new ManagedPolicy(app.node.findChild('postora-beta-service'), 'planted', {
        statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:us-east-1:111122223333:q'] })],
      });

    expect(problemsOf(change)).toEqual(['a separate AWS::IAM::ManagedPolicy adds rights beside the duty table']);
  });

  it('keeps every bundle at 450 kB or less and free of the credential chain', () => {
    const { bundles, problems } = withAssembly({ bundling: true }, auditAssembly);

    expect(bundles.size).toBe(Object.keys(duties).length);
    expect(Math.max(...[...bundles.values()].map(({ bytes }) => bytes))).toBeLessThanOrEqual(450_000);
    expect(problems).toEqual([]);
  });
});
