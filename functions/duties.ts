/**
 * The one table of what each function may be asked and may touch: routes, triggers and rights, as plain data.
 * infra grants from it, the laptop runs it, tests compare it with the template. A right not listed here does not exist.
 */

/** DynamoDB rights on items whose partition key starts with one of `keys` (IAM condition `dynamodb:LeadingKeys`). */
export type TableRight = {
  on: 'main' | 'vault' | 'ledger';
  actions: readonly ('GetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem')[];
  keys: readonly string[];
};
/** Query on the sparse index `due` of `main`. */
export type IndexRight = { on: 'due'; actions: readonly ['Query']; keys: readonly string[] };
/** Sending to a work queue. Receiving follows from the duty's own `queue` trigger. */
export type QueueRight = {
  on: 'publish-queue' | 'refresh-queue' | 'mail-queue' | 'media-queue' | 'export-queue' | 'erase-queue';
  actions: readonly ['SendMessage'];
};
/** Use of the token key, only with this encryption context (every name in `contextKeys` present, no other). */
export type KeyRight = {
  on: 'token-key';
  actions: readonly ('GenerateDataKey' | 'Decrypt')[];
  context: Readonly<Record<string, string>>;
  contextKeys: readonly string[];
};
/** Sending mail from the stage's own sender address. */
export type MailRight = { on: 'mail'; actions: readonly ['SendEmail', 'SendRawEmail'] };
/** Reading mails that came in, from the bucket into which SES puts them. */
export type RawMailRight = { on: 'raw-mail'; actions: readonly ['GetObject'] };
/** Reading these SSM parameters below the stage's prefix. */
export type ParameterRight = { on: 'parameters'; names: readonly ParameterName[] };
/** Calling these providers over the internet; every other duty has no outbound HTTP client at all. */
export type ProviderRight = { on: 'providers'; names: readonly 'threads'[] };
/** S3 rights on objects of the media bucket whose key starts with one of `prefixes`. Listing is no right of anybody's. */
export type MediaRight = {
  on: 'media-bucket';
  actions: readonly ('GetObject' | 'PutObject' | 'DeleteObject' | 'AbortMultipartUpload')[];
  prefixes: readonly MediaPrefix[];
};
/** `incoming/` takes uploads and is never served; `m/` is public to whoever knows the path; `exports/` is read by signed addresses alone. */
export type MediaPrefix = 'incoming/' | 'm/' | 'exports/';
export type Right =
  | TableRight
  | IndexRight
  | QueueRight
  | KeyRight
  | MailRight
  | RawMailRight
  | ParameterRight
  | ProviderRight
  | MediaRight;

/** `origin-secret` is a String (CloudFront sends it), all others are SecureStrings. `-previous` and `meta-app-secret` are optional. */
export type ParameterName =
  | 'origin-secret'
  | 'origin-secret-previous'
  | 'hash-key'
  | 'threads-app-id'
  | 'threads-app-secret'
  | 'meta-app-secret';

export type Duty = {
  /** What it is for, in one sentence; becomes the function's description. */
  about: string;
  /** `METHOD /path` as in API Gateway; `$default` catches what no other route takes. */
  routes?: readonly string[];
  /** The work queue it consumes: batches of 10 with partial failures. */
  queue?: 'publish' | 'refresh' | 'mail' | 'media' | 'export' | 'erase';
  /** Its queue gets a message for each object that was put below this prefix of the media bucket. */
  uploads?: 'incoming/' | 'exports/';
  /** EventBridge schedule expression. */
  schedule?: string;
  /** Called by SES for each mail to the help address. */
  receivesMail?: true;
  /** Called by the operator with `lambda:InvokeFunction`, by nobody else. */
  invokedByOperator?: true;
  /** It sends to its own queue, by itself or through others, and ends by its own bounds: Lambda shall not stop the 17th call of a chain. */
  mayLoop?: true;
  timeoutSeconds: number;
  memoryMb: number;
  rights: readonly Right[];
};

