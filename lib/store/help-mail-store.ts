/** Mails to the help address: which were seen, who was answered, to whom an answer goes, and what a person must decide. */
import * as z from 'zod/mini';
import {
  type Answered,
  answeredSchema,
  caseSchema,
  digestAt,
  type HelpCase,
  type Reply,
  replySchema,
  type SeenMail,
  seenMailSchema,
} from '../core/help-mail.ts';
import type { Condition, Database, Item, Write } from '../core/ports.ts';
import { dueKeys } from '../core/timer.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

type Expiring = { expiresAt: string };

/** There was none, or still the one that had ended: of two at once one fails. */
const insteadOf = (before: Expiring | undefined): Condition =>
  before === undefined ? { absent: true } : { equals: { expiresAt: before.expiresAt } };

const until = ({ expiresAt }: Expiring) => ({ expiresAt: new Date(expiresAt) });
const put = (item: Item, condition: Condition): Write => ({ op: 'put', table: 'main', item, condition });

const caseItem = (one: HelpCase): Item =>
  toItem('case', keys.helpCase(one.id), one, { due: dueKeys(new Date(one.remindAt), 'case', one.id) });

export const helpMailStore = (db: Database) => ({
  seen: async (hash: string): Promise<SeenMail | undefined> => fromItem(seenMailSchema, await db.get('main', keys.seenMail(hash))),
  putSeen: (hash: string, seen: SeenMail, before: SeenMail | undefined): Write =>
    put(toItem('seen_mail', keys.seenMail(hash), seen, until(seen)), insteadOf(before)),

  answered: async (emailHash: string): Promise<Answered | undefined> =>
    fromItem(answeredSchema, await db.get('main', keys.answered(emailHash))),
  putAnswered: (emailHash: string, answered: Answered, before: Answered | undefined): Write =>
    put(toItem('answered', keys.answered(emailHash), answered, until(answered)), insteadOf(before)),

  reply: async (mailId: string): Promise<Reply | undefined> => fromItem(replySchema, await db.get('main', keys.reply(mailId))),
  createReply: (reply: Reply): Write => put(toItem('reply', keys.reply(reply.mailId), reply, until(reply)), { absent: true }),
  /** Uses it up; of two at once one fails. */
  takeReply: (reply: Reply): Write => ({
    op: 'delete',
    table: 'main',
    key: keys.reply(reply.mailId),
    condition: { equals: { expiresAt: reply.expiresAt } },
  }),

  case: async (id: string): Promise<HelpCase | undefined> => fromItem(caseSchema, await db.get('main', keys.helpCase(id))),
  /** The same case again changes nothing that matters. */
  putCase: (one: HelpCase): Write => ({ op: 'put', table: 'main', item: caseItem(one) }),
  /** Told again, unless it was closed meanwhile. */
  replaceCase: (one: HelpCase, before: HelpCase): Write => ({
    op: 'put',
    table: 'main',
    item: caseItem(one),
    condition: { equals: { remindAt: before.remindAt } },
  }),
  removeCase: (id: string): Write => ({ op: 'delete', table: 'main', key: keys.helpCase(id) }),
  /** Open ones, what ends first comes first. */
  cases: async (): Promise<HelpCase[]> => {
    const all: HelpCase[] = [];
    let after: string | undefined;
    do {
      const page = await db.query({ table: 'main', pk: keys.helpCase('').pk, ...(after === undefined ? {} : { after }) });
      all.push(...page.items.map((item) => z.parse(caseSchema, item)));
      after = page.next;
    } while (after !== undefined);
    return all;
  },

  hasDigest: async (day: string): Promise<boolean> => (await db.get('main', keys.digest(day))) !== undefined,
  /** Something of this day is told of by digest. */
  putDigest: (day: string): Write => ({
    op: 'put',
    table: 'main',
    item: toItem('digest', keys.digest(day), {}, { due: dueKeys(digestAt(day), 'digest', day) }),
  }),
  removeDigest: (day: string): Write => ({ op: 'delete', table: 'main', key: keys.digest(day) }),
});
export type HelpMailStore = ReturnType<typeof helpMailStore>;
