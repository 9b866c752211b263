/**
 * A mail to the help address has come in. It decides by rule (lib/core/inbound-mail.ts) and limits, stores what it decided, and asks the
 * mailer. It never deletes anything: the most that comes of a mail is a link to the address on file. A call that is repeated ends in the
 * same messages; the same mail sent again ends in none.
 */
import { AppError, isAppError } from '../core/errors.ts';
import { noteOf } from '../core/forward-note.ts';
import { mailLimits, newCase, type SeenMail } from '../core/help-mail.ts';
import { decideMail, type InboundMail, identityOf, type MailDecision, type Relation } from '../core/inbound-mail.ts';
import type { MailMessage } from '../core/mail-messages.ts';
import type { LogFields, Write } from '../core/ports.ts';
import { countForDigest } from './count-for-digest.ts';
import type { Deps, Sends } from './deps.ts';
import { limitAnswer } from './limit-answer.ts';

const tries = 3;

export type ReceiveDeps = Pick<Deps, 'now' | 'keyedHash' | 'users' | 'rates' | 'helpMail' | 'commit'> & Sends<'mail'>;
type Sender = { emailHash: string; userId: string | undefined };

const after = (now: Date, ms: number): string => new Date(now.getTime() + ms).toISOString();

/** Whoever From names, if it names one. */
async function senderOf({ keyedHash, users }: ReceiveDeps, { from }: InboundMail): Promise<Sender | undefined> {
  if (from === undefined) return undefined;
  const emailHash = await keyedHash('email', from);
  return { emailHash, userId: await users.idByEmail(emailHash) };
}

/** What is asked of the mailer; the answer last, because whatever comes before it is sent again if it fails. */
function messagesOf({ mailId, receivedAt }: InboundMail, decision: MailDecision, sender: Sender | undefined): MailMessage[] {
  const note = noteOf(decision);
  const messages: MailMessage[] = note ? [{ kind: 'forward', mail_id: mailId, note }] : [];
  if (decision.kind === 'neutral') messages.push({ kind: 'neutral_answer', mail_id: mailId });
  if (decision.kind === 'confirm' && sender?.userId) messages.push({ kind: 'deletion_link', user_id: sender.userId, asked_at: receivedAt });
  return messages;
}

async function caseWrites(
  { rates, helpMail, now }: ReceiveDeps,
  { mailId, receivedAt }: InboundMail,
  decision: MailDecision,
): Promise<Write[]> {
  if (decision.kind !== 'person') return [];
  const { why } = decision;
  if ((await rates.countDay('help_cases', 'all', now())) <= mailLimits.casesPerDay)
    return [helpMail.putCase(newCase({ mailId, why, receivedAt }))];
  const more = newCase({ why: 'too_many', receivedAt });
  return (await helpMail.case(more.id)) ? [] : [helpMail.putCase(more)];
}

const relationOf = (sender: Sender | undefined): Relation =>
  sender === undefined ? 'unknown' : sender.userId === undefined ? 'other' : 'on_file';

type Settled = { kind: 'repeated' } | { kind: 'settled'; hash: string; seen: SeenMail; isFlood: boolean };

/** Reads, decides, writes once. @throws {AppError} `conflict` when another call of this function was faster. */
async function settle(deps: ReceiveDeps, mail: InboundMail, first: MailDecision, sender: Sender | undefined): Promise<Settled> {
  const hash = identityOf(mail);
  const now = deps.now();
  const { mailId, from: address, messageId: inReplyTo } = mail;
  const before = await deps.helpMail.seen(hash);
  if (before && now < new Date(before.expiresAt)) {
    const isSameCall = before.mailId === mailId && !before.isTold;
    return isSameCall ? { kind: 'settled', hash, seen: before, isFlood: false } : { kind: 'repeated' };
  }
  const { decision, isFlood, writes } = await limitAnswer(deps, mail, first, sender);
  const seen: SeenMail = { mailId, decision, isTold: false, expiresAt: after(now, mailLimits.seenMs) };
  const reply = { mailId, inReplyTo, expiresAt: after(now, mailLimits.replyMs) };
  await deps.commit([
    deps.helpMail.putSeen(hash, seen, before),
    ...writes,
    ...(decision.kind === 'neutral' && address !== undefined ? [deps.helpMail.createReply({ ...reply, address })] : []),
    ...(await caseWrites(deps, mail, decision)),
  ]);
  return { kind: 'settled', hash, seen, isFlood };
}

/** Two mails of one address at the same instant: one of them has to look again. */
async function settleInTheEnd(...input: Parameters<typeof settle>): Promise<Settled> {
  for (let i = 0; i < tries; i += 1) {
    try {
      return await settle(...input);
    } catch (error) {
      if (!isAppError(error, 'conflict')) throw error;
    }
  }
  throw new AppError('unavailable', 'mail_contended', 'Mails from this address come faster than they can be handled.');
}

/** @returns what was done, for the log: no address, no subject. `flood` is there once, when answers begin to be refused. */
export async function receiveMail(deps: ReceiveDeps, mail: InboundMail): Promise<LogFields> {
  const sender = await senderOf(deps, mail);
  const first = decideMail(mail, relationOf(sender));
  if (first.kind === 'aside') {
    // Not our own come back: a digest that is answered by a machine would bring about the next one.
    if (first.why !== 'own') await countForDigest(deps, first.why);
    return { action: first.kind, why: first.why };
  }
  const settled = await settleInTheEnd(deps, mail, first, sender);
  if (settled.kind === 'repeated') return { action: 'repeated' };
  const { hash, seen, isFlood } = settled;
  const { decision } = seen;
  for (const message of messagesOf(mail, decision, sender)) await deps.sendMessage('mail', message, { group: 'help' });
  await deps.commit([deps.helpMail.putSeen(hash, { ...seen, isTold: true }, seen)]);
  return { action: decision.kind, ...('why' in decision ? { why: decision.why } : {}), ...(isFlood ? { flood: true } : {}) };
}
