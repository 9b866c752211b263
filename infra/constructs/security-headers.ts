/** The security headers of every answer, console and API alike (T6.8). */
import { Duration } from 'aws-cdk-lib';
import { HeadersFrameOption, HeadersReferrerPolicy, ResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
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

export class SecurityHeaders extends Construct {
  readonly policy: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, props: SecurityHeadersProps) {
    super(scope, id);
    this.policy = new ResponseHeadersPolicy(this, 'policy', {
      responseHeadersPolicyName: `postora-${props.settings.stage}`,
      securityHeadersBehavior: {
        strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(props), override: true },
        contentTypeOptions: { override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      },
      customHeadersBehavior: { customHeaders: [{ header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true }] },
    });
  }
}
