/** The security headers of every answer (T6.8): those of console and API, and stricter ones for plain pages without a script. */
import { Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, type ResponseCustomHeader, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage.ts';

type SecurityHeadersProps = {
  settings: StageSettings;
  /** Where uploads are shown from. */
  mediaOrigin: string;
  /** Where the console uploads to. */
  uploadOrigin: string;
};

const contentSecurityPolicy = ({ mediaOrigin, uploadOrigin }: SecurityHeadersProps) =>
  [
    "default-src 'self'",
    `connect-src 'self' ${uploadOrigin}`,
    // blob: shows a chosen file before it is uploaded.
    `img-src 'self' blob: ${mediaOrigin}`,
    `media-src 'self' blob: ${mediaOrigin}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join('; ');

/** One stylesheet and the icon, nothing else; for pages that stand alone. */
const plainPagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const openerPolicy = { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true };

/** A year of TLS for this host; what else lies below the domain of somebody's own is not ours to decide. */
export const transportSecurity = ({ hstsIncludesSubdomains }: StageSettings) => ({
  accessControlMaxAge: Duration.days(365),
  includeSubdomains: hstsIncludesSubdomains === true,
  override: true,
});

export class SecurityHeaders extends Construct {
  readonly policy: ResponseHeadersPolicy;
  /** For pages that no search engine shall list. */
  readonly plainPage: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, props: SecurityHeadersProps) {
    super(scope, id);
    const { settings } = props;
    this.policy = this.headers('policy', settings, '', contentSecurityPolicy(props));
    this.plainPage = this.headers('plain-page', settings, '-page', plainPagePolicy, [
      { header: 'X-Robots-Tag', value: 'noindex, nofollow', override: true },
    ]);
  }

  private headers(id: string, settings: StageSettings, ending: string, policy: string, more: ResponseCustomHeader[] = []) {
    return new ResponseHeadersPolicy(this, id, {
      responseHeadersPolicyName: `postora-${settings.stage}${ending}`,
      securityHeadersBehavior: {
        strictTransportSecurity: transportSecurity(settings),
        contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      },
      customHeadersBehavior: { customHeaders: [openerPolicy, ...more] },
    });
  }
}
