/** The template's buckets: whose pages may upload to them, whether they report new objects, and how long objects stay. */
import * as z from 'zod';
import { partsBucket } from './s3-multipart.ts';
import type { S3Store } from './s3-store.ts';
import type { Templates } from './template.ts';

const corsRuleSchema = z.looseObject({
  AllowedHeaders: z.array(z.string()).default([]),
  AllowedMethods: z.array(z.string()),
  AllowedOrigins: z.array(z.string()),
  ExposedHeaders: z.array(z.string()).default([]),
  MaxAge: z.coerce.number().optional(),
});
const bucketSchema = z.looseObject({
  CorsConfiguration: z.looseObject({ CorsRules: z.array(corsRuleSchema) }).default({ CorsRules: [] }),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: z.boolean().default(true) }).optional() })
    .default({}),
  VersioningConfiguration: z.undefined().optional(),
  LifecycleConfiguration: z
    .looseObject({
      Rules: z.array(
        z.looseObject({
          Status: z.literal('Enabled'),
          Prefix: z.string().default(''),
          ExpirationInDays: z.coerce.number().optional(),
        }),
      ),
    })
    .default({ Rules: [] }),
});
export type CorsRule = z.infer<typeof corsRuleSchema>;
export type Bucket = { name: string; arn: string; cors: CorsRule[]; reports: boolean };

/** @throws {Error} on a bucket that has what is not modelled: versions, notifications other than to EventBridge. */
export function bucketsOf(templates: Templates, store: S3Store): Map<string, Bucket> {
  return new Map(
    templates.ofType('AWS::S3::Bucket').map(({ names, properties }) => {
      const { CorsConfiguration, NotificationConfiguration, LifecycleConfiguration } = bucketSchema.parse(properties);
      for (const { Prefix, ExpirationInDays } of LifecycleConfiguration.Rules) {
        if (ExpirationInDays !== undefined) store.expire(names.ref, Prefix, ExpirationInDays);
        store.expire(partsBucket(names.ref), '', 1);
      }
      const reports = NotificationConfiguration.EventBridgeConfiguration?.EventBridgeEnabled ?? false;
      return [names.ref, { name: names.ref, arn: names.attributes['Arn'] ?? '', cors: CorsConfiguration.CorsRules, reports }];
    }),
  );
}

const fits = (pattern: string, text: string) => {
  const [before = '', after] = pattern.toLowerCase().split('*');
  const lower = text.toLowerCase();
  return after === undefined
    ? lower === before
    : lower.startsWith(before) && lower.endsWith(after) && lower.length >= before.length + after.length;
};

/** What S3 adds for a page of another origin; nothing when no rule lets that page do this. */
export function corsHeaders({ cors }: Bucket, origin: string | undefined, method: string, headers: string[] = []): Record<string, string> {
  if (origin === undefined) return {};
  const rule = cors.find(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders }) =>
      AllowedOrigins.some((pattern) => fits(pattern, origin)) &&
      AllowedMethods.includes(method) &&
      headers.every((header) => AllowedHeaders.some((pattern) => fits(pattern, header))),
  );
  if (!rule) return {};
  return {
    'access-control-allow-origin': rule.AllowedOrigins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    ...(headers.length > 0 ? { 'access-control-allow-headers': headers.join(', ') } : {}),
    ...(rule.ExposedHeaders.length > 0 ? { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') } : {}),
    ...(rule.MaxAge === undefined ? {} : { 'access-control-max-age': String(rule.MaxAge) }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}
