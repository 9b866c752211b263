import { describe, expect, it } from 'vitest';
import { loadPolicyCheck, refusal, refuseUnknownConditions } from '../../local/iam.ts';

const account = '000000000000';
const table = `arn:aws:dynamodb:us-east-1:${account}:table/main`;
const key = `arn:aws:kms:us-east-1:${account}:key/k`;
const keyPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
};
const statements = [
  {
    Effect: 'Allow',
    Action: ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem', 'dynamodb:Query', 'dynamodb:Scan'],
    Resource: [table, `${table}/index/due`],
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['POSTS#*', 'DUE#*'] }, Null: { 'dynamodb:LeadingKeys': 'false' } },
  },
  {
    Effect: 'Allow',
    Action: 'kms:GenerateDataKey',
    Resource: key,
    Condition: {
      StringEquals: { 'kms:EncryptionContext:purpose': 'token' },
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['purpose', 'user'] },
      Null: { 'kms:EncryptionContext:user': 'false', 'kms:EncryptionContextKeys': 'false' },
    },
  },
  { Effect: 'Allow', Action: 'ses:SendEmail', Resource: '*', Condition: { StringEquals: { 'ses:FromAddress': 'a@b.c' } } },
  { Effect: 'Deny', Action: 'sqs:SendMessage', Resource: '*' },
];
const who = {
  name: 'f',
  arn: `arn:aws:iam::${account}:role/r`,
  sessionArn: `arn:aws:sts::${account}:assumed-role/r/f`,
  policies: [{ name: 'own', policy: { Version: '2012-10-17', Statement: statements } }],
};
const check = await loadPolicyCheck(true, () => {});
const keys = (...names: string[]) => ({ 'dynamodb:LeadingKeys': names });
const context = (entries: Record<string, string>) => ({
  ...Object.fromEntries(Object.entries(entries).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
  'kms:EncryptionContextKeys': Object.keys(entries),
});

describe(loadPolicyCheck, () => {
  it.each([
    ['dynamodb:PutItem', table, keys('POSTS#1'), 'allowed'],
    ['dynamodb:ConditionCheckItem', table, keys('POSTS#1'), 'allowed'],
    ['dynamodb:Query', `${table}/index/due`, keys('DUE#1'), 'allowed'],
    ['dynamodb:Query', `${table}/index/due`, keys('APPROVALS#1'), 'denied'],
    ['dynamodb:PutItem', table, keys('POSTS#1', 'APPROVALS#1'), 'denied'],
    ['dynamodb:PutItem', table, keys('POSTS'), 'denied'],
    ['dynamodb:Scan', table, {}, 'denied'],
    ['dynamodb:DeleteItem', table, keys('POSTS#1'), 'denied'],
    ['dynamodb:PutItem', table.replace('main', 'vault'), keys('POSTS#1'), 'denied'],
    ['kms:GenerateDataKey', key, context({ purpose: 'token', user: 'u' }), 'allowed'],
    ['kms:GenerateDataKey', key, context({ purpose: 'other', user: 'u' }), 'denied'],
    ['kms:GenerateDataKey', key, context({ purpose: 'token' }), 'denied'],
    ['kms:GenerateDataKey', key, context({ purpose: 'token', user: 'u', more: 'x' }), 'denied'],
    ['kms:GenerateDataKey', key, {}, 'denied'],
    ['kms:Decrypt', key, context({ purpose: 'token', user: 'u' }), 'denied'],
    ['ses:SendEmail', `arn:aws:ses:us-east-1:${account}:identity/b.c`, { 'ses:FromAddress': 'a@b.c' }, 'allowed'],
    ['ses:SendEmail', `arn:aws:ses:us-east-1:${account}:identity/b.c`, { 'ses:FromAddress': 'z@b.c' }, 'denied'],
  ])('%s on %s with %j is %s', async (action, resource, asked, expected) => {
    const verdict = await check(who, { action, resource, context: asked }, resource === key ? keyPolicy : undefined);

    expect(verdict.kind).toBe(expected);
  });

  it('denies a key whose own policy does not let IAM decide', async () => {
    const verdict = await check(
      who,
      { action: 'kms:GenerateDataKey', resource: `${key}2`, context: context({ purpose: 'token', user: 'u' }) },
      keyPolicy,
    );

    expect(verdict.kind).toBe('denied');
  });

  it('refuses in the words of AWS', async () => {
    const demand = { action: 'sqs:SendMessage', resource: `arn:aws:sqs:us-east-1:${account}:q`, context: {} };

    expect(await check(who, demand)).toEqual({ kind: 'denied', explicit: true });
    expect(refusal(who, demand, true)).toBe(
      `User: arn:aws:sts::${account}:assumed-role/r/f is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:${account}:q with an explicit deny in an identity-based policy`,
    );
  });

  it('fails loudly where it cannot judge', async () => {
    const broken = {
      ...who,
      sessionArn: 'broken',
      policies: [{ name: 'p', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Maybe' }] } }],
    };

    await expect(check(broken, { action: 'dynamodb:PutItem', resource: table, context: {} })).rejects.toThrow(
      'policy check of dynamodb:PutItem failed',
    );
    await expect(check(who, { action: 'dynamodb:Nonsense', resource: table, context: {} })).rejects.toThrow('dynamodb:Nonsense');
  });
});

describe(refuseUnknownConditions, () => {
  it('names a condition key that nobody supplies', () => {
    const policy = { Statement: [{ Condition: { StringEquals: { 'aws:SourceVpc': 'x' } } }] };

    expect(() => refuseUnknownConditions('p', policy)).toThrow('Policy p has the condition key aws:SourceVpc');
  });
});
