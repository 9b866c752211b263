/** What kinds of rows stand in the `due` index, and whom to tell when one is due. A new kind is a new row of the table. */
import type { DueRow } from './ports.ts';
import type { MessageTo, QueueName } from './queue.ts';
import { dueKindOf } from './timer.ts';

/** `userId` is what follows the prefix of the partition: of a deletion its code. */
type Ids = { userId: string; first: string; second: string };
/** `group` keeps the work of one connection or person from crowding out others. */
type WorkFor<Q extends QueueName> = { send: MessageTo<Q>; group: string };

const kinds = {
  publication: ({ userId, first, second }) => ({
    send: ['publish', { kind: 'publication', user_id: userId, post_id: first, connection_id: second }],
    group: second,
  }),
  token: ({ userId, first }) => ({
    send: ['refresh', { kind: 'refresh', user_id: userId, connection_id: first }],
    group: first,
  }),
  media: ({ userId, first }) => ({
    send: ['media', { kind: 'expire', user_id: userId, media_id: first }],
    group: userId,
  }),
  export: ({ userId, first }) => ({
    send: ['export', { kind: 'export', user_id: userId, export_id: first }],
    group: userId,
  }),
  deletion: ({ userId: code }) => ({ send: ['erase', { kind: 'deletion', code }], group: code }),
  connection: ({ userId, first }) => ({
    send: ['erase', { kind: 'disconnection', user_id: userId, connection_id: first }],
    group: first,
  }),
  case: ({ first }) => ({ send: ['mail', { kind: 'case_reminder', case_id: first }], group: 'help' }),
  // `DIGEST#<day>`: what stands where others have a user is the day.
  digest: ({ userId: day }) => ({ send: ['mail', { kind: 'forward_digest', day }], group: 'help' }),
} satisfies Record<string, (ids: Ids) => WorkFor<QueueName>>;
export type DueKind = keyof typeof kinds;
/** The queues that the timer sends to: those of its kinds, so that whoever runs it must have a right to each of them. */
export type DueQueue = ReturnType<(typeof kinds)[DueKind]>['send'][0];
export type DueWork = WorkFor<DueQueue>;

const isKind = (name: string): name is DueKind => Object.hasOwn(kinds, name);

/** Read from the index row alone: partition `<PREFIX>#<usr>`, sort key `<id>` or `<id>#<id>`. Undefined for a kind that nobody knows. */
export function dueWork({ pk, sk, dueSk }: DueRow): DueWork | undefined {
  const kind = dueKindOf(dueSk);
  if (!isKind(kind)) return undefined;
  const [first = '', second = ''] = sk.split('#');
  return kinds[kind]({ userId: pk.slice(pk.indexOf('#') + 1), first, second });
}
