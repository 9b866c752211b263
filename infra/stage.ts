/** Typed settings per stage: whoever hosts Postora edits the `beta` entry of this table, and nothing else in infra. */

export type StageName = 'laptop' | 'beta';

/** Real lifetimes of CloudWatch log groups, in days; privacy target T8.2 allows 90 at most. */
type LogRetentionDays = 7 | 14 | 30 | 60 | 90;

export type StageSettings = {
  stage: StageName;
  /** False for the laptop: its template is run by `local/`, never given to CloudFormation. */
  isDeployable: boolean;
  /** All stacks are in one region: CloudFront's certificate and its log delivery exist in us-east-1 only. */
  region: 'us-east-1';
  /** `https://host` without path or trailing slash; the one origin of console and API, known to every function. */
  publicOrigin: string;
  /** `https://host` of checked uploads: another host than the console's, so that no cookie of ours is ever near a user's file. */
  mediaOrigin: string;
  /** As `customDomain`, for `mediaOrigin`. */
  mediaDomain?: { domain: string; certificateArn: string };
  /** Where browsers upload to, if not at S3's own address: the laptop. */
  uploadOrigin?: string;
  /**
   * Own host name and its us-east-1 certificate. Without it CloudFront's own name is used:
   * deploy with `publicOrigin: 'https://unknown.cloudfront.net'`, read the name from the outputs, set it, deploy again.
   */
  customDomain?: { domain: string; certificateArn: string };
  /** The verified SES identity: sender and help address are of this domain, and its MX record leads to SES. */
  mailDomain: string;
  /** Sender of every mail. */
  mailFrom: string;
  /** Who runs this stage, as its privacy policy says. Built into the public pages. */
  operatorName: string;
  /** Where people write to, for help and for deleting everything; the policy names it. */
  helpAddress: string;
  /** Who reads that mail: every accepted one is forwarded there. Not of `mailDomain`, whose mail comes to us. */
  operatorAddress: string;
  /** Name of the receipt rule set that is active in the region already, if there is one; without it we make our own. */
  joinsRuleSet?: string;
  /** Name of the rule in `joinsRuleSet` after which ours shall stand; without it SES puts ours before all others. */
  joinsRuleSetAfter?: string;
  /** HSTS also for every host below `publicOrigin` and `mediaOrigin`, for a year: only if all of them have TLS. */
  hstsIncludesSubdomains?: true;
  /** Gets alarms and the budget notice. */
  alarmEmail: string;
  logRetentionDays: LogRetentionDays;
  /** Name of a restored copy of `main` that the functions shall use; without it they use the table of the data stack. */
  mainTableName?: string;
  /** Between a restore and the replay of the ledger: no API, no publishing, refreshing or mail; only erasing goes on (docs/operations.md). */
  isRestoring?: true;
  /** Most publisher invocations at once (2–1000); new AWS accounts have 10 concurrent functions in all. */
  publisherMaxConcurrency: number;
  /** Most refreshes of tokens at once (2–1000). */
  refresherMaxConcurrency: number;
  /** Most mailer invocations at once (2–1000). */
  mailerMaxConcurrency: number;
  /** Most checks of uploads at once (2–1000). */
  mediaMaxConcurrency: number;
  /** Most deletions at once (2–1000). */
  eraserMaxConcurrency: number;
  /** A mail goes out at 50, 80 and 100 % of it, and when the account's month is forecast to cost more. */
  monthlyBudgetUsd: number;
  threads: { graphUrl: string; authorizeUrl: string };
  /** The scaled clock of a sped-up laptop run: `epoch` is handed on as it is in CLOCK_EPOCH. */
  clock?: { speed: number; epoch: string };
};

/** What the caller may change in code: the laptop runner sets origin, provider addresses and clock; tests set the rest. */
export type StageOverrides = Partial<Omit<StageSettings, 'stage' | 'isDeployable' | 'region'>>;

/** Stands where a person or a company has to be named. */
const operatorPlaceholder = 'The operator of this Postora';

const threads = { graphUrl: 'https://graph.threads.net', authorizeUrl: 'https://threads.com/oauth/authorize' };

