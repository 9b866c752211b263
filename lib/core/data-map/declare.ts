/** The words of the data map: what a declaration says of one kind of item, and of each of its attributes. */

/** The sections of the privacy policy. */
export const categories = {
  account: 'Your account',
  sign_in: 'Signing in',
  connection: 'Connected accounts',
  content: 'What you write and upload',
  approval: 'What you approved and what was published',
  record: 'Records',
  sandbox: 'The sandbox',
  mail: 'Mail to the help address',
  operation: 'Running the service',
} as const;
export type Category = keyof typeof categories;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long something is kept. Whatever has a limit is erased by code when that is reached (functions/retention). */
export const retentions = {
  account: { words: 'as long as your account exists', limitMs: undefined },
  connection: { words: 'until you disconnect', limitMs: undefined },
  post: { words: 'until you delete it, or your account', limitMs: undefined },
  used: { words: 'while a post shows it; unused 7 days, unfinished or refused 1 day', limitMs: 9 * dayMs },
  working: { words: 'while the work lasts', limitMs: undefined },
  case: { words: 'until a person has answered it', limitMs: undefined },
  stage: { words: 'as long as the service runs; it is about nobody', limitMs: undefined },
  ten_minutes: { words: '10 minutes', limitMs: 10 * 60_000 },
  two_hours: { words: '2 hours', limitMs: 2 * hourMs },
  one_day: { words: '24 hours', limitMs: dayMs },
  two_days: { words: '2 days', limitMs: 2 * dayMs },
  seven_days: { words: '7 days', limitMs: 7 * dayMs },
  sixty_days: { words: '60 days', limitMs: 60 * dayMs },
  ninety_days: { words: '90 days', limitMs: 90 * dayMs },
  record: { words: '400 days', limitMs: 400 * dayMs },
} as const satisfies Record<string, { words: string; limitMs: number | undefined }>;
export type Retention = keyof typeof retentions;

/** What erases it before its time is over. */
export const erasures = {
  account: 'deleting the account',
  connection: 'disconnecting, or deleting the account',
  post: 'deleting the post, or the account',
  use: 'being used',
  sign_out: 'signing out, or deleting the account',
  upload: 'removing the upload, or deleting the account',
  counter: 'deleting the account; those of a network address by nothing',
  deletion: 'the end of the deletion',
  case: 'a person who closes it',
  limit: 'nothing before its limit',
  never: 'nothing: it holds no personal data',
} as const;

/** Which file of an export it stands in. */
export const exportFiles = {
  'profile.json': 'your account',
  'sessions.json': 'where you are signed in',
  'connections.json': 'the accounts you connected, without any token',
  'posts.json': 'what you wrote',
  'media.json': 'what you uploaded; the files themselves are in media/',
  'approvals.json': 'what you approved, when and how',
  'publications.json': 'what was published where, and each step on the way',
  'events.json': 'the record of what happened in your account',
  'sandbox.json': 'what the sandbox shows of you',
} as const;
export type ExportFile = keyof typeof exportFiles;

type Attribute = { holds: string; isExported: boolean; isSealed?: true };

export type Declaration = {
  table: 'main' | 'vault' | 'ledger';
  category: Category;
  /** What it is, and why it is kept: sentences of the privacy policy. */
  about: string;
  purpose: string;
  retention: Retention;
  erasedBy: keyof typeof erasures;
  exportedIn?: ExportFile;
  attributes: Readonly<Record<string, Attribute>>;
};

/** An attribute for each property of the entity, no more and no fewer. */
export type Of<Entity> = Readonly<Record<keyof Entity & string, Attribute>>;

/** It is in an export. */
export const exported = (holds: string): Attribute => ({ holds, isExported: true });
/** It stays inside: of no use to its owner, or a secret. */
export const internal = (holds: string): Attribute => ({ holds, isExported: false });

/** A secret. It is stored sealed or not at all (lib/core/sealed-fields.ts). */
export const sealed = (holds: string) => ({ holds, isExported: false, isSealed: true }) as const satisfies Attribute;

/** What any item may have beside what its kind declares. */
export const frame = {
  pk: internal('key: the kind, and whose it is'),
  sk: internal('key within that'),
  kind: internal('what kind of item it is'),
  v: internal('version of its shape'),
  ttl: internal('when the database may remove it'),
  due_pk: internal('index key: the hour or minute in which something has to be done with it'),
  due_sk: internal('index key: the instant'),
} as const;
