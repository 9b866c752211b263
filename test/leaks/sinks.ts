/**
 * Where a secret could come out, as data. Each table is tied to the type it watches: a new port, table, queue or platform does not compile
 * until it says where what it lets out is searched (T9.2).
 */
import type { Deps, Sends } from '../../lib/app/deps.ts';
import type { TableName } from '../../lib/core/ports.ts';
import type { ProviderName } from '../../lib/core/provider.ts';
import type { QueueName } from '../../lib/core/queue.ts';
import type { SecretKind } from './secrets.ts';

/** One run each: handlers in memory, what is built, the laptop cloud. */
export const parts = ['memory', 'artifacts', 'laptop'] as const;
export type Part = (typeof parts)[number];

type Sink = { part: Part; what: string };
const memory = (what: string): Sink => ({ part: 'memory', what });

export const sinks = {
  answers: memory('every HTTP answer: status line, headers, cookies, body'),
  'operator answers': memory('what the operator is told'),
  logs: memory('every log line'),
  'table main': memory('every item ever written to main'),
  'table vault': memory('every item ever written to the vault'),
  'table ledger': memory('every item ever written to the ledger'),
  'queue publish': memory('every message, delayed ones too'),
  'queue refresh': memory('every message, delayed ones too'),
  'queue mail': memory('every message, delayed ones too'),
  'queue media': memory('every message, delayed ones too'),
  'queue export': memory('every message, delayed ones too'),
  'queue erase': memory('every message, delayed ones too'),
  mails: memory('every mail'),
  'key contexts': memory('every encryption context, as the audit log of the key service shows it'),
  errors: memory('every error of a port or a route: message, stack, cause, properties'),
  'cleared buffers': memory('data keys and opened tokens, after they were used'),
  'provider threads': memory('what the adapter of Threads returns'),
  'provider sandbox': memory('what the sandbox returns'),
  'calls to threads': memory('every request to Threads: address, headers, body'),
  files: memory('keys and metadata of stored files'),
  exports: memory('every file inside of an export'),
  templates: { part: 'artifacts', what: 'the synthesized templates of two stages' },
  bundles: { part: 'artifacts', what: 'the bundled code of every function' },
  console: { part: 'artifacts', what: 'the built console' },
  'laptop logs': { part: 'laptop', what: 'what functions and cloud say' },
  'laptop tables': { part: 'laptop', what: 'every item of DynamoDB Local' },
  'laptop queues': { part: 'laptop', what: 'every message that waits' },
  'laptop files': { part: 'laptop', what: 'the data folder, what is meant to hold secrets aside' },
  'laptop AWS calls': { part: 'laptop', what: 'every request that a function makes to AWS' },
} as const satisfies Record<string, Sink>;
export type SinkName = keyof typeof sinks;
const isSink = (name: string): name is SinkName => Object.hasOwn(sinks, name);
const sinkOf = (name: SinkName): Sink => sinks[name];
export const sinksOf = (part: Part): SinkName[] =>
  Object.keys(sinks)
    .filter(isSink)
    .filter((name) => sinkOf(name).part === part);

export const tableSinks = {
  main: 'table main',
  vault: 'table vault',
  ledger: 'table ledger',
} as const satisfies Record<TableName, SinkName>;

export const queueSinks = {
  publish: 'queue publish',
  refresh: 'queue refresh',
  mail: 'queue mail',
  media: 'queue media',
  export: 'queue export',
  erase: 'queue erase',
} as const satisfies Record<QueueName, SinkName>;

export const providerSinks = {
  threads: 'provider threads',
  sandbox: 'provider sandbox',
} as const satisfies Record<ProviderName, SinkName>;

const store = ['table main', 'errors'] as const;
/** What each port lets out, and where that is searched; none for what gives nothing of ours away. */
export const portSinks = {
  now: [],
  randomBytes: [],
  publicOrigin: [],
  mediaOrigin: [],
  originSecrets: ['errors'],
  log: ['logs'],
  keyedHash: ['errors', 'table main'],
  commit: ['table main', 'table vault', 'table ledger', 'errors'],
  users: store,
  sessions: store,
  links: store,
  devices: store,
  rates: store,
  connections: store,
  tokens: store,
  health: store,
  states: store,
  vault: ['table vault', 'errors'],
  posts: store,
  media: store,
  approvals: store,
  publications: store,
  leases: store,
  recentTexts: store,
  sweeps: store,
  stops: store,
  events: store,
  sandbox: store,
  exports: store,
  exportSource: ['exports', 'errors'],
  retention: store,
  deletions: store,
  erasures: store,
  ledger: ['table ledger', 'errors'],
  mediaFiles: ['files', 'errors'],
  exportFiles: ['files', 'exports', 'errors'],
  signUpload: ['answers', 'errors'],
  signDownload: ['answers', 'errors'],
  sendMessage: ['queue publish', 'queue refresh', 'queue mail', 'queue media', 'queue export', 'queue erase', 'errors'],
  sendMail: ['mails', 'errors'],
  helpMail: store,
  rawMails: ['mails', 'errors'],
  operatorAddress: [],
  own: [],
  sealer: ['key contexts', 'cleared buffers', 'errors'],
  providers: ['provider threads', 'provider sandbox', 'calls to threads', 'errors'],
  forgetRemote: ['errors'],
  readSignedRequest: ['errors', 'logs'],
  pause: [],
} as const satisfies Record<keyof (Deps & Sends<QueueName>) | 'log' | 'originSecrets' | 'readSignedRequest' | 'own', readonly SinkName[]>;

