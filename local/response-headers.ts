/** CloudFront's response headers policy: what it sets and removes on every answer. */
import * as z from 'zod';
import type { ApiAnswer } from './http-event.ts';

const overriding = z.looseObject({ Override: z.boolean().default(false) });
const configSchema = z.looseObject({
  ResponseHeadersPolicyConfig: z.looseObject({
    SecurityHeadersConfig: z
      .strictObject({
        ContentSecurityPolicy: overriding.extend({ ContentSecurityPolicy: z.string() }).optional(),
        ContentTypeOptions: overriding.optional(),
        FrameOptions: overriding.extend({ FrameOption: z.string() }).optional(),
        ReferrerPolicy: overriding.extend({ ReferrerPolicy: z.string() }).optional(),
        StrictTransportSecurity: overriding
          .extend({
            AccessControlMaxAgeSec: z.number(),
            IncludeSubdomains: z.boolean().default(false),
            Preload: z.boolean().default(false),
          })
          .optional(),
        XSSProtection: overriding.extend({ Protection: z.boolean() }).optional(),
      })
      .default({}),
    CustomHeadersConfig: z.object({ Items: z.array(overriding.extend({ Header: z.string(), Value: z.string() })) }).optional(),
    RemoveHeadersConfig: z.object({ Items: z.array(z.object({ Header: z.string() })) }).optional(),
  }),
});
type Header = { name: string; value: string; overrides: boolean };

export function responseHeadersPolicy(properties: unknown): <T extends ApiAnswer>(answer: T) => T {
  const { ResponseHeadersPolicyConfig: config } = configSchema.parse(properties);
  const custom = (config.CustomHeadersConfig?.Items ?? []).map(({ Header, Value, Override }) => ({
    name: Header.toLowerCase(),
    value: Value,
    overrides: Override,
  }));
  const set = [...securityHeaders(config.SecurityHeadersConfig), ...custom];
  const removed = new Set((config.RemoveHeadersConfig?.Items ?? []).map(({ Header }) => Header.toLowerCase()));
  return (answer) => {
    const kept = answer.headers.filter(([name]) => !removed.has(name) && !set.some((header) => header.overrides && header.name === name));
    const added = set
      .filter(({ name }) => !kept.some(([existing]) => existing === name))
      .map(({ name, value }): [string, string] => [name, value]);
    return { ...answer, headers: [...kept, ...added] };
  };
}

type Security = z.infer<typeof configSchema>['ResponseHeadersPolicyConfig']['SecurityHeadersConfig'];

function securityHeaders(security: Security): Header[] {
  const {
    ContentSecurityPolicy: csp,
    ContentTypeOptions: type,
    FrameOptions: frame,
    ReferrerPolicy: referrer,
    StrictTransportSecurity: hsts,
    XSSProtection: xss,
  } = security;
  const subdomains = hsts?.IncludeSubdomains ? '; includeSubDomains' : '';
  const values: [string, string | undefined, boolean | undefined][] = [
    ['content-security-policy', csp?.ContentSecurityPolicy, csp?.Override],
    ['x-content-type-options', type && 'nosniff', type?.Override],
    ['x-frame-options', frame?.FrameOption, frame?.Override],
    ['referrer-policy', referrer?.ReferrerPolicy, referrer?.Override],
    [
      'strict-transport-security',
      hsts && `max-age=${hsts.AccessControlMaxAgeSec}${subdomains}${hsts.Preload ? '; preload' : ''}`,
      hsts?.Override,
    ],
    ['x-xss-protection', xss && (xss.Protection ? '1' : '0'), xss?.Override],
  ];
  return values.flatMap(([name, value, overrides]) => (value === undefined ? [] : [{ name, value, overrides: overrides === true }]));
}
