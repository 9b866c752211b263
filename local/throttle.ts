/** API Gateway's throttle: a token bucket for each route that has its own limit, and one for all others together. */
import * as z from 'zod';
import type { Templates } from './template.ts';

/** A word that CloudFormation does not know limits nothing there. */
const limitsSchema = z.strictObject({
  ThrottlingRateLimit: z.number().optional(),
  ThrottlingBurstLimit: z.number().optional(),
  DetailedMetricsEnabled: z.boolean().optional(),
});
const stageSchema = z.looseObject({
  DefaultRouteSettings: limitsSchema.optional(),
  RouteSettings: z.record(z.string(), limitsSchema).default({}),
});
type Bucket = { rate: number; burst: number; left: number; at: number };

/** AWS's own limits for all APIs of an account. */
const accountLimits = { rate: 10_000, burst: 5_000 };

const bucketOf = (limits: z.infer<typeof limitsSchema> | undefined, now: Date): Bucket => {
  const rate = limits?.ThrottlingRateLimit ?? accountLimits.rate;
  const burst = limits?.ThrottlingBurstLimit ?? accountLimits.burst;
  return { rate, burst, left: burst, at: now.getTime() };
};

function take(bucket: Bucket, now: Date): boolean {
  const refilled = bucket.left + (Math.max(0, now.getTime() - bucket.at) / 1000) * bucket.rate;
  bucket.left = Math.min(bucket.burst, refilled);
  bucket.at = now.getTime();
  if (bucket.left < 1) return false;
  bucket.left -= 1;
  return true;
}

/** Whether this call of a route may pass; who is refused takes nothing. @throws {Error} if the stage limits a route that is not there. */
export function openThrottle(templates: Templates, routeKeys: readonly string[], now: () => Date): (routeKey: string) => boolean {
  const [stage] = templates.ofType('AWS::ApiGatewayV2::Stage');
  const { DefaultRouteSettings, RouteSettings } = stageSchema.parse(stage?.properties ?? {});
  const unknown = Object.keys(RouteSettings).find((key) => !routeKeys.includes(key));
  if (unknown !== undefined) throw new Error(`Unable to find Route by key ${unknown} within the provided RouteSettings`);
  const own = new Map(Object.entries(RouteSettings).map(([key, limits]) => [key, bucketOf(limits, now())]));
  const others = bucketOf(DefaultRouteSettings, now());
  return (routeKey) => take(own.get(routeKey) ?? others, now());
}
