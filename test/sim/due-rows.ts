/**
 * Rows of every kind that the timer knows beside publications, each due once: the sweeper has to hand each to its own queue, whatever fails.
 * What would work on it is not simulated: it forgets the row, as the real ones do in the end.
 */
import * as z from 'zod/mini';
import type { DueKind } from '../../lib/core/due-work.ts';
import { exportMessageSchema } from '../../lib/core/export.ts';
import { mailMessageSchema } from '../../lib/core/mail-messages.ts';
import { eraseMessageSchema, mediaMessageSchema, refreshMessageSchema } from '../../lib/core/messages.ts';
import type { Key } from '../../lib/core/ports.ts';
import type { QueueName } from '../../lib/core/queue.ts';
import { dueKeys } from '../../lib/core/timer.ts';
import { keys } from '../../lib/store/keys.ts';
import { anId } from '../support/builders.ts';
import type { PortCalls, Slot } from './port-call.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { SimDatabase } from './sim-database.ts';
import type { Story } from './story.ts';

export type OtherQueue = Exclude<QueueName, 'publish'>;
type Send = (queue: OtherQueue, message: unknown) => Promise<void>;
type Row = { key: Key; queue: OtherQueue; message: unknown };

const [userId, connectionId, mediaId, exportId] = [anId('usr', 9), anId('con', 9), anId('med', 9), anId('exp', 9)];
const code = 'C'.repeat(43);
const caseId = '2026-03-21-case';
const day = '2026-03-01';

/** A new kind does not compile until there is a row of it. */
const rows = {
  token: {
    key: keys.token(userId, connectionId),
    queue: 'refresh',
    message: { kind: 'refresh', user_id: userId, connection_id: connectionId },
  },
  media: { key: keys.media(userId, mediaId), queue: 'media', message: { kind: 'expire', user_id: userId, media_id: mediaId } },
  export: { key: keys.export(userId, exportId), queue: 'export', message: { kind: 'export', user_id: userId, export_id: exportId } },
  connection: {
    key: keys.connection(userId, connectionId),
    queue: 'erase',
    message: { kind: 'disconnection', user_id: userId, connection_id: connectionId },
  },
  deletion: { key: keys.deletion(code), queue: 'erase', message: { kind: 'deletion', code } },
  case: { key: keys.helpCase(caseId), queue: 'mail', message: { kind: 'case_reminder', case_id: caseId } },
  digest: { key: keys.digest(day), queue: 'mail', message: { kind: 'forward_digest', day } },
} as const satisfies Record<Exclude<DueKind, 'publication'>, Row>;

/** As the function behind each queue reads them. */
const schemas = {
  refresh: refreshMessageSchema,
  mail: mailMessageSchema,
  media: mediaMessageSchema,
  export: exportMessageSchema,
  erase: eraseMessageSchema,
} as const satisfies Record<OtherQueue, z.ZodMiniType>;

export type DueRows = {
  /** Rows appear, due within the hour. */
  plant: () => Promise<void>;
  /** Is this about one of these rows? Then nobody works on it. */
  isOurs: (queue: OtherQueue, message: unknown) => boolean;
  /** The queues behind which nobody works in this schedule. */
  send: (slot: Slot) => Send;
  /** Rows that are not at their queue yet; none when no lag or fault can hold them up any more, and so they never will be. */
  open: () => number;
  /** What was never handed to its queue, and what no consumer would understand. */
  findings: () => { lost: string[]; violations: string[] };
};

type Parts = {
  scheduler: Scheduler;
  calls: PortCalls;
  random: Random;
  story: Story;
  database: () => SimDatabase;
  isOut: () => boolean;
  /** Milliseconds since 1970. */
  giveUpAt: number;
};

const within = 50 * 60_000;
const kinds = Object.entries(rows);

export function dueRows({ scheduler, calls, random, story, database, isOut, giveUpAt }: Parts): DueRows {
  const waiting = new Map<string, Row & { kind: string }>();
  const violations: string[] = [];

  const planted = new Set<string>();
  const idOf = (queue: OtherQueue, message: unknown): string => `${queue} ${JSON.stringify(message)}`;
  const plant = async (): Promise<void> => {
    for (const [kind, row] of kinds) {
      const due = dueKeys(new Date(scheduler.now() + random.between(0, within)), kind, row.key.pk);
      await database().direct.commit([{ op: 'put', table: 'main', item: { ...row.key, kind, v: 1, ...due } }]);
      planted.add(idOf(row.queue, row.message));
      waiting.set(idOf(row.queue, row.message), { kind, ...row });
    }
  };
  const forget = (key: Key): void =>
    scheduler.quietly(random.between(100, 20_000), () => void database().direct.commit([{ op: 'delete', table: 'main', key }]));
  const arrive = (queue: OtherQueue, message: unknown): void => {
    if (!z.safeParse(schemas[queue], message).success) violations.push(`queue ${queue} got what its consumer does not understand`);
    const id = idOf(queue, message);
    const row = waiting.get(id);
    if (!row) return;
    waiting.delete(id);
    story.tell(() => `the ${row.kind} row is at its queue`);
    forget(row.key);
  };
  const send =
    (slot: Slot): Send =>
    (queue, message) => {
      const effect = async (): Promise<void> => {
        if (isOut()) throw new Error(`${queue} is out of order`);
        arrive(queue, message);
      };
      return calls.call(slot, 'queue', `send to ${queue}`, effect, effect);
    };
  const findings = () => ({
    lost: [...waiting.values()].map(({ kind, queue }) => `the ${kind} row never reached queue ${queue}`),
    violations,
  });
  const isOurs = (queue: OtherQueue, message: unknown): boolean => planted.has(idOf(queue, message));
  return { plant, isOurs, send, open: () => (scheduler.now() < giveUpAt ? waiting.size : 0), findings };
}