/** Where a secret has to stand, or has been decided to stand. One that is never met there is taken out of the list: the run says so. */
export type Declared = { secret: SecretKind; sink: SinkName; place: RegExp; why: string };
const declare = (secret: SecretKind, sink: SinkName, place: RegExp, why: string): Declared => ({ secret, sink, place, why });

export const declared: readonly Declared[] = [
  declare('session_cookie', 'answers', /^POST \/v1\/auth\/links\/redeem cookie __Host-postora-session$/, 'the cookie itself'),
  declare('browser_cookie', 'answers', /^POST \/v1\/(auth|connections)\/\S+ cookie __Host-postora-browser$/, 'the cookie itself'),
  declare(
    'oauth_state',
    'answers',
    /^POST \/v1\/connections\/\w+\/authorize body #\/authorize_url$/,
    'the browser takes it to the platform',
  ),
  declare(
    'oauth_code',
    'answers',
    /^POST \/v1\/connections\/sandbox\/authorize body #\/authorize_url$/,
    'the sandbox has no window of its own',
  ),
  declare('upload_signature', 'answers', /^POST \/v1\/media body #\/upload\/url$/, 'the browser uploads with it'),
  declare(
    'deletion_code',
    'answers',
    /^POST \/v1\/deletions(\/confirm)? (body #\/(code|status_url)|header location)$/,
    'whoever asked keeps it',
  ),
  declare('deletion_code', 'answers', /^POST \/callbacks\/threads\/\w+ body #\/(confirmation_code|url)$/, 'the platform shows it'),
  declare('deletion_code', 'answers', /^GET (\/v1\/deletions\/\{code\} body #\/code|\/deletion\/\{code\} body)$/, 'the page of that code'),
  declare('download_signature', 'answers', /^POST \/v1\/exports\/\{id\}\/download body #\/url$/, 'its owner downloads with it'),
  declare(
    'post_text',
    'answers',
    /^(GET|POST|PATCH) \/v1\/posts\S* body #(\/data\/\d+)?(\/replies\/\d+)?\/text$/,
    'shown to whoever wrote it',
  ),
  declare('post_text', 'answers', /^GET \/v1\/sandbox\S* body #\/data\/\d+(\/replies\/\d+)?\/text$/, 'shown to whoever wrote it'),
  declare('address', 'answers', /^(GET|POST) \/v1\/(me|auth\/keep-alive|auth\/links\/redeem) body #\/address$/, 'shown to its owner'),
  declare('address', 'answers', /^POST \/v1\/auth\/invites\/accept body #\/address$/, 'first letter and domain: which mailbox to open'),
  declare('handle', 'answers', /^GET \/v1\/connections body #\/data\/\d+\/username$/, 'which account it is'),
  declare('handle', 'answers', /^\w+ \/v1\/posts\S* body #\S*\/permalink$/, 'where the post is'),
  declare('invite_token', 'operator answers', /^invite #\/invite_url$/, 'the operator hands it over'),
  declare('deletion_code', 'operator answers', /^erase #\/(code|status_url)$/, 'the operator hands it over'),
  declare('deletion_code', 'table main', /^(DELETION# #\/(pk|code)|ERASURE# #\/code|USER# #\/deletion)$/, 'which deletion it is'),
  declare('deletion_code', 'table ledger', /^LEDGER# #\/(sk|code)$/, 'which deletion it was'),
  declare('deletion_code', 'queue erase', /^message #\/(message\/code|group)$/, 'which deletion it is'),
  declare('address', 'table main', /^(USER|INVITE)# #\/address$/, 'where mail goes'),
  declare('address', 'table main', /^MAILTO# #\/address$/, 'to whom an answer goes'),
  declare('post_text', 'table main', /^POSTS# #(\/replies\/\d+)?\/text$/, 'the post itself'),
  declare('post_text', 'table main', /^SANDBOX# #\/text$/, 'what the pretend platform shows'),
  declare('handle', 'table main', /^CONNECTIONS# #\/username$/, 'which account it is'),
  declare('handle', 'table main', /^PUBLICATIONS# #\/(done\/\d+\/)?permalink$/, 'where the post is'),
  declare('wrapped_key', 'table vault', /^DATAKEY# #\/wrapped$/, 'what the vault is for'),
  declare('handle', 'mails', /^mail #\/(subject|text|html)$/, 'which account it is'),
  declare('address', 'mails', /^mail #\/to$/, 'where it goes'),
  declare('address', 'mails', /^mail #\/attachedMail\/bytes$/, 'the mail itself, to the operator'),
  declare('mail_text', 'mails', /^mail #\/attachedMail\/bytes$/, 'the mail itself, to the operator'),
  declare('link_token', 'mails', /^mail #\/(text|html)$/, 'the one-time link'),
  declare('deletion_token', 'mails', /^mail #\/(text|html)$/, 'the one-time link'),
  declare('invite_token', 'mails', /^mail #\/(text|html)$/, 'the one-time link'),
  declare('address', 'exports', /^profile\.json #\/address$/, 'a copy of all that is theirs'),
  declare('handle', 'exports', /^connections\.json #\/username$/, 'a copy of all that is theirs'),
  declare('handle', 'exports', /^publications\.json #\/(done\/\d+\/)?permalink$/, 'a copy of all that is theirs'),
  declare('post_text', 'exports', /^(posts|sandbox)\.json #(\/replies\/\d+)?\/text$/, 'a copy of all that is theirs'),
  declare('oauth_state', 'provider threads', /^authorizationUrl/, 'the browser takes it to the platform'),
  declare('oauth_state', 'provider sandbox', /^authorizationUrl/, 'the browser takes it to the platform'),
  declare('oauth_code', 'provider sandbox', /^authorizationUrl/, 'the sandbox has no window of its own'),
  declare('access_token', 'provider threads', /^(exchangeCode|refresh) #\/accessToken$/, 'what was asked for'),
  declare('access_token', 'provider sandbox', /^(exchangeCode|refresh) #\/accessToken$/, 'what was asked for'),
  declare('handle', 'provider threads', /^profile #\/username$/, 'what was asked for'),
  declare('handle', 'provider threads', /^readBack #\/permalink$/, 'where the post is'),
  declare('oauth_code', 'calls to threads', /^POST \/oauth\/access_token body code$/, 'where Threads takes it'),
  declare('app_secret', 'calls to threads', /^POST \/oauth\/access_token body client_secret$/, 'where Threads takes it'),
  declare('app_secret', 'calls to threads', /^GET \/access_token query client_secret$/, 'where Threads takes it'),
  declare('short_token', 'calls to threads', /^GET \/access_token query access_token$/, 'where Threads takes it'),
  declare('access_token', 'calls to threads', /^GET \/refresh_access_token query access_token$/, 'where Threads takes it'),
  declare('access_token', 'calls to threads', /^(GET|POST) \/v1\.0\/\S+ header authorization$/, 'in no address'),
  declare('post_text', 'calls to threads', /^POST \/v1\.0\/me\/threads body text$/, 'what is published'),
  declare('address', 'laptop AWS calls', /^dynamodb \w+ #\/input\/(TransactItems\/\d+\/Put\/)?Item\/address\/S$/, 'where mail goes'),
  declare('address', 'laptop AWS calls', /^ses SendEmail #\/input\/Destination\/ToAddresses\/0$/, 'where it goes'),
  declare('link_token', 'laptop AWS calls', /^ses SendEmail #\/input\/Content\/Simple\/Body\/(Text|Html)\/Data$/, 'the one-time link'),
  declare('invite_token', 'laptop AWS calls', /^ses SendEmail #\/input\/Content\/Simple\/Body\/(Text|Html)\/Data$/, 'the one-time link'),
  declare(
    'deletion_code',
    'laptop AWS calls',
    /^dynamodb \w+ #\/input\/(TransactItems\/\d+\/Put\/)?(Key|Item)\/(pk|sk|code|deletion)\/S$/,
    'which deletion it is',
  ),
  declare('deletion_code', 'laptop AWS calls', /^sqs SendMessage #\/input\/Message(Body|GroupId)$/, 'which deletion it is'),
  declare('deletion_code', 'laptop tables', /^(DELETION# #\/(pk|code)|LEDGER# #\/(sk|code))\/S$/, 'which deletion it was'),
  declare('wrapped_key', 'laptop AWS calls', /^dynamodb \w+ #\/input\/TransactItems\/\d+\/Put\/Item\/wrapped\/S$/, 'what the vault is for'),
  declare('wrapped_key', 'laptop AWS calls', /^kms Decrypt #\/input\/CiphertextBlob$/, 'what opens it'),
  declare('post_text', 'laptop AWS calls', /^dynamodb PutItem #\/input\/Item\/text\/S$/, 'the post itself'),
  declare('address', 'laptop tables', /^(USER|INVITE)# #\/address\/S$/, 'where mail goes'),
  declare('post_text', 'laptop tables', /^POSTS# #\/text\/S$/, 'the post itself'),
  declare('address', 'laptop files', /^mail\//, 'the mailbox'),
  declare('address', 'laptop files', /^s3\/[\w-]+-mediabucket\w+\/data\//, 'a copy of all that is theirs'),
  declare('post_text', 'laptop files', /^s3\/[\w-]+-mediabucket\w+\/data\//, 'a copy of all that is theirs'),
  declare('link_token', 'laptop files', /^mail\//, 'the mailbox'),
  declare('invite_token', 'laptop files', /^mail\//, 'the mailbox'),
];
