/** The gateway as the AWS SDK sees it: signatures, refusals and errors under the names the SDK knows. */
import { DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { GetQueueUrlCommand, ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonAnswer } from '../../local/aws-protocol.ts';
import type { ApiCall } from '../../local/demands.ts';
import { functionCredentials } from '../../local/functions.ts';
import { gateway } from '../../local/gateway.ts';
import { httpCall } from '../../local/http-client.ts';
import { type LocalServer, localServer } from '../../local/http-server.ts';
import { loadPolicyCheck } from '../../local/iam.ts';
import { KmsError } from '../../local/kms.ts';
import { sign } from '../../local/sigv4.ts';

const [account, region] = ['000000000000', 'us-east-1'];
const credentials = functionCredentials('f');
const statements = [
  { Effect: 'Allow', Action: ['dynamodb:PutItem', 'dynamodb:GetItem'], Resource: `arn:aws:dynamodb:${region}:${account}:table/t` },
  { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: '*' },
  { Effect: 'Allow', Action: ['sqs:ListQueues'], Resource: '*' },
  {
    Effect: 'Allow',
    Action: ['ses:SendEmail', 'ses:SendRawEmail'],
    Resource: `arn:aws:ses:${region}:${account}:identity/*`,
    Condition: { StringEquals: { 'ses:FromAddress': 'a@b.c' } },
  },
];
const principal = {
  name: 'f',
  arn: `arn:aws:iam::${account}:role/r`,
  sessionArn: `arn:aws:sts::${account}:assumed-role/r/f`,
  policies: [{ name: 'own', policy: { Version: '2012-10-17', Statement: statements } }],
};
const keyPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' }],
};
const passed: string[] = [];
const said: string[] = [];
let server: LocalServer;

const pass =
  (body: unknown) =>
  async ({ service, operation }: ApiCall) => {
    passed.push(`${service}:${operation}`);
    return jsonAnswer(service, body);
  };
const config = (more = {}) => ({ endpoint: `http://127.0.0.1:${server.port}`, region, credentials, maxAttempts: 1, ...more });
const refused = (action: string) =>
  expect.objectContaining({ name: expect.stringMatching(/^AccessDenied/), message: expect.stringContaining(action) });

beforeAll(async () => {
  server = await localServer({ port: 0, what: 'AWS' });
  const refuseKms = async () => {
    throw new KmsError('InvalidCiphertextException');
  };
  server.handle(
    gateway({
      callers: [{ principal, credentials }],
      check: await loadPolicyCheck(true, () => {}),
      resourcePolicy: (arn) => (arn.includes(':kms:') ? keyPolicy : undefined),
      around: { account, region, partitionKey: () => 'pk', keyArn: () => `arn:aws:kms:${region}:${account}:key/k` },
      services: { dynamodb: pass({}), ses: pass({ MessageId: 'm' }), kms: refuseKms },
      say: (_level, text) => said.push(text),
    }),
  );
});
afterAll(() => server.close());

describe(gateway, () => {
  it('passes on what the caller may do', async () => {
    await new DynamoDBClient(config()).send(new PutItemCommand({ TableName: 't', Item: { pk: { S: 'a' } } }));
    await new SESv2Client(config()).send(
      new SendEmailCommand({
        FromEmailAddress: 'a@b.c',
        Destination: { ToAddresses: ['x@y.z'] },
        Content: { Raw: { Data: Buffer.from('x') } },
      }),
    );

    expect(passed).toEqual(['dynamodb:PutItem', 'ses:SendEmail']);
  });

  it.each([
    [
      'dynamodb:DeleteItem',
      () =>
        new DynamoDBClient(config()).send(
          new TransactWriteItemsCommand({
            TransactItems: [{ Put: { TableName: 't', Item: { pk: { S: 'a' } } } }, { Delete: { TableName: 't', Key: { pk: { S: 'a' } } } }],
          }),
        ),
    ],
    ['dynamodb:Scan', () => new DynamoDBClient(config()).send(new ScanCommand({ TableName: 't' }))],
    ['kms:GenerateDataKey', () => new KMSClient(config()).send(new GenerateDataKeyCommand({ KeyId: 'k', KeySpec: 'AES_256' }))],
    [
      'sqs:sendmessage',
      () =>
        new SQSClient(config()).send(
          new SendMessageCommand({ QueueUrl: `http://127.0.0.1:${server.port}/${account}/q`, MessageBody: 'x' }),
        ),
    ],
    ['ssm:GetParameters', () => new SSMClient(config()).send(new GetParametersCommand({ Names: ['/a'] }))],
    [
      'ses:SendEmail',
      () =>
        new SESv2Client(config()).send(
          new SendEmailCommand({ FromEmailAddress: 'a@other.c', Content: { Raw: { Data: Buffer.from('x') } } }),
        ),
    ],
  ])('refuses %s as AWS does', async (action, call) => {
    const before = passed.length;

    await expect(call()).rejects.toThrow(refused(action));
    expect(passed).toHaveLength(before);
  });

  it('hands on the errors of a service under their own names', async () => {
    const attempt = new KMSClient(config()).send(new DecryptCommand({ CiphertextBlob: Buffer.from('x') }));

    await expect(attempt).rejects.toThrow(expect.objectContaining({ name: 'InvalidCiphertextException' }));
  });

  it.each([
    ['a call', () => new SQSClient(config()).send(new ListQueuesCommand({})), 'sqs:ListQueues'],
    ['a service', () => httpCall(signed('GET', '/bucket/key', 's3')), 's3:GET /bucket/key'],
  ])('says loudly that %s is not modelled', async (_what, call, named) => {
    const answer = await call().then(
      (value) => JSON.stringify({ ...value, body: 'body' in value ? value.body?.toString() : '' }),
      (error: Error) => error.message,
    );

    expect(answer).toContain(named);
    expect(said.at(-1)).toContain(`f called ${named}: The laptop cloud does not model ${named}`);
  });

  it.each([
    ['an unknown key', { credentials: functionCredentials('g') }, 'UnrecognizedClientException'],
    ['another secret', { credentials: { ...credentials, secretAccessKey: 'x' } }, 'InvalidSignatureException'],
    [
      'no session token',
      { credentials: { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey } },
      'UnrecognizedClientException',
    ],
  ])('refuses %s', async (_what, more, name) => {
    const attempt = new DynamoDBClient(config(more)).send(new GetItemCommand({ TableName: 't', Key: { pk: { S: 'a' } } }));

    await expect(attempt).rejects.toThrow(expect.objectContaining({ name }));
  });

  it('refuses an unsigned call, and a signed one whose body was changed', async () => {
    const call = signed('POST', '/', 'dynamodb', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, '{"TableName":"t"}');

    const unsigned = await httpCall({ ...call, headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' } });
    const changed = await httpCall({ ...call, body: Buffer.from('{"TableName":"u"}') });

    expect([unsigned.status, unsigned.body.toString()]).toEqual([403, expect.stringContaining('MissingAuthenticationToken')]);
    expect(changed.body.toString()).toContain('InvalidSignatureException');
  });

  it('knows a queue by its name too, and refuses that as well', async () => {
    await expect(new SQSClient(config()).send(new GetQueueUrlCommand({ QueueName: 'q' }))).rejects.toThrow(refused('sqs:getqueueurl'));
  });
});

function signed(method: string, path: string, service: string, headers: Record<string, string> = {}, text = '') {
  const url = new URL(path, `http://127.0.0.1:${server.port}`);
  const body = Buffer.from(text);
  return { method, url, body, headers: sign({ method, url, headers, body }, credentials, region, service) };
}
