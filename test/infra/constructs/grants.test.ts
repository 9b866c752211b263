import { describe, expect, it } from 'vitest';
import type { Right } from '../../../functions/duties.ts';
import { type GrantTargets, statementsFor } from '../../../infra/constructs/grants.ts';

const targets: GrantTargets = {
  tables: { main: 'arn:main', vault: 'arn:vault', ledger: 'arn:ledger' },
  tokenKey: 'arn:key',
  queues: {
    publish: 'arn:publish',
    refresh: 'arn:refresh',
    mail: 'arn:mail',
    media: 'arn:media',
    export: 'arn:export',
    erase: 'arn:erase',
  },
  mediaBucket: 'arn:bucket',
  rawMail: 'arn:raw/inbound/*',
  mail: { identities: 'arn:identity/*', configurationSet: 'arn:set', from: 'a@example.com' },
  parameter: (name) => `arn:parameter/${name}`,
};
const statements = (...rights: Right[]) => statementsFor(rights, undefined, targets).map((statement) => statement.toStatementJson());
const keyed = (...keys: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

describe('statementsFor', () => {
  it('ties a table right to its prefixes and refuses requests without keys', () => {
    expect(statements({ on: 'main', actions: ['GetItem', 'PutItem'], keys: ['POSTS#'] })).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: 'arn:main', Condition: keyed('POSTS#*') },
    ]);
  });

  it('puts all prefixes of one action on one table into one statement', () => {
    const result = statements(
      { on: 'main', actions: ['GetItem'], keys: ['USER#', 'SESSION#'] },
      { on: 'vault', actions: ['GetItem'], keys: ['DATAKEY#'] },
      { on: 'main', actions: ['GetItem'], keys: ['POSTS#', 'USER#'] },
    );

    expect(result).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'arn:main', Condition: keyed('POSTS#*', 'SESSION#*', 'USER#*') },
      { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: 'arn:vault', Condition: keyed('DATAKEY#*') },
    ]);
  });

  it('gives the index without its table', () => {
    expect(statements({ on: 'due', actions: ['Query'], keys: ['DUE#'] })).toEqual([
      { Effect: 'Allow', Action: 'dynamodb:Query', Resource: 'arn:main/index/due', Condition: keyed('DUE#*') },
    ]);
  });

  it('T3.5 fixes the values of a key context, wants every other name and no name besides', () => {
    expect(statements({ on: 'token-key', actions: ['Decrypt'], context: { purpose: 'token' }, contextKeys: ['purpose', 'user'] })).toEqual([
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:key',
        Condition: {
          StringEquals: { 'kms:EncryptionContext:purpose': 'token' },
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['purpose', 'user'] },
          Null: { 'kms:EncryptionContextKeys': 'false', 'kms:EncryptionContext:user': 'false' },
        },
      },
    ]);
  });

  it('ends rights on objects at their prefix, and never lists', () => {
    expect(statements({ on: 'media-bucket', actions: ['GetObject', 'DeleteObject'], prefixes: ['incoming/', 'm/'] })).toEqual([
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:DeleteObject'], Resource: ['arn:bucket/incoming/*', 'arn:bucket/m/*'] },
    ]);
  });

  it('sends mail from one address, through one configuration set, to whoever is verified in the sandbox', () => {
    expect(statements({ on: 'mail', actions: ['SendEmail', 'SendRawEmail'] })).toEqual([
      {
        Effect: 'Allow',
        Action: ['ses:SendEmail', 'ses:SendRawEmail'],
        Resource: ['arn:identity/*', 'arn:set'],
        Condition: { StringEquals: { 'ses:FromAddress': 'a@example.com' } },
      },
    ]);
  });

  it('reads exactly the named parameters, in one statement', () => {
    const result = statements({ on: 'parameters', names: ['hash-key'] }, { on: 'parameters', names: ['origin-secret', 'hash-key'] });

    expect(result).toEqual([
      { Effect: 'Allow', Action: 'ssm:GetParameters', Resource: ['arn:parameter/hash-key', 'arn:parameter/origin-secret'] },
    ]);
  });

  it('lets a consumer empty its own queue', () => {
    const [statement] = statementsFor([], 'mail', targets);

    expect(statement?.toStatementJson()).toEqual({
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      Resource: 'arn:mail',
    });
  });

  it('grants nothing for calling a provider', () => {
    expect(statements({ on: 'providers', names: ['threads'] })).toEqual([]);
  });
});
