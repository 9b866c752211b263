/** Resource policies: which AWS service may invoke which function, and act on which queue or bucket. Judged as the audit of the templates does. */
import * as z from 'zod';
import { permissionMay, type ServiceCall, serviceMay } from '../infra/service-policy.ts';
import type { Templates } from './template.ts';

const permissionSchema = z.looseObject({ FunctionName: z.string() });

/** The account in an ARN. */
const accountOf = (arn: string) => arn.split(':')[4] ?? '';

/** Whether a `Lambda::Permission` lets this service call on behalf of this source. */
export function mayInvoke(templates: Templates, functionName: string, principal: string, sourceArn: string): boolean {
  return templates.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    const target = templates.find('AWS::Lambda::Function', permissionSchema.parse(properties).FunctionName).names.ref;
    return target === functionName && permissionMay(properties, { service: principal, sourceArn, account: accountOf(sourceArn) });
  });
}

const resourcePolicySchema = z.looseObject({ PolicyDocument: z.looseObject({ Statement: z.array(z.unknown()) }) });

/** All policies of one resource together: one that denies is enough. */
const allows = (policies: unknown[], call: Omit<ServiceCall, 'account'>): boolean => {
  const Statement = policies.flatMap((properties) => resourcePolicySchema.parse(properties).PolicyDocument.Statement);
  return serviceMay({ Statement }, { ...call, account: accountOf(call.sourceArn) });
};

const queuePolicySchema = z.looseObject({ Queues: z.array(z.string()) });
const bucketPolicySchema = z.looseObject({ Bucket: z.string() });

/** Whether a queue policy lets EventBridge send on behalf of this rule. */
export function mayDeliver(templates: Templates, queueArn: string, ruleArn: string): boolean {
  const policies = templates
    .ofType('AWS::SQS::QueuePolicy')
    .map(({ properties }) => properties)
    .filter((properties) =>
      queuePolicySchema.parse(properties).Queues.some((url) => templates.find('AWS::SQS::Queue', url).names.attributes['Arn'] === queueArn),
    );
  return allows(policies, { service: 'events.amazonaws.com', action: 'sqs:SendMessage', resource: queueArn, sourceArn: ruleArn });
}

/** Whether a bucket policy lets CloudFront read this object on behalf of this distribution. */
export const mayServe = (templates: Templates, bucket: string, key: string, distributionArn: string): boolean =>
  allows(bucketPolicies(templates, bucket), {
    service: 'cloudfront.amazonaws.com',
    action: 's3:GetObject',
    resource: `arn:aws:s3:::${bucket}/${key}`,
    sourceArn: distributionArn,
  });

/** Whether a bucket policy lets SES put this object on behalf of this receipt rule. */
export const mayStore = (templates: Templates, bucket: string, key: string, ruleArn: string): boolean =>
  allows(bucketPolicies(templates, bucket), {
    service: 'ses.amazonaws.com',
    action: 's3:PutObject',
    resource: `arn:aws:s3:::${bucket}/${key}`,
    sourceArn: ruleArn,
  });

/** The policies of a bucket, as the template has them. */
export const bucketPolicies = (templates: Templates, bucket: string): Record<string, unknown>[] =>
  templates
    .ofType('AWS::S3::BucketPolicy')
    .map(({ properties }) => properties)
    .filter((properties) => bucketPolicySchema.parse(properties).Bucket === bucket);