const stages: Record<StageName, StageSettings> = {
  laptop: {
    stage: 'laptop',
    isDeployable: false,
    region: 'us-east-1',
    publicOrigin: 'http://localhost:8080',
    mediaOrigin: 'http://127.0.0.1:8086',
    mailDomain: 'postora.xyz',
    mailFrom: 'postora@postora.xyz',
    operatorName: 'Whoever started it on this machine',
    helpAddress: 'help@postora.xyz',
    operatorAddress: 'operator@operator.test',
    alarmEmail: 'operator@localhost.test',
    logRetentionDays: 7,
    publisherMaxConcurrency: 4,
    refresherMaxConcurrency: 2,
    mailerMaxConcurrency: 2,
    mediaMaxConcurrency: 2,
    eraserMaxConcurrency: 2,
    monthlyBudgetUsd: 1,
    threads,
  },
  beta: {
    stage: 'beta',
    isDeployable: true,
    region: 'us-east-1',
    publicOrigin: 'https://postora.example.com',
    mediaOrigin: 'https://media.postora.example.com',
    mailDomain: 'example.com',
    mailFrom: 'postora@example.com',
    operatorName: operatorPlaceholder,
    helpAddress: 'help@example.com',
    operatorAddress: 'operator@example.net',
    alarmEmail: 'operator@example.com',
    logRetentionDays: 30,
    publisherMaxConcurrency: 5,
    refresherMaxConcurrency: 2,
    mailerMaxConcurrency: 2,
    mediaMaxConcurrency: 2,
    eraserMaxConcurrency: 2,
    monthlyBudgetUsd: 20,
    threads,
  },
};

export const stageNames = Object.keys(stages).filter(isStageName);

function isStageName(name: string): name is StageName {
  return Object.hasOwn(stages, name);
}

/** Turns a name given from outside into a stage. @throws {Error} when the name is missing or unknown. */
export function parseStageName(name: unknown): StageName {
  if (typeof name === 'string' && isStageName(name)) return name;
  const given = name === undefined ? 'No stage was named' : `There is no stage "${String(name)}"`;
  throw new Error(`${given}: say -c stage=<name> or set STAGE, with one of ${Object.keys(stages).join(', ')}.`);
}

/** The settings of a stage, checked. @throws {Error} naming the setting that is wrong. */
export function stageSettings(stage: StageName, overrides: StageOverrides = {}): StageSettings {
  const settings = { ...stages[stage], ...overrides };
  const fault = faults.find((candidate) => candidate.isWrong(settings));
  if (fault) throw new Error(`Stage "${stage}": ${fault.says}`);
  return settings;
}

/** Exports are rare and large: as few at once as AWS allows. */
export const exporterMaxConcurrency = 2;
/** What Lambda gives an account that has not asked for more. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const newAccountConcurrency = 10;

/** What a host should know before deploying. Said, not refused: the quota of an account can be raised, and then it is right. */
export function warningsOf(settings: StageSettings): string[] {
  const { publisherMaxConcurrency, refresherMaxConcurrency, mailerMaxConcurrency, mediaMaxConcurrency, eraserMaxConcurrency } = settings;
  const queues = [publisherMaxConcurrency, refresherMaxConcurrency, mailerMaxConcurrency, mediaMaxConcurrency, eraserMaxConcurrency];
  const most = queues.reduce((sum, one) => sum + one, exporterMaxConcurrency);
  if (!settings.isDeployable || most <= newAccountConcurrency) return [];
  return [
    `the queues may run ${most} functions at once, and a new AWS account has ${newAccountConcurrency} in all, the API included: ask for more (Service Quotas, Lambda, concurrent executions), or lower the MaxConcurrency settings`,
  ];
}

/** On every resource, so that a cost report can tell stages apart. */
export const stackTags = ({ stage }: Pick<StageSettings, 'stage'>): Record<string, string> => ({ application: 'postora', stage });

const plainAddress = /^[^\s@<>]+@[^\s@<>]+$/;
const isOfDomain = (address: string, domain: string): boolean =>
  plainAddress.test(address) && address === address.toLowerCase() && address.endsWith(`@${domain}`);

