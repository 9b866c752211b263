/** Sending mail: the verified domain of the sender address and a configuration set that asks for TLS. */
import { Stack } from 'aws-cdk-lib';
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailIdentity, Identity, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage.ts';

export class OutboundMail extends Construct {
  /** Every identity of the account. */
  readonly identityArns: string;
  readonly configurationSetArn: string;
  readonly configurationSetName: string;

  constructor(scope: Construct, id: string, { settings }: { settings: StageSettings }) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, 'configuration-set', {
      configurationSetName: `postora-${settings.stage}`,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    new EmailIdentity(this, 'identity', {
      identity: Identity.domain(settings.mailDomain),
      configurationSet,
    });
    this.identityArns = Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName: '*' });
    this.configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: configurationSet.configurationSetName,
    });
    this.configurationSetName = configurationSet.configurationSetName;
  }
}
