/**
 * What AWS asks in us-east-1, in dollars, without any free tier, as known on 2026-11-23. Those of DynamoDB and SQS come from a second-hand list:
 * compare with AWS's own pages before you rely on a cent. CloudFront, S3, data transfer and SES are not in it.
 * @see https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/lambda/pricing/ https://aws.amazon.com/sqs/pricing/
 * @see https://aws.amazon.com/kms/pricing/ https://aws.amazon.com/api-gateway/pricing/ https://aws.amazon.com/cloudwatch/pricing/
 */
export const prices = {
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  httpApiRequest: 1e-6,
  lambdaRequest: 0.2e-6,
  /** arm64. */
  gigabyteSecond: 13.3334e-6,
  sqsRequest: 0.4e-6,
  kmsRequest: 3e-6,
  logByte: 0.5e-9,
  /** A month each. */
  kmsKey: 1,
  alarm: 0.1,
} as const;

/** A lone message is sent, received and deleted; ten at once share the last two. */
export const sqsRequestsPerMessage = 3;
/** Lambda's poller asks an empty queue so often in a month: five pollers, each every twenty seconds. */
export const idlePollsPerQueue = 5 * 3 * 60 * 24 * 30;
export const ticksPerMonth = 60 * 24 * 30;