const faults: readonly { isWrong: (settings: StageSettings) => boolean; says: string }[] = [
  {
    isWrong: ({ clock, stage }) => clock !== undefined && stage !== 'laptop',
    says: 'clock is allowed for the laptop only, because a deployed Postora must publish at the real time.',
  },
  {
    isWrong: ({ publicOrigin }) => !URL.canParse(publicOrigin) || new URL(publicOrigin).origin !== publicOrigin,
    says: 'publicOrigin must be an origin such as https://postora.example.com, without path or trailing slash.',
  },
  {
    isWrong: ({ publicOrigin, isDeployable }) => isDeployable && !publicOrigin.startsWith('https://'),
    says: 'publicOrigin must begin with https:// because session cookies are sent over TLS only.',
  },
  {
    isWrong: ({ mediaOrigin, publicOrigin }) =>
      !URL.canParse(mediaOrigin) || new URL(mediaOrigin).origin !== mediaOrigin || mediaOrigin === publicOrigin,
    says: 'mediaOrigin must be an origin of its own, such as https://media.postora.example.com, without path or trailing slash.',
  },
  {
    isWrong: ({ mediaOrigin, isDeployable }) => isDeployable && !mediaOrigin.startsWith('https://'),
    says: 'mediaOrigin must begin with https:// because platforms fetch from it.',
  },
  {
    isWrong: ({ mediaDomain, mediaOrigin }) => mediaDomain !== undefined && mediaOrigin !== `https://${mediaDomain.domain}`,
    says: 'mediaOrigin must be https:// followed by mediaDomain.domain.',
  },
  {
    isWrong: ({ mediaDomain }) => mediaDomain !== undefined && !mediaDomain.certificateArn.startsWith('arn:aws:acm:us-east-1:'),
    says: 'mediaDomain.certificateArn must be a certificate in us-east-1, the only region CloudFront reads.',
  },
  {
    isWrong: ({ customDomain, publicOrigin }) => customDomain !== undefined && publicOrigin !== `https://${customDomain.domain}`,
    says: 'publicOrigin must be https:// followed by customDomain.domain.',
  },
  {
    isWrong: ({ customDomain }) => customDomain !== undefined && !customDomain.certificateArn.startsWith('arn:aws:acm:us-east-1:'),
    says: 'customDomain.certificateArn must be a certificate in us-east-1, the only region CloudFront reads.',
  },
  {
    isWrong: ({ mailFrom }) => !plainAddress.test(mailFrom),
    says: 'mailFrom must be a plain address such as postora@example.com.',
  },
  {
    isWrong: ({ operatorName }) => operatorName.trim() === '',
    says: 'operatorName must be a name: the privacy policy says who runs this.',
  },
  {
    isWrong: ({ mailFrom, helpAddress, mailDomain }) => [mailFrom, helpAddress].some((one) => !isOfDomain(one, mailDomain)),
    says: 'mailFrom and helpAddress must be plain lower-case addresses of mailDomain, which SES verifies and receives for.',
  },
  {
    isWrong: ({ operatorAddress, mailDomain }) => !plainAddress.test(operatorAddress) || isOfDomain(operatorAddress, mailDomain),
    says: 'operatorAddress must be a plain address outside mailDomain: mail to that domain comes to Postora itself.',
  },
  {
    isWrong: ({ joinsRuleSet, joinsRuleSetAfter }) => joinsRuleSetAfter !== undefined && joinsRuleSet === undefined,
    says: 'joinsRuleSetAfter names a rule of joinsRuleSet, which is missing.',
  },
  { isWrong: ({ alarmEmail }) => !plainAddress.test(alarmEmail), says: 'alarmEmail must be a plain address.' },
  {
    isWrong: ({ publisherMaxConcurrency, refresherMaxConcurrency, mailerMaxConcurrency, mediaMaxConcurrency, eraserMaxConcurrency }) =>
      Math.min(publisherMaxConcurrency, refresherMaxConcurrency, mailerMaxConcurrency, mediaMaxConcurrency, eraserMaxConcurrency) < 2,
    says: 'MaxConcurrency must be 2 or more: AWS refuses less.',
  },
];

const placeholderHost = /(^|[.@/])example\.(com|net|org)$|\.(example|invalid|test)$|(^|[/@])localhost(:\d+)?$/;

/** Refuses to deploy a stage whose settings still hold placeholders. @throws {Error} naming each of them. */
export function refusePlaceholders(settings: StageSettings): void {
  if (!settings.isDeployable) throw new Error(`Stage "${settings.stage}" is not deployed: \`npm start\` runs it on this machine.`);
  const { publicOrigin, mediaOrigin, mailFrom, operatorName, helpAddress, operatorAddress, alarmEmail } = settings;
  const named = { publicOrigin, mediaOrigin, mailFrom, operatorName, helpAddress, operatorAddress, alarmEmail };
  const left = Object.entries(named).filter(([, value]) => value === operatorPlaceholder || placeholderHost.test(value));
  if (left.length === 0) return;
  const names = left.map(([name, value]) => `${name} (${value})`).join(', ');
  throw new Error(`Stage "${settings.stage}" still has placeholders: set ${names} in infra/stage.ts before deploying.`);
}
