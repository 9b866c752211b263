/** Every partition and sort key. Each entity kind has its own prefix, because IAM rights name prefixes (functions/duties.ts). */
import type { Key } from '../core/ports.ts';
import { threadOf } from '../core/sandbox.ts';

const alone = '-';

export const keys = {
  user: (userId: string): Key => ({ pk: `USER#${userId}`, sk: 'PROFILE' }),
  email: (emailHash: string): Key => ({ pk: `EMAIL#${emailHash}`, sk: alone }),
  invite: (tokenHash: string): Key => ({ pk: `INVITE#${tokenHash}`, sk: alone }),
  device: (deviceHash: string): Key => ({ pk: `DEVICE#${deviceHash}`, sk: alone }),
  link: (tokenHash: string): Key => ({ pk: `LINK#${tokenHash}`, sk: alone }),
  state: (stateHash: string): Key => ({ pk: `STATE#${stateHash}`, sk: alone }),
  session: (tokenHash: string): Key => ({ pk: `SESSION#${tokenHash}`, sk: alone }),
  sessionOfUser: (userId: string, sessionId: string): Key => ({ pk: `SESSIONS#${userId}`, sk: sessionId }),
  connection: (userId: string, connectionId: string): Key => ({ pk: `CONNECTIONS#${userId}`, sk: connectionId }),
  token: (userId: string, connectionId: string): Key => ({ pk: `TOKENS#${userId}`, sk: connectionId }),
  health: (userId: string, connectionId: string, aspect: string): Key => ({ pk: `HEALTH#${userId}`, sk: `${connectionId}#${aspect}` }),
  remote: (provider: string, remoteHash: string): Key => ({ pk: `REMOTE#${provider}#${remoteHash}`, sk: alone }),
  post: (userId: string, postId: string): Key => ({ pk: `POSTS#${userId}`, sk: postId }),
  approval: (userId: string, postId: string, approvalId: string): Key => ({ pk: `APPROVALS#${userId}`, sk: `${postId}#${approvalId}` }),
  publication: (userId: string, postId: string, connectionId: string): Key => ({
    pk: `PUBLICATIONS#${userId}`,
    sk: `${postId}#${connectionId}`,
  }),
  media: (userId: string, mediaId: string): Key => ({ pk: `MEDIA#${userId}`, sk: mediaId }),
  recentText: (connectionId: string, textHash: string): Key => ({ pk: `RECENT#${connectionId}`, sk: textHash }),
  lease: (connectionId: string): Key => ({ pk: `LEASE#${connectionId}`, sk: alone }),
  /** What waits for somebody and is stored under the hash of its own secret: `who` is a user id or an e-mail hash, `what` its partition key. */
  pending: (who: string, what: string): Key => ({ pk: `PENDING#${who}`, sk: what }),
  deletion: (code: string): Key => ({ pk: `DELETION#${code}`, sk: alone }),
  deletionLink: (tokenHash: string): Key => ({ pk: `DELETELINK#${tokenHash}`, sk: alone }),
  /** One deletion at a time erases what is a user's. */
  erasure: (userId: string): Key => ({ pk: `ERASURE#${userId}`, sk: alone }),
  /** In the table `ledger`. `month` as in 2026-11. */
  ledger: (month: string, at: string, code: string): Key => ({ pk: `LEDGER#${month}`, sk: `${at}#${code}` }),
  /** Mails to the help address: `hash` of what a repetition is told by; `mailId` is SES's. */
  seenMail: (hash: string): Key => ({ pk: `MAILIN#${hash}`, sk: alone }),
  answered: (emailHash: string): Key => ({ pk: `ANSWERED#${emailHash}`, sk: alone }),
  reply: (mailId: string): Key => ({ pk: `MAILTO#${mailId}`, sk: alone }),
  helpCase: (caseId: string): Key => ({ pk: 'CASE#open', sk: caseId }),
  digest: (day: string): Key => ({ pk: `DIGEST#${day}`, sk: alone }),
  sweep: (shard: number): Key => ({ pk: `SWEEP#${shard}`, sk: alone }),
  stop: (): Key => ({ pk: 'STOP#publishing', sk: alone }),
  retention: (): Key => ({ pk: 'RETENTION#mark', sk: alone }),
  export: (userId: string, exportId: string): Key => ({ pk: `EXPORTS#${userId}`, sk: exportId }),
  event: (userId: string, eventId: string): Key => ({ pk: `EVENTS#${userId}`, sk: eventId }),
  /** `window`: which hour, day or minute, and of what if not of all. */
  rate: (what: string, who: string, window: number | string): Key => ({ pk: `RATE#${what}#${who}`, sk: String(window) }),
  sandboxGrant: (accountId: string, secretHash: string): Key => ({ pk: `SANDBOXGRANT#${accountId}`, sk: secretHash }),
  sandbox: (accountId: string, record: string): Key => ({ pk: `SANDBOX#${accountId}`, sk: record }),
  dataKey: (connectionId: string, keyVersion: number): Key => ({ pk: `DATAKEY#${connectionId}`, sk: String(keyVersion) }),
} as const;

/** What a sandbox account has beside its grants. The id of an answer is longer than that of a first post, and begins with it. */
export const sandboxRecords = {
  quota: 'QUOTA',
  container: (id: string): string => `CONTAINER#${id}`,
  post: (id: string): string => (threadOf(id) === id ? `POST#${id}` : `REPLY#${id}`),
  repliesOf: (postId: string): string => `REPLY#${postId}`,
} as const;

/** TTL attribute: epoch seconds. DynamoDB deletes late, so expiry is always checked in code too. */
export const ttlOf = (expiresAt: Date): number => Math.ceil(expiresAt.getTime() / 1000);
