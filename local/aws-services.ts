/** The services behind the gateway: who does what once a call is allowed. */
import { jsonAnswer } from './aws-protocol.ts';
import type { ApiCall } from './demands.ts';
import { type GatewayParts, plainService } from './gateway.ts';
import type { HttpAnswer } from './http-client.ts';

import type { Kms, KmsKey } from './kms.ts';
import type { Lambda } from './lambda.ts';
import { type MailStore, sendEmail } from './mail.ts';
import type { Queues } from './queues.ts';
import type { Ssm } from './ssm.ts';
import type { Tables } from './tables.ts';
import type { Resource, Templates } from './template.ts';

export type ServiceParts = { tables: Tables; queues: Queues; kms: Kms; ssm: Ssm; mail: MailStore; lambda: Lambda };

export const awsServices = ({ tables, queues, kms, ssm, mail, lambda }: ServiceParts): GatewayParts['services'] => ({
  dynamodb: ({ operation }, body) => tables.call(operation, body),
  sqs: ({ operation, input }) => queues.call(operation, input),
  kms: plainService('kms', ({ operation, input }) => kms.call(operation, input)),
  ssm: plainService('ssm', ({ operation, input }) => ssm.call(operation, input)),
  ses: plainService('ses', ({ input }) => sendEmail(mail, input)),
  lambda: (call) => invokeFunction(lambda, call),
});

async function invokeFunction(lambda: Lambda, { input }: ApiCall): Promise<HttpAnswer> {
  const name = String(input['FunctionName']).split(':').at(-1) ?? '';
  const event: unknown = JSON.parse(String(input['payload'] || '{}'));
  if (input['isAsync']) {
    lambda.invokeLater(name, event);
    return { status: 202, headers: {}, body: Buffer.alloc(0) };
  }
  const result = await lambda.invoke(name, event);
  if (result.kind === 'ok') return jsonAnswer('lambda', result.value);
  return jsonAnswer('lambda', result.error, 200, { 'x-amz-function-error': 'Unhandled' });
}

/** The template's keys, with their aliases. */
export function kmsKeys(templates: Templates): KmsKey[] {
  const aliases = templates.ofType('AWS::KMS::Alias');
  return templates.ofType('AWS::KMS::Key').map(({ names, properties }) => ({
    id: names.ref,
    arn: names.attributes['Arn'] ?? '',
    isEnabled: properties['Enabled'] !== false,
    aliases: aliases
      .filter((alias) => [names.ref, names.attributes['Arn']].includes(String(alias.properties['TargetKeyId'])))
      .map((alias) => alias.names.ref),
  }));
}

/** The key policy by the key's ARN; IAM alone does not decide about keys. */
export const keyPolicies = (keys: Resource[]) =>
  new Map(keys.map(({ names, properties }) => [names.attributes['Arn'] ?? '', properties['KeyPolicy']]));
