/** The environment of a function, derived from its rights: what it may not touch, it is not even told the name of. */
import type { Duty, Right } from '../../functions/duties.ts';
import type { StageSettings } from '../stage.ts';

/** The names and addresses that rights come with. */
export type EnvironmentTargets = {
  mainTable: string;
  vaultTable: string;
  ledgerTable: string;
  publishQueueUrl: string;
  refreshQueueUrl: string;
  mailQueueUrl: string;
  mediaQueueUrl: string;
  exportQueueUrl: string;
  eraseQueueUrl: string;
  mediaBucket: string;
  rawMailBucket: string;
  tokenKeyArn: string;
  mailConfigurationSet: string;
  parameterPrefix: string;
};

export function environmentFor(
  { rights, receivesMail }: Pick<Duty, 'rights' | 'receivesMail'>,
  settings: StageSettings,
  targets: EnvironmentTargets,
): Record<string, string> {
  const perRight = {
    main: { MAIN_TABLE: targets.mainTable },
    due: { MAIN_TABLE: targets.mainTable },
    vault: { VAULT_TABLE: targets.vaultTable },
    ledger: { LEDGER_TABLE: targets.ledgerTable },
    'publish-queue': { PUBLISH_QUEUE_URL: targets.publishQueueUrl },
    'refresh-queue': { REFRESH_QUEUE_URL: targets.refreshQueueUrl },
    'mail-queue': { MAIL_QUEUE_URL: targets.mailQueueUrl },
    'media-queue': { MEDIA_QUEUE_URL: targets.mediaQueueUrl },
    'export-queue': { EXPORT_QUEUE_URL: targets.exportQueueUrl },
    'erase-queue': { ERASE_QUEUE_URL: targets.eraseQueueUrl },
    'media-bucket': { MEDIA_BUCKET: targets.mediaBucket },
    'raw-mail': { RAW_MAIL_BUCKET: targets.rawMailBucket, OPERATOR_ADDRESS: settings.operatorAddress },
    'token-key': { TOKEN_KEY_ARN: targets.tokenKeyArn },
    mail: { MAIL_FROM: settings.mailFrom, MAIL_CONFIGURATION_SET: targets.mailConfigurationSet },
    parameters: { PARAMETER_PREFIX: targets.parameterPrefix },
    providers: { THREADS_GRAPH_URL: settings.threads.graphUrl, THREADS_AUTHORIZE_URL: settings.threads.authorizeUrl },
  } satisfies Record<Right['on'], Record<string, string>>;
  return Object.assign(
    {
      STAGE: settings.stage,
      PUBLIC_ORIGIN: settings.publicOrigin,
      MEDIA_ORIGIN: settings.mediaOrigin,
      NODE_OPTIONS: '--enable-source-maps',
    },
    settings.clock ? { CLOCK_SPEED: String(settings.clock.speed), CLOCK_EPOCH: settings.clock.epoch } : {},
    receivesMail ? mailboxes(settings) : {},
    ...rights.map((right) => perRight[right.on]),
  );
}

/** Whoever takes mail in has to know which mailboxes are ours. */
const mailboxes = ({ helpAddress, mailFrom, operatorAddress }: StageSettings): Record<string, string> => ({
  HELP_ADDRESS: helpAddress,
  MAIL_FROM: mailFrom,
  OPERATOR_ADDRESS: operatorAddress,
});
