import { describe, expect, it } from 'vitest';
import { demandsOf, NotModelled } from '../../local/demands.ts';

const around = {
  account: '1',
  region: 'r',
  partitionKey: (_table: string, index?: string) => (index ? 'due_pk' : 'pk'),
  keyArn: (keyId: string | undefined) => `arn:key/${keyId ?? 'of the ciphertext'}`,
};
const demands = (service: string, operation: string, input: Record<string, unknown>) => demandsOf({ service, operation, input }, around);
const s = (text: string) => ({ S: text });
const table = 'arn:aws:dynamodb:r:1:table/t';

describe(demandsOf, () => {
  it.each([
    ['PutItem', { TableName: 't', Item: { pk: s('A#1'), sk: s('x') } }, 'A#1'],
    ['GetItem', { TableName: table, Key: { sk: s('x'), pk: s('A#2') } }, 'A#2'],
    ['UpdateItem', { TableName: 't', Key: { pk: { N: '7' } } }, '7'],
    [
      'Query',
      {
        TableName: 't',
        KeyConditionExpression: '#a = :a AND begins_with(sk, :b)',
        ExpressionAttributeNames: { '#a': 'pk' },
        ExpressionAttributeValues: { ':a': s('A#3'), ':b': s('B') },
      },
      'A#3',
    ],
    [
      'Query',
      { TableName: 't', KeyConditionExpression: 'sk = :b and :a = pk', ExpressionAttributeValues: { ':a': s('A#4'), ':b': s('B') } },
      'A#4',
    ],
  ])('%s asks with the partition key', (operation, input, key) => {
    expect(demands('dynamodb', operation, input)).toEqual([
      { action: `dynamodb:${operation}`, resource: table, context: { 'dynamodb:LeadingKeys': [key] } },
    ]);
  });

  it('names the index of a query, and its own partition key', () => {
    const input = {
      TableName: 't',
      IndexName: 'due',
      KeyConditionExpression: 'due_pk = :d',
      ExpressionAttributeValues: { ':d': s('DUE#1') },
    };

    expect(demands('dynamodb', 'Query', input)).toEqual([
      { action: 'dynamodb:Query', resource: `${table}/index/due`, context: { 'dynamodb:LeadingKeys': ['DUE#1'] } },
    ]);
  });

  it('asks for a scan without keys, so that a condition on keys refuses it', () => {
    expect(demands('dynamodb', 'Scan', { TableName: 't' })).toEqual([{ action: 'dynamodb:Scan', resource: table, context: {} }]);
  });

  it('takes a transaction apart', () => {
    const element = (kind: string, key: string) => ({ [kind]: { TableName: 't', [kind === 'Put' ? 'Item' : 'Key']: { pk: s(key) } } });
    const input = {
      TransactItems: [element('Put', 'A#1'), element('Update', 'B#1'), element('Delete', 'C#1'), element('ConditionCheck', 'D#1')],
    };

    expect(
      demands('dynamodb', 'TransactWriteItems', input).map(({ action, context }) => [action, context['dynamodb:LeadingKeys']]),
    ).toEqual([
      ['dynamodb:PutItem', ['A#1']],
      ['dynamodb:UpdateItem', ['B#1']],
      ['dynamodb:DeleteItem', ['C#1']],
      ['dynamodb:ConditionCheckItem', ['D#1']],
    ]);
    expect(demands('dynamodb', 'TransactGetItems', { TransactItems: [element('Get', 'A#1')] })[0]?.action).toBe('dynamodb:GetItem');
  });

  it('asks for a batch once per table, with all keys', () => {
    const write = { RequestItems: { t: [{ PutRequest: { Item: { pk: s('A#1') } } }, { DeleteRequest: { Key: { pk: s('B#1') } } }] } };
    const read = { RequestItems: { t: { Keys: [{ pk: s('A#1') }, { pk: s('A#2') }] } } };

    expect(demands('dynamodb', 'BatchWriteItem', write)[0]?.context).toEqual({ 'dynamodb:LeadingKeys': ['A#1', 'B#1'] });
    expect(demands('dynamodb', 'BatchGetItem', read)[0]?.context).toEqual({ 'dynamodb:LeadingKeys': ['A#1', 'A#2'] });
  });

  it('carries the encryption context of a key', () => {
    const [demand] = demands('kms', 'GenerateDataKey', { KeyId: 'k', EncryptionContext: { purpose: 'token', user: 'u' } });

    expect(demand).toEqual({
      action: 'kms:GenerateDataKey',
      resource: 'arn:key/k',
      context: {
        'kms:EncryptionContext:purpose': 'token',
        'kms:EncryptionContext:user': 'u',
        'kms:EncryptionContextKeys': ['purpose', 'user'],
        'kms:CallerAccount': '1',
      },
    });
    expect(demands('kms', 'Decrypt', { CiphertextBlob: 'x' })[0]?.resource).toBe('arn:key/of the ciphertext');
  });

  it('asks for mail by identity, configuration set and recipient, as the sandbox of SES does', () => {
    const input = { FromEmailAddress: 'Postora <a@b.c>', ConfigurationSetName: 'set', Destination: { ToAddresses: ['X <x@y.z>'] } };

    expect(demands('ses', 'SendEmail', input)).toEqual(
      ['identity/b.c', 'configuration-set/set', 'identity/x@y.z'].map((resource) => ({
        action: 'ses:SendEmail',
        resource: `arn:aws:ses:r:1:${resource}`,
        context: { 'ses:FromAddress': 'a@b.c', 'ses:Recipients': ['x@y.z'] },
      })),
    );
  });

  it.each([
    ['raw content', { Raw: { Data: '' } }],
    ['an attachment', { Simple: { Attachments: [{}] } }],
  ])('asks for the right to send raw mail, too, for %s', (_what, Content) => {
    const input = { FromEmailAddress: 'a@b.c', Destination: { ToAddresses: ['x@y.z'] }, Content };

    expect(demands('ses', 'SendEmail', input).map(({ action }) => action)).toEqual([
      'ses:SendEmail',
      'ses:SendEmail',
      'ses:SendRawEmail',
      'ses:SendRawEmail',
    ]);
  });

  it.each([
    ['sqs', 'SendMessageBatch', { QueueUrl: 'http://h/1/q' }, 'sqs:SendMessage', 'arn:aws:sqs:r:1:q'],
    ['sqs', 'DeleteMessage', { QueueUrl: 'http://h/1/q' }, 'sqs:DeleteMessage', 'arn:aws:sqs:r:1:q'],
    ['ssm', 'GetParameters', { Names: ['/a/b'] }, 'ssm:GetParameters', 'arn:aws:ssm:r:1:parameter/a/b'],
    ['lambda', 'Invoke', { FunctionName: 'f' }, 'lambda:InvokeFunction', 'arn:aws:lambda:r:1:function:f'],
  ])('%s:%s', (service, operation, input, action, resource) => {
    expect(demands(service, operation, input)).toEqual([{ action, resource, context: {} }]);
  });

  it.each([
    ['dynamodb', 'ExecuteStatement'],
    ['sqs', 'PurgeQueue'],
    ['s3', 'GET /bucket'],
  ])('refuses %s:%s, which is not modelled', (service, operation) => {
    expect(() => demands(service, operation, {})).toThrow(NotModelled);
    expect(() => demands(service, operation, {})).toThrow(`${service}:${operation}`);
  });
});
