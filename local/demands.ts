/** What an AWS call asks for, in IAM's words: one or more of action, resource and condition context. Pure; an unmodelled call throws. */
import * as z from 'zod';

export type Context = Record<string, string | string[]>;
export type Demand = { action: string; resource: string; context: Context };
export type ApiCall = { service: string; operation: string; input: Record<string, unknown> };
/** What demands need to know of the deployed resources. */
export type Surroundings = {
  account: string;
  region: string;
  /** Name of the partition key of a table, or of one of its indexes. */
  partitionKey(table: string, index?: string): string;
  /** ARN of the KMS key an id, ARN, alias or ciphertext means. */
  keyArn(keyId: string | undefined, ciphertext: string | undefined): string;
};

export class NotModelled extends Error {}

const itemSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const operationSchema = z.looseObject({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Item: itemSchema.optional(),
  Key: itemSchema.optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).default({}),
  ExpressionAttributeValues: itemSchema.default({}),
});
type Operation = z.infer<typeof operationSchema>;

const keyText = (value: Record<string, unknown> | undefined) => (value ? String(Object.values(value)[0]) : undefined);

/** The partition key value of an item, key or key condition. */
function leadingKey(operation: Operation, around: Surroundings): string | undefined {
  const name = around.partitionKey(tableName(operation.TableName), operation.IndexName);
  const item = operation.Item ?? operation.Key;
  if (item) return keyText(item[name]);
  for (const [, left = '', right = ''] of (operation.KeyConditionExpression ?? '').matchAll(/([#:]?[\w.-]+)\s*=\s*([#:]?[\w.-]+)/g)) {
    const [path, value] = left.startsWith(':') ? [right, left] : [left, right];
    if ((operation.ExpressionAttributeNames[path] ?? path) === name) return keyText(operation.ExpressionAttributeValues[value]);
  }
  return undefined;
}

const tableName = (nameOrArn: string) => nameOrArn.split('/')[1] ?? nameOrArn;
const tableArn = (around: Surroundings, table: string, index?: string) =>
  `arn:aws:dynamodb:${around.region}:${around.account}:table/${tableName(table)}${index ? `/index/${index}` : ''}`;

const keysContext = (keys: (string | undefined)[]): Context => {
  const known = keys.filter((key) => key !== undefined);
  return known.length > 0 ? { 'dynamodb:LeadingKeys': [...new Set(known)] } : {};
};

function onTable(action: string, input: unknown, around: Surroundings): Demand {
  const operation = operationSchema.parse(input);
  return {
    action: `dynamodb:${action}`,
    resource: tableArn(around, operation.TableName, operation.IndexName),
    context: keysContext([leadingKey(operation, around)]),
  };
}

/** A transaction has no right of its own: each element asks for the right of the single operation. */
function transaction(input: Record<string, unknown>, around: Surroundings): Demand[] {
  return z
    .array(z.record(z.string(), z.unknown()))
    .parse(input['TransactItems'])
    .flatMap((element) =>
      Object.entries(element).map(([kind, operation]) =>
        onTable(kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind === 'Get' ? 'Get' : kind}Item`, operation, around),
      ),
    );
}

function batch(action: string, input: Record<string, unknown>, around: Surroundings): Demand[] {
  const perTable = z.record(z.string(), z.unknown()).parse(input['RequestItems']);
  return Object.entries(perTable).map(([table, requests]) => {
    const reads = z.object({ Keys: z.array(itemSchema) }).safeParse(requests);
    const items = reads.success
      ? reads.data.Keys
      : z
          .array(z.record(z.string(), z.looseObject({ Item: itemSchema.optional(), Key: itemSchema.optional() })))
          .parse(requests)
          .flatMap((request) => Object.values(request).map(({ Item, Key }) => Item ?? Key ?? {}));
    const name = around.partitionKey(tableName(table));
    return {
      action: `dynamodb:${action}`,
      resource: tableArn(around, table),
      context: keysContext(items.map((item) => keyText(item[name]))),
    };
  });
}

type Rule = (operation: string, input: Record<string, unknown>, around: Surroundings) => Demand[];

const single: Rule = (operation, input, around) => [onTable(operation, input, around)];
const dynamodb: Record<string, Rule> = {
  GetItem: single,
  PutItem: single,
  UpdateItem: single,
  DeleteItem: single,
  Query: single,
  Scan: single,
  DescribeTable: single,
  TransactWriteItems: (_operation, input, around) => transaction(input, around),
  TransactGetItems: (_operation, input, around) => transaction(input, around),
  BatchGetItem: batch,
  BatchWriteItem: batch,
};

const onQueue =
  (action: string): Rule =>
  (_operation, input, around) => {
    const name = z
      .string()
      .parse(input['QueueUrl'] ?? input['QueueName'])
      .split('/')
      .at(-1);
    return [{ action: `sqs:${action}`, resource: `arn:aws:sqs:${around.region}:${around.account}:${name}`, context: {} }];
  };
const sqs: Record<string, Rule> = {
  SendMessage: onQueue('SendMessage'),
  SendMessageBatch: onQueue('SendMessage'),
  ReceiveMessage: onQueue('ReceiveMessage'),
  DeleteMessage: onQueue('DeleteMessage'),
  DeleteMessageBatch: onQueue('DeleteMessage'),
  ChangeMessageVisibility: onQueue('ChangeMessageVisibility'),
  ChangeMessageVisibilityBatch: onQueue('ChangeMessageVisibility'),
  GetQueueAttributes: onQueue('GetQueueAttributes'),
  GetQueueUrl: onQueue('GetQueueUrl'),
};

const onKey: Rule = (operation, input, around) => {
  const { KeyId, CiphertextBlob, EncryptionContext } = z
    .looseObject({
      KeyId: z.string().optional(),
      CiphertextBlob: z.string().optional(),
      EncryptionContext: z.record(z.string(), z.string()).default({}),
    })
    .parse(input);
  const names = Object.keys(EncryptionContext);
  const pairs = Object.entries(EncryptionContext).map(([name, value]) => [`kms:EncryptionContext:${name}`, value] as const);
  const context: Context = { ...Object.fromEntries(pairs), ...(names.length > 0 ? { 'kms:EncryptionContextKeys': names } : {}) };
  const resource = around.keyArn(KeyId, operation === 'Decrypt' ? CiphertextBlob : undefined);
  return [{ action: `kms:${operation}`, resource, context: { ...context, 'kms:CallerAccount': around.account } }];
};
const kms: Record<string, Rule> = {
  GenerateDataKey: onKey,
  GenerateDataKeyWithoutPlaintext: onKey,
  Encrypt: onKey,
  Decrypt: onKey,
  DescribeKey: onKey,
};

const onParameters: Rule = (operation, input, around) =>
  z
    .array(z.string())
    .parse(input['Names'] ?? [input['Name']])
    .map((name) => ({
      action: `ssm:${operation}`,
      resource: name.startsWith('arn:') ? name : `arn:aws:ssm:${around.region}:${around.account}:parameter/${name.replace(/^\//, '')}`,
      context: {},
    }));
const ssm: Record<string, Rule> = { GetParameter: onParameters, GetParameters: onParameters, PutParameter: onParameters };

const mailSchema = z.looseObject({
  FromEmailAddress: z.string(),
  ConfigurationSetName: z.string().optional(),
  Destination: z.record(z.string(), z.array(z.string())).default({}),
  Content: z
    .looseObject({ Raw: z.unknown().optional(), Simple: z.looseObject({ Attachments: z.array(z.unknown()).default([]) }).optional() })
    .default({}),
});
/** The bare address of `Name <address>`. */
export const bareAddress = (text: string) => (/<([^<>]+)>\s*$/.exec(text)?.[1] ?? text).trim();

/**
 * As in SES's sandbox, where every new account begins: the right is asked for on the sender's identity, the configuration set, and on each
 * recipient, who has to be a verified identity of the account there. What SES sends as a raw mail needs `SendRawEmail` as well.
 */
const sendEmail: Rule = (_operation, input, around) => {
  const mail = mailSchema.parse(input);
  const from = bareAddress(mail.FromEmailAddress);
  const recipients = Object.values(mail.Destination).flat().map(bareAddress);
  const context = { 'ses:FromAddress': from, 'ses:Recipients': recipients };
  const owner = `arn:aws:ses:${around.region}:${around.account}`;
  const resources = [
    `${owner}:identity/${from.split('@')[1]}`,
    ...(mail.ConfigurationSetName ? [`${owner}:configuration-set/${mail.ConfigurationSetName}`] : []),
    ...recipients.map((recipient) => `${owner}:identity/${recipient}`),
  ];
  const isRaw = mail.Content.Raw !== undefined || (mail.Content.Simple?.Attachments ?? []).length > 0;
  const actions = ['ses:SendEmail', ...(isRaw ? ['ses:SendRawEmail'] : [])];
  return actions.flatMap((action) => resources.map((resource) => ({ action, resource, context })));
};

const invoke: Rule = (_operation, input, around) => {
  const name = z.string().parse(input['FunctionName']).split(':').at(-1);
  return [{ action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:${around.region}:${around.account}:function:${name}`, context: {} }];
};

const objectArn = (bucket: unknown, key: unknown) => `arn:aws:s3:::${z.string().parse(bucket)}/${z.string().parse(key)}`;
const onObject =
  (action: string): Rule =>
  (_operation, { Bucket, Key }) => [{ action: `s3:${action}`, resource: objectArn(Bucket, Key), context: {} }];
const copyObject: Rule = (_operation, { Bucket, Key, CopySource }) => [
  { action: 's3:GetObject', resource: `arn:aws:s3:::${z.string().parse(CopySource)}`, context: {} },
  { action: 's3:PutObject', resource: objectArn(Bucket, Key), context: {} },
];
const s3: Record<string, Rule> = {
  // S3 has no right of its own for a look at an object.
  HeadObject: onObject('GetObject'),
  GetObject: onObject('GetObject'),
  PutObject: onObject('PutObject'),
  DeleteObject: onObject('DeleteObject'),
  CopyObject: copyObject,
  // Nor one for uploading in parts.
  CreateMultipartUpload: onObject('PutObject'),
  UploadPart: onObject('PutObject'),
  CompleteMultipartUpload: onObject('PutObject'),
  AbortMultipartUpload: onObject('AbortMultipartUpload'),
};

const rules: Record<string, Record<string, Rule>> = {
  dynamodb,
  s3,
  sqs,
  kms,
  ssm,
  ses: { SendEmail: sendEmail },
  lambda: { Invoke: invoke },
};

/** @throws {NotModelled} naming the call. */
export function demandsOf({ service, operation, input }: ApiCall, around: Surroundings): Demand[] {
  const rule = rules[service]?.[operation];
  if (!rule) throw new NotModelled(`The laptop cloud does not model ${service}:${operation}. Add it to local/demands.ts.`);
  return rule(operation, input, around);
}
