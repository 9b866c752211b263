/** Turns the rights of a duty into IAM statements: exact actions, exact resources, key prefixes and key context as conditions. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { KeyRight, MailRight, MediaRight, ParameterName, Right, TableRight } from '../../functions/duties.ts';

export type QueueName = 'publish' | 'refresh' | 'mail' | 'media' | 'export' | 'erase';

/** The ARNs that rights are granted on. */
export type GrantTargets = {
  tables: Record<TableRight['on'], string>;
  tokenKey: string;
  queues: Record<QueueName, string>;
  mediaBucket: string;
  /** Objects into which SES puts mail. */
  rawMail: string;
  mail: { identities: string; configurationSet: string; from: string };
  parameter: (name: ParameterName) => string;
};

/** All statements of one duty; `consumes` adds what polling its own queue takes. */
export function statementsFor(rights: readonly Right[], consumes: QueueName | undefined, targets: GrantTargets): PolicyStatement[] {
  return [
    ...tableStatements(rights, targets),
    ...rights.flatMap((right) => otherStatements(right, targets)),
    ...parameterStatements(rights, targets),
    ...(consumes ? [consumerStatement(targets.queues[consumes])] : []),
  ];
}

type KeyedAction = { resource: string; action: string; keys: string[] };

/**
 * One statement per action and table, then actions with equal prefixes together. All prefixes of an action have to be in one statement:
 * `ForAllValues` is then right whether DynamoDB shows IAM the keys of a transaction one by one or all at once.
 */
function tableStatements(rights: readonly Right[], { tables }: GrantTargets): PolicyStatement[] {
  const byAction = new Map<string, KeyedAction>();
  for (const right of rights) {
    if (!('keys' in right)) continue;
    const resource = right.on === 'due' ? `${tables.main}/index/due` : tables[right.on];
    for (const action of right.actions) {
      const id = `${right.on} ${action}`;
      const known = byAction.get(id)?.keys ?? [];
      byAction.set(id, { resource, action, keys: [...new Set([...known, ...right.keys])].sort() });
    }
  }
  const byKeys = Map.groupBy(byAction.values(), ({ resource, keys }) => `${resource} ${keys.join()}`);
  return [...byKeys.values()].map((same) => keyedStatement(same));
}

function keyedStatement(same: readonly KeyedAction[]): PolicyStatement {
  const keys = same.flatMap((one) => one.keys);
  return new PolicyStatement({
    actions: same.map(({ action }) => `dynamodb:${action}`),
    resources: same.map(({ resource }) => resource),
    conditions: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...new Set(keys)].map((prefix) => `${prefix}*`) },
      // ForAllValues is true of nothing at all: a request without keys must not slip through.
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });
}

function otherStatements(right: Right, targets: GrantTargets): PolicyStatement[] {
  if (right.on === 'publish-queue') return [sendStatement(right.actions, targets.queues.publish)];
  if (right.on === 'refresh-queue') return [sendStatement(right.actions, targets.queues.refresh)];
  if (right.on === 'mail-queue') return [sendStatement(right.actions, targets.queues.mail)];
  if (right.on === 'media-queue') return [sendStatement(right.actions, targets.queues.media)];
  if (right.on === 'export-queue') return [sendStatement(right.actions, targets.queues.export)];
  if (right.on === 'erase-queue') return [sendStatement(right.actions, targets.queues.erase)];
  if (right.on === 'media-bucket') return [mediaStatement(right, targets.mediaBucket)];
  if (right.on === 'raw-mail') return [new PolicyStatement({ actions: ['s3:GetObject'], resources: [targets.rawMail] })];
  if (right.on === 'token-key') return [keyStatement(right, targets.tokenKey)];
  if (right.on === 'mail') return [mailStatement(right, targets.mail)];
  return [];
}

/** Objects below a prefix can only be named with a star at the end. */
const mediaStatement = ({ actions, prefixes }: MediaRight, bucket: string) =>
  new PolicyStatement({ actions: actions.map((action) => `s3:${action}`), resources: prefixes.map((prefix) => `${bucket}/${prefix}*`) });

const sendStatement = (actions: readonly string[], queue: string) =>
  new PolicyStatement({ actions: actions.map((action) => `sqs:${action}`), resources: [queue] });

const consumerStatement = (queue: string) =>
  new PolicyStatement({
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
    resources: [queue],
  });

/** The given values, all the names present, and no other name. */
function keyStatement({ actions, context, contextKeys }: KeyRight, key: string): PolicyStatement {
  const present = contextKeys.filter((name) => !Object.hasOwn(context, name));
  return new PolicyStatement({
    actions: actions.map((action) => `kms:${action}`),
    resources: [key],
    conditions: {
      StringEquals: Object.fromEntries(Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value])),
      'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': [...contextKeys] },
      Null: {
        'kms:EncryptionContextKeys': 'false',
        ...Object.fromEntries(present.map((name) => [`kms:EncryptionContext:${name}`, 'false'])),
      },
    },
  });
}

/**
 * On every identity of the account: SES asks for the right on the sender's, and in its sandbox on the recipient's, too. The sender's address
 * is what bounds it. A mail with attachments may count as a raw one.
 */
const mailStatement = ({ actions }: MailRight, { identities, configurationSet, from }: GrantTargets['mail']) =>
  new PolicyStatement({
    actions: actions.map((action) => `ses:${action}`),
    resources: [identities, configurationSet],
    conditions: { StringEquals: { 'ses:FromAddress': from } },
  });

/** One statement for all names: a single GetParameters call may ask for any of them. SecureStrings open by the key policy of aws/ssm. */
function parameterStatements(rights: readonly Right[], { parameter }: GrantTargets): PolicyStatement[] {
  const names = new Set(rights.flatMap((right) => (right.on === 'parameters' ? right.names : [])));
  if (names.size === 0) return [];
  return [new PolicyStatement({ actions: ['ssm:GetParameters'], resources: [...names].map(parameter) })];
}
