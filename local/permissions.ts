/** Resource policies of functions: which AWS service may invoke which function. */
import * as z from 'zod';
import type { Templates } from './template.ts';

const permissionSchema = z.looseObject({
  FunctionName: z.string(),
  Principal: z.string(),
  Action: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** The account in an ARN. */
const accountOf = (arn: string) => arn.split(':')[4] ?? '';

const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);

/** Whether a `Lambda::Permission` lets this service call on behalf of this source. */
export function mayInvoke(templates: Templates, functionName: string, principal: string, sourceArn: string): boolean {
  return templates.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    const permission = permissionSchema.parse(properties);
    const target = templates.find('AWS::Lambda::Function', permission.FunctionName).names.ref;
    const isAction = ['lambda:InvokeFunction', 'lambda:*'].includes(permission.Action);
    return (
      isAction &&
      target === functionName &&
      permission.Principal === principal &&
      (!permission.SourceArn || matches(permission.SourceArn, sourceArn)) &&
      (!permission.SourceAccount || permission.SourceAccount === accountOf(sourceArn))
    );
  });
}

const texts = z.union([z.string().transform((text) => [text]), z.array(z.string())]);
const statementSchema = z.looseObject({
  Effect: z.string(),
  Action: texts,
  Resource: texts,
  Principal: z.union([z.literal('*'), z.looseObject({ Service: texts.optional() })]),
  Condition: z.record(z.string(), z.record(z.string(), texts)).default({}),
});
const resourcePolicySchema = z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(statementSchema) }) });
type Asked = { service: string; action: string; resource: string; sourceArn: string };

const sources = (sourceArn: string): Record<string, string> => ({ 'aws:sourcearn': sourceArn, 'aws:sourceaccount': accountOf(sourceArn) });

/** Whether a resource policy lets this AWS service do this on behalf of this source; source and its account are the conditions it may have. */
function serviceMay(properties: unknown, { service, action, resource, sourceArn }: Asked): boolean {
  const { Statement } = resourcePolicySchema.parse(properties).PolicyDocument;
  return Statement.some(({ Effect, Action, Resource, Principal, Condition }) => {
    const services = Principal === '*' ? [] : (Principal.Service ?? []);
    const conditions = Object.values(Condition).flatMap((keys) => Object.entries(keys));
    return (
      Effect === 'Allow' &&
      services.includes(service) &&
      Action.includes(action) &&
      Resource.some((pattern) => matches(pattern, resource)) &&
      conditions.every(([key, patterns]) => {
        const value = sources(sourceArn)[key.toLowerCase()];
        return value !== undefined && patterns.some((pattern) => matches(pattern, value));
      })
    );
  });
}

const queuePolicySchema = z.looseObject({ Queues: z.array(z.string()) });
const bucketPolicySchema = z.looseObject({ Bucket: z.string() });

/** Whether a queue policy lets EventBridge send on behalf of this rule. */
export const mayDeliver = (templates: Templates, queueArn: string, ruleArn: string): boolean =>
  templates.ofType('AWS::SQS::QueuePolicy').some(({ properties }) => {
    const asked = { service: 'events.amazonaws.com', action: 'sqs:SendMessage', resource: queueArn, sourceArn: ruleArn };
    const { Queues } = queuePolicySchema.parse(properties);
    const isOf = Queues.some((url) => templates.find('AWS::SQS::Queue', url).names.attributes['Arn'] === queueArn);
    return isOf && serviceMay(properties, asked);
  });

/** Whether a bucket policy lets CloudFront read this object on behalf of this distribution. */
export const mayServe = (templates: Templates, bucket: string, key: string, distributionArn: string): boolean =>
  bucketPolicies(templates, bucket).some((properties) => {
    const resource = `arn:aws:s3:::${bucket}/${key}`;
    return serviceMay(properties, { service: 'cloudfront.amazonaws.com', action: 's3:GetObject', resource, sourceArn: distributionArn });
  });

/** Whether a bucket policy lets SES put this object on behalf of this receipt rule. */
export const mayStore = (templates: Templates, bucket: string, key: string, ruleArn: string): boolean =>
  bucketPolicies(templates, bucket).some((properties) => {
    const resource = `arn:aws:s3:::${bucket}/${key}`;
    return serviceMay(properties, { service: 'ses.amazonaws.com', action: 's3:PutObject', resource, sourceArn: ruleArn });
  });

/** The policies of a bucket, as the template has them. */
export const bucketPolicies = (templates: Templates, bucket: string): Record<string, unknown>[] =>
  templates
    .ofType('AWS::S3::BucketPolicy')
    .map(({ properties }) => properties)
    .filter((properties) => bucketPolicySchema.parse(properties).Bucket === bucket);
