/** How often the machine answers: one address once in 24 hours, everybody together 20 times in any hour. Beyond that a person decides. */
import { type Answered, mailLimits } from '../core/help-mail.ts';
import type { InboundMail, MailDecision } from '../core/inbound-mail.ts';
import type { Write } from '../core/ports.ts';
import type { Deps } from './deps.ts';

type Needs = Pick<Deps, 'now' | 'rates' | 'helpMail'>;
type Limited = { decision: MailDecision; isFlood: boolean; writes: Write[] };

/**
 * Counted against the hour before as well, so that no sixty minutes hold more than the limit. `isFlood` is true for the first refusal
 * alone, and again only after a calm hour: one alarm, however long the flood lasts.
 */
async function takeFromHour({ rates, now }: Needs): Promise<{ isAllowed: boolean; isFlood: boolean }> {
  const at = now();
  const lastHour = await rates.lastHour('help_answers', 'all', at);
  const thisHour = await rates.count('help_answers', 'all', at);
  const most = mailLimits.answersPerHour - Math.min(lastHour, mailLimits.answersPerHour);
  return { isAllowed: thisHour <= most, isFlood: thisHour === most + 1 && lastHour <= mailLimits.answersPerHour };
}

const isStill = (answered: Answered | undefined, now: Date): boolean => answered !== undefined && now < new Date(answered.expiresAt);

/** The decision as it may be carried out now, and the write that goes with it. */
export async function limitAnswer(
  deps: Needs,
  { mailId }: InboundMail,
  decision: MailDecision,
  sender: { emailHash: string } | undefined,
): Promise<Limited> {
  if (sender === undefined || (decision.kind !== 'confirm' && decision.kind !== 'neutral')) return { decision, isFlood: false, writes: [] };
  const now = deps.now();
  const before = await deps.helpMail.answered(sender.emailHash);
  if (isStill(before, now)) return { decision: { kind: 'silent', why: 'answered_today' }, isFlood: false, writes: [] };
  const { isAllowed, isFlood } = await takeFromHour(deps);
  if (!isAllowed) return { decision: { kind: 'person', why: 'too_many' }, isFlood, writes: [] };
  const expiresAt = new Date(now.getTime() + mailLimits.answerEveryMs).toISOString();
  return { decision, isFlood, writes: [deps.helpMail.putAnswered(sender.emailHash, { mailId, expiresAt }, before)] };
}
