/** What use cases need from outside, as types. Production, the laptop and the simulator each give their own. */

/** The current instant. On the laptop it may run faster than the wall clock. */
export type Now = () => Date;
/** Comes back after so many milliseconds, not before. For less than a second or so: longer waits are messages. */
export type Pause = (ms: number) => Promise<void>;
/** Cryptographically strong random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

export type TableName = 'main' | 'vault' | 'ledger';
export type Key = { pk: string; sk: string };
export type Scalar = string | number | boolean;
/** A stored item: its key, `kind`, `v` (shape version) and whatever the entity holds. */
export type Item = Key & { kind: string; v: number } & Record<string, unknown>;

/** What must hold of the stored item for a write to happen. */
export type Condition =
  /** No item with this key. */
  | { absent: true }
  /** The item exists and each named attribute has this value. */
  | { equals: Readonly<Record<string, Scalar>> };

/** One write as data; a store builds it, the use case commits it. `onConflict` is thrown when its condition fails. */
export type Write<T extends TableName = 'main'> =
  | { op: 'put'; table: T; item: Item; condition?: Condition; onConflict?: Error }
  | { op: 'delete'; table: T; key: Key; condition?: Condition; onConflict?: Error }
  | { op: 'check'; table: T; key: Key; condition: Condition; onConflict?: Error };

export type QueryInput<T extends TableName = 'main'> = {
  table: T;
  pk: string;
  skPrefix?: string;
  after?: string;
  limit?: number;
  descending?: boolean;
};
export type DueRow = Key & { dueSk: string };

/** The tables `T` of the database, and no other. Reads are consistent. */
export type Database<T extends TableName = 'main'> = {
  get: (table: T, key: Key) => Promise<Item | undefined>;
  /** Items of one partition in sort-key order; `next` is the sort key to go on after. */
  query: (input: QueryInput<T>) => Promise<{ items: Item[]; next?: string }>;
  /** All writes or none. @throws the failed write's `onConflict`, else AppError `conflict` `changed_meanwhile`. */
  commit: (writes: readonly Write<T>[]) => Promise<void>;
  /** Adds one to a counter that expires, and returns the new count. */
  increment: (key: Key, expiresAt: Date) => Promise<number>;
};
/** The index `due` of `main`; it may lag, and AWS bounds no lag. */
export type DueIndex = {
  /** All rows of one bucket in time order. */
  queryDue: (bucket: string) => Promise<DueRow[]>;
};
export type WholeDatabase = Database<TableName> & DueIndex;

/** Context that a data key is bound to: opaque ids only, visible in CloudTrail. */
export type KeyContext = Readonly<Record<string, string>>;
/** The key service. Plaintext keys are 32 bytes; the caller clears them. */
export type KeyService = {
  generateDataKey: (context: KeyContext) => Promise<{ plaintext: Uint8Array; wrapped: Uint8Array }>;
  decryptDataKey: (wrapped: Uint8Array, context: KeyContext) => Promise<Uint8Array>;
};

export type Mail = {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** It answers a mail (RFC 3834: `auto-replied`); all others are `auto-generated`. */
  answers?: { messageId: string | undefined };
  /** A whole mail, handed on as it came in. */
  attachedMail?: { filename: string; bytes: Uint8Array };
};
export type SendMail = (mail: Mail) => Promise<void>;
/** Mails as they came in, by SES's id. `too_large` has more than `maxBytes` and is not read. */
export type RawMails = {
  read: (mailId: string, maxBytes: number) => Promise<{ kind: 'found'; bytes: Uint8Array } | { kind: 'too_large'; sizeBytes: number }>;
};

/** Keyed hash (HMAC-SHA-256, hex) of an address or a remote id: equal inputs can be found, none can be read back. */
export type KeyedHash = (purpose: 'email' | 'remote' | 'client_ip' | 'subject' | 'deletion', value: string) => Promise<string>;

/** What one line of the log says: ids and codes, never content. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Seals a token under a fresh data key, and opens it again. The opened buffer belongs to the caller, who clears it. */
export type TokenSealer = {
  seal: (token: string, context: KeyContext) => Promise<{ sealed: string; wrapped: Uint8Array }>;
  /** @throws {AppError} `unavailable` when the key service cannot be asked; `reconnect` when the seal does not hold. */
  open: (sealed: string, wrapped: Uint8Array, context: KeyContext) => Promise<Uint8Array>;
};