const tokenContextKeys = ['purpose', 'connection', 'user', 'provider', 'remote_hash', 'key_version', 'epoch'] as const;
const tokenContext = { purpose: 'token' } as const;

/** What every API function needs: the origin check, the caller's session, and the count of its calls. */
const callerRights = [
  { on: 'parameters', names: ['origin-secret', 'origin-secret-previous'] },
  { on: 'main', actions: ['GetItem'], keys: ['SESSION#', 'USER#'] },
  { on: 'main', actions: ['UpdateItem'], keys: ['RATE#'] },
] as const satisfies readonly Right[];

/** Everything of a person that lies in a partition of their own, beside their uploads. */
const erasedPartitions = [
  'TOKENS#',
  'HEALTH#',
  'RECENT#',
  'CONNECTIONS#',
  'SANDBOX#',
  'SANDBOXGRANT#',
  'PUBLICATIONS#',
  'APPROVALS#',
  'POSTS#',
  'SESSIONS#',
  'PENDING#',
  'RATE#',
  'EVENTS#',
] as const;
/** What waits for a person under the hash of its own secret. */
const pendingSecrets = ['INVITE#', 'LINK#', 'STATE#', 'DELETELINK#', 'DEVICE#'] as const;

export const duties = {
  auth: {
    about: 'Sign-in links, invites, sessions, who am I; answers unknown routes.',
    routes: [
      'POST /v1/auth/links',
      'POST /v1/auth/links/redeem',
      'POST /v1/auth/invites/accept',
      'POST /v1/auth/sign-out',
      'POST /v1/auth/keep-alive',
      'GET /v1/me',
      'GET /v1/sessions',
      'DELETE /v1/sessions/{session_id}',
      'GET /v1/health',
      '$default',
    ],
    timeoutSeconds: 10,
    memoryMb: 512,
    rights: [
      ...callerRights,
      { on: 'parameters', names: ['hash-key'] },
      { on: 'main', actions: ['GetItem'], keys: ['LINK#', 'INVITE#', 'EMAIL#', 'STOP#', 'RATE#', 'DEVICE#'] },
      { on: 'main', actions: ['Query'], keys: ['SESSIONS#'] },
      { on: 'main', actions: ['PutItem'], keys: ['USER#', 'EMAIL#', 'SESSION#', 'SESSIONS#', 'EVENTS#', 'DEVICE#', 'PENDING#'] },
      { on: 'main', actions: ['DeleteItem'], keys: ['LINK#', 'INVITE#', 'PENDING#', 'SESSION#', 'SESSIONS#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['USER#'] },
      { on: 'mail-queue', actions: ['SendMessage'] },
    ],
  },
  connect: {
    about: 'Connects an account by OAuth, lists connections.',
    routes: ['POST /v1/connections/{provider}/authorize', 'GET /oauth/{provider}/callback', 'GET /v1/connections', 'GET /v1/providers'],
    timeoutSeconds: 29,
    memoryMb: 512,
    rights: [
      ...callerRights,
      { on: 'parameters', names: ['hash-key', 'threads-app-id', 'threads-app-secret'] },
      { on: 'main', actions: ['GetItem'], keys: ['STATE#', 'CONNECTIONS#', 'REMOTE#'] },
      { on: 'main', actions: ['Query'], keys: ['CONNECTIONS#', 'HEALTH#'] },
      { on: 'main', actions: ['PutItem'], keys: ['STATE#', 'PENDING#', 'CONNECTIONS#', 'TOKENS#', 'HEALTH#', 'REMOTE#', 'EVENTS#'] },
      { on: 'main', actions: ['DeleteItem'], keys: ['STATE#', 'PENDING#'] },
      { on: 'main', actions: ['GetItem', 'PutItem', 'DeleteItem'], keys: ['SANDBOXGRANT#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['USER#'] },
      { on: 'vault', actions: ['PutItem', 'DeleteItem'], keys: ['DATAKEY#'] },
      { on: 'token-key', actions: ['GenerateDataKey'], context: tokenContext, contextKeys: tokenContextKeys },
      { on: 'providers', names: ['threads'] },
    ],
  },
  publish: {
    about: 'Posts and their publications: write, edit, cancel, read. Can neither approve nor open a token.',
    routes: [
      'POST /v1/posts',
      'GET /v1/posts',
      'GET /v1/posts/{post_id}',
      'PATCH /v1/posts/{post_id}',
      'DELETE /v1/posts/{post_id}',
      'POST /v1/posts/{post_id}/cancel',
      'POST /v1/posts/{post_id}/publications/{connection_id}/resolve',
      'POST /v1/posts/validate',
      'POST /v1/media',
      'GET /v1/media/{media_id}',
      'DELETE /v1/media/{media_id}',
      'GET /v1/sandbox/{sandbox_id}/posts',
    ],
    timeoutSeconds: 10,
    memoryMb: 512,
    rights: [
      ...callerRights,
      { on: 'main', actions: ['GetItem'], keys: ['POSTS#', 'CONNECTIONS#', 'PUBLICATIONS#'] },
      { on: 'main', actions: ['Query'], keys: ['POSTS#', 'PUBLICATIONS#', 'APPROVALS#', 'CONNECTIONS#', 'SANDBOX#'] },
      { on: 'main', actions: ['PutItem'], keys: ['POSTS#', 'PUBLICATIONS#', 'EVENTS#'] },
      { on: 'main', actions: ['DeleteItem'], keys: ['POSTS#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['PUBLICATIONS#'] },
      { on: 'main', actions: ['GetItem', 'PutItem'], keys: ['MEDIA#'] },
      // To sign addresses with; it puts nothing there itself.
      { on: 'media-bucket', actions: ['PutObject'], prefixes: ['incoming/'] },
    ],
  },
  approve: {
    about: 'The only writer of approvals: a person says yes to one exact content hash.',
    routes: ['POST /v1/posts/{post_id}/approve'],
    timeoutSeconds: 10,
    memoryMb: 512,
    rights: [
      ...callerRights,
      { on: 'main', actions: ['GetItem'], keys: ['POSTS#', 'CONNECTIONS#', 'PUBLICATIONS#', 'RECENT#', 'MEDIA#'] },
      { on: 'main', actions: ['Query'], keys: ['PUBLICATIONS#'] },
      { on: 'main', actions: ['PutItem'], keys: ['APPROVALS#', 'PUBLICATIONS#', 'RECENT#', 'EVENTS#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['POSTS#', 'CONNECTIONS#', 'USER#', 'MEDIA#'] },
      { on: 'publish-queue', actions: ['SendMessage'] },
    ],
  },
  delete: {
    about: 'Disconnects a connection; hands out exports; takes requests to delete everything, and shows how far they are.',
    routes: [
      'DELETE /v1/connections/{connection_id}',
      'POST /v1/exports',
      'GET /v1/exports',
      'GET /v1/exports/{export_id}',
      'POST /v1/exports/{export_id}/download',
      'POST /v1/deletions',
      'POST /v1/deletions/confirm',
      'GET /v1/deletions/{code}',
      'GET /deletion/{code}',
      'POST /callbacks/threads/deauthorize',
      'POST /callbacks/threads/deletion',
    ],
    timeoutSeconds: 29,
    memoryMb: 512,
    rights: [
      ...callerRights,
      { on: 'main', actions: ['GetItem'], keys: ['CONNECTIONS#', 'PUBLICATIONS#'] },
      { on: 'main', actions: ['Query'], keys: ['PUBLICATIONS#'] },
      { on: 'main', actions: ['PutItem'], keys: ['CONNECTIONS#', 'PUBLICATIONS#', 'EVENTS#'] },
      { on: 'main', actions: ['DeleteItem'], keys: ['CONNECTIONS#', 'TOKENS#', 'HEALTH#', 'REMOTE#', 'LEASE#'] },
      { on: 'main', actions: ['Query', 'DeleteItem'], keys: ['SANDBOXGRANT#', 'SANDBOX#'] },
      { on: 'vault', actions: ['Query', 'DeleteItem'], keys: ['DATAKEY#'] },
      { on: 'main', actions: ['GetItem', 'Query', 'PutItem'], keys: ['EXPORTS#'] },
      // To sign addresses with, for the owner of the file; it reads nothing there itself.
      { on: 'media-bucket', actions: ['GetObject'], prefixes: ['exports/'] },
      { on: 'export-queue', actions: ['SendMessage'] },
      { on: 'parameters', names: ['hash-key', 'threads-app-secret', 'meta-app-secret'] },
      { on: 'main', actions: ['GetItem'], keys: ['DELETION#', 'DELETELINK#'] },
      { on: 'main', actions: ['PutItem'], keys: ['DELETION#', 'USER#'] },
      { on: 'main', actions: ['DeleteItem'], keys: ['DELETELINK#', 'PENDING#'] },
      { on: 'erase-queue', actions: ['SendMessage'] },
    ],
  },
  eraser: {
    about:
      'Erases what was asked to be erased, step by step, and looks for it again; finishes disconnecting. Can read no token and no file.',
    queue: 'erase',
    mayLoop: true,
    timeoutSeconds: 60,
    memoryMb: 512,
    rights: [
      { on: 'parameters', names: ['hash-key'] },
      { on: 'main', actions: ['GetItem', 'PutItem', 'DeleteItem'], keys: ['DELETION#', 'ERASURE#', 'USER#'] },
      { on: 'main', actions: ['GetItem'], keys: ['PUBLICATIONS#', 'CONNECTIONS#', 'MEDIA#', 'EMAIL#', 'REMOTE#', 'LEASE#'] },
      { on: 'main', actions: ['PutItem'], keys: ['PUBLICATIONS#', 'CONNECTIONS#', 'MEDIA#', 'EXPORTS#', 'EVENTS#'] },
      { on: 'main', actions: ['Query', 'DeleteItem'], keys: [...erasedPartitions] },
      { on: 'main', actions: ['DeleteItem'], keys: ['EMAIL#', 'REMOTE#', 'LEASE#', 'SESSION#', ...pendingSecrets] },
      { on: 'main', actions: ['Query'], keys: ['MEDIA#', 'EXPORTS#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['USER#'] },
      { on: 'due', actions: ['Query'], keys: ['DUE#', 'EXPIRY#'] },
      { on: 'vault', actions: ['Query', 'DeleteItem'], keys: ['DATAKEY#'] },
      { on: 'ledger', actions: ['PutItem', 'DeleteItem'], keys: ['LEDGER#'] },
      { on: 'erase-queue', actions: ['SendMessage'] },
      // The functions that handle files take them, and each row when its files are gone.
      { on: 'media-queue', actions: ['SendMessage'] },
      { on: 'export-queue', actions: ['SendMessage'] },
    ],
  },
  publisher: {
    about: 'Moves one publication by one stored step per message.',
    queue: 'publish',
    mayLoop: true,
    timeoutSeconds: 90,
    memoryMb: 512,
    rights: [
      { on: 'main', actions: ['GetItem'], keys: ['PUBLICATIONS#', 'POSTS#', 'CONNECTIONS#', 'TOKENS#', 'USER#', 'LEASE#'] },
      { on: 'main', actions: ['PutItem'], keys: ['PUBLICATIONS#', 'LEASE#', 'CONNECTIONS#', 'HEALTH#', 'EVENTS#'] },
      { on: 'main', actions: ['DeleteItem'], keys: ['LEASE#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['APPROVALS#', 'POSTS#', 'CONNECTIONS#', 'USER#', 'STOP#'] },
      { on: 'main', actions: ['GetItem', 'ConditionCheckItem'], keys: ['SANDBOXGRANT#'] },
      { on: 'main', actions: ['GetItem', 'PutItem'], keys: ['SANDBOX#'] },
      { on: 'vault', actions: ['GetItem'], keys: ['DATAKEY#'] },
      { on: 'token-key', actions: ['Decrypt'], context: tokenContext, contextKeys: tokenContextKeys },
      { on: 'providers', names: ['threads'] },
      { on: 'publish-queue', actions: ['SendMessage'] },
    ],
  },
  refresher: {
    about: 'Renews tokens before they end, each under a new data key; tells their owners if it cannot.',
    queue: 'refresh',
    timeoutSeconds: 60,
    memoryMb: 256,
    rights: [
      { on: 'main', actions: ['GetItem'], keys: ['TOKENS#', 'CONNECTIONS#', 'HEALTH#', 'USER#'] },
      { on: 'main', actions: ['PutItem'], keys: ['TOKENS#', 'CONNECTIONS#', 'HEALTH#', 'EVENTS#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['USER#'] },
      { on: 'main', actions: ['GetItem', 'PutItem', 'ConditionCheckItem'], keys: ['SANDBOXGRANT#'] },
      { on: 'vault', actions: ['GetItem', 'PutItem', 'DeleteItem'], keys: ['DATAKEY#'] },
      { on: 'token-key', actions: ['GenerateDataKey', 'Decrypt'], context: tokenContext, contextKeys: tokenContextKeys },
      { on: 'providers', names: ['threads'] },
      { on: 'mail-queue', actions: ['SendMessage'] },
    ],
  },
  sweeper: {
    about: 'Each minute: sends what is due to its queue, however old.',
    schedule: 'rate(1 minute)',
    timeoutSeconds: 50,
    memoryMb: 256,
    rights: [
      { on: 'due', actions: ['Query'], keys: ['DUE#'] },
      { on: 'main', actions: ['GetItem', 'PutItem'], keys: ['SWEEP#'] },
      { on: 'publish-queue', actions: ['SendMessage'] },
      { on: 'refresh-queue', actions: ['SendMessage'] },
      { on: 'media-queue', actions: ['SendMessage'] },
      { on: 'export-queue', actions: ['SendMessage'] },
      { on: 'erase-queue', actions: ['SendMessage'] },
      { on: 'mail-queue', actions: ['SendMessage'] },
    ],
  },
  mailer: {
    about: 'Sends mail; makes the one-time links itself, so that no queue message ever holds one.',
    queue: 'mail',
    uploads: 'exports/',
    timeoutSeconds: 30,
    memoryMb: 256,
    rights: [
      { on: 'main', actions: ['GetItem'], keys: ['EMAIL#', 'USER#', 'INVITE#', 'CONNECTIONS#', 'HEALTH#'] },
      { on: 'main', actions: ['PutItem'], keys: ['LINK#', 'INVITE#', 'DELETELINK#', 'PENDING#', 'HEALTH#'] },
      { on: 'main', actions: ['GetItem', 'PutItem'], keys: ['EXPORTS#'] },
      { on: 'main', actions: ['ConditionCheckItem'], keys: ['CONNECTIONS#'] },
      // Mails to the help address: to whom an answer goes, what was forwarded, what is still open.
      { on: 'main', actions: ['GetItem'], keys: ['MAILTO#', 'CASE#', 'DIGEST#', 'RATE#'] },
      { on: 'main', actions: ['PutItem'], keys: ['MAILTO#', 'CASE#', 'DIGEST#'] },
      { on: 'main', actions: ['DeleteItem'], keys: ['MAILTO#', 'DIGEST#'] },
      { on: 'main', actions: ['UpdateItem'], keys: ['RATE#'] },
      { on: 'raw-mail', actions: ['GetObject'] },
      { on: 'mail', actions: ['SendEmail', 'SendRawEmail'] },
    ],
  },
  inbox: {
    about: 'Decides about each mail to the help address by its headers and verdicts; reads no body, deletes nothing.',
    receivesMail: true,
    timeoutSeconds: 30,
    memoryMb: 256,
    rights: [
      { on: 'parameters', names: ['hash-key'] },
      { on: 'main', actions: ['GetItem'], keys: ['EMAIL#', 'MAILIN#', 'ANSWERED#', 'CASE#', 'RATE#'] },
      { on: 'main', actions: ['PutItem'], keys: ['MAILIN#', 'ANSWERED#', 'MAILTO#', 'CASE#', 'DIGEST#'] },
      { on: 'main', actions: ['UpdateItem'], keys: ['RATE#'] },
      { on: 'mail-queue', actions: ['SendMessage'] },
    ],
  },
  media: {
    about: 'Checks what was uploaded and makes it public, or refuses it; removes the files of what was removed.',
    queue: 'media',
    uploads: 'incoming/',
    timeoutSeconds: 120,
    memoryMb: 512,
    rights: [
      { on: 'main', actions: ['GetItem', 'PutItem', 'DeleteItem'], keys: ['MEDIA#'] },
      // To see whether a post still shows what is to be removed.
      { on: 'main', actions: ['GetItem'], keys: ['POSTS#'] },
      { on: 'media-bucket', actions: ['GetObject', 'DeleteObject'], prefixes: ['incoming/'] },
      { on: 'media-bucket', actions: ['GetObject', 'PutObject', 'DeleteObject'], prefixes: ['m/'] },
    ],
  },
  exporter: {
    about: 'Makes exports, and erases them when their time is over. Reads no token, session secret or key.',
    queue: 'export',
    timeoutSeconds: 300,
    memoryMb: 1024,
    rights: [
      { on: 'main', actions: ['GetItem', 'PutItem', 'DeleteItem'], keys: ['EXPORTS#'] },
      { on: 'main', actions: ['GetItem', 'ConditionCheckItem'], keys: ['USER#'] },
      {
        on: 'main',
        actions: ['Query'],
        keys: ['USER#', 'SESSIONS#', 'CONNECTIONS#', 'POSTS#', 'MEDIA#', 'APPROVALS#', 'PUBLICATIONS#', 'EVENTS#', 'SANDBOX#'],
      },
      { on: 'media-bucket', actions: ['GetObject'], prefixes: ['m/'] },
      // It reads there only to see whether what it removed is gone.
      { on: 'media-bucket', actions: ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload'], prefixes: ['exports/'] },
    ],
  },
  retention: {
    about: 'Each hour: erases what is past its limit, without waiting for the database.',
    schedule: 'rate(1 hour)',
    timeoutSeconds: 300,
    memoryMb: 256,
    rights: [
      { on: 'due', actions: ['Query'], keys: ['EXPIRY#'] },
      { on: 'main', actions: ['GetItem', 'PutItem'], keys: ['RETENTION#'] },
      {
        on: 'main',
        actions: ['DeleteItem'],
        keys: ['EVENTS#', 'SESSION#', 'SESSIONS#', 'RECENT#', 'RATE#', 'PENDING#', ...pendingSecrets],
      },
      { on: 'main', actions: ['DeleteItem'], keys: ['SANDBOXGRANT#', 'SANDBOX#', 'MAILIN#', 'ANSWERED#', 'MAILTO#'] },
    ],
  },
  operator: {
    about:
      'What the operator asks from the command line: invites, erasing, mails to decide, stopping and resuming all publishing, replaying the ledger.',
    invokedByOperator: true,
    timeoutSeconds: 29,
    memoryMb: 256,
    rights: [
      { on: 'parameters', names: ['hash-key'] },
      { on: 'main', actions: ['PutItem'], keys: ['INVITE#', 'PENDING#', 'STOP#', 'USER#', 'DELETION#'] },
      { on: 'main', actions: ['GetItem', 'DeleteItem'], keys: ['STOP#'] },
      { on: 'main', actions: ['GetItem'], keys: ['EMAIL#', 'USER#'] },
      { on: 'ledger', actions: ['Query'], keys: ['LEDGER#'] },
      { on: 'main', actions: ['GetItem', 'Query', 'DeleteItem'], keys: ['CASE#'] },
      { on: 'mail-queue', actions: ['SendMessage'] },
      { on: 'erase-queue', actions: ['SendMessage'] },
    ],
  },
} as const satisfies Record<string, Duty>;

export type DutyName = keyof typeof duties;
