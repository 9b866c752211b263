/** What kinds of rows stand in the `due` index, and whom to tell when one is due. A new kind is a new row of the table. */
import type { ExportMessage } from './export.ts';
import type { MailMessage } from './mail-messages.ts';
import type { EraseMessage, MediaMessage, PublishMessage, RefreshMessage } from './messages.ts';
import type { DueRow, QueueName } from './ports.ts';
import { dueKindOf } from './timer.ts';

/** `userId` is what follows the prefix of the partition: of a deletion its code. */
type Ids = { userId: string; first: string; second: string };
/** `group` keeps the work of one connection or person from crowding out others. */
export type DueWork = {
  queue: QueueName;
  message: PublishMessage | RefreshMessage | MediaMessage | ExportMessage | EraseMessage | MailMessage;
  group: string;
};

const kinds = {
  publication: ({ userId, first, second }) => ({
    queue: 'publish',
    message: { kind: 'publication', user_id: userId, post_id: first, connection_id: second },
    group: second,
  }),
  token: ({ userId, first }) => ({
    queue: 'refresh',
    message: { kind: 'refresh', user_id: userId, connection_id: first },
    group: first,
  }),
  media: ({ userId, first }) => ({
    queue: 'media',
    message: { kind: 'expire', user_id: userId, media_id: first },
    group: userId,
  }),
  export: ({ userId, first }) => ({
    queue: 'export',
    message: { kind: 'export', user_id: userId, export_id: first },
    group: userId,
  }),
  deletion: ({ userId: code }) => ({ queue: 'erase', message: { kind: 'deletion', code }, group: code }),
  case: ({ first }) => ({ queue: 'mail', message: { kind: 'case_reminder', case_id: first }, group: 'help' }),
  // `DIGEST#<day>`: what stands where others have a user is the day.
  digest: ({ userId: day }) => ({ queue: 'mail', message: { kind: 'forward_digest', day }, group: 'help' }),
} as const satisfies Record<string, (ids: Ids) => DueWork>;

const isKind = (name: string): name is keyof typeof kinds => Object.hasOwn(kinds, name);

/** Read from the index row alone: partition `<PREFIX>#<usr>`, sort key `<id>` or `<id>#<id>`. Undefined for a kind that nobody knows. */
export function dueWork({ pk, sk, dueSk }: DueRow): DueWork | undefined {
  const kind = dueKindOf(dueSk);
  if (!isKind(kind)) return undefined;
  const [first = '', second = ''] = sk.split('#');
  return kinds[kind]({ userId: pk.slice(pk.indexOf('#') + 1), first, second });
}
