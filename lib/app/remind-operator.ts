/** What the timer makes the mailer tell the operator: a case that nobody has closed, and what of a day was not forwarded one by one. */
import { isAppError } from '../core/errors.ts';
import { digestAt, digestCounts, remindedCase } from '../core/help-mail.ts';
import type { Deps } from './deps.ts';
import { caseMail, digestMail } from './help-texts.ts';

type Needs = Pick<Deps, 'now' | 'rates' | 'helpMail' | 'commit' | 'sendMail' | 'operatorAddress'>;

/** The next reminder is taken on first: a message that comes twice makes one mail. If that is refused, the next reminder comes in three days. */
export async function remindOfCase(deps: Needs, { caseId }: { caseId: string }): Promise<'sent' | 'over' | 'told_before'> {
  const one = await deps.helpMail.case(caseId);
  const now = deps.now();
  if (!one) return 'over';
  if (now < new Date(one.remindAt)) return 'told_before';
  const next = remindedCase(one, now);
  try {
    await deps.commit([deps.helpMail.replaceCase(next, one)]);
  } catch (error) {
    if (isAppError(error, 'conflict')) return 'told_before';
    throw error;
  }
  try {
    await deps.sendMail(caseMail(deps.operatorAddress, one));
  } catch (error) {
    await deps.commit([deps.helpMail.replaceCase(one, next)]);
    throw error;
  }
  return 'sent';
}

/** Sent first and forgotten then: twice is better than never. */
export async function sendDigest(deps: Needs, { day }: { day: string }): Promise<'sent' | 'over' | 'told_before'> {
  if (!(await deps.helpMail.hasDigest(day))) return 'over';
  if (deps.now() < digestAt(day)) return 'told_before';
  const at = new Date(digestAt(day).getTime() - 1);
  const counts = await Promise.all(digestCounts.map(async (what) => [what, await deps.rates.ofDay('help_digest', what, at)] as const));
  await deps.sendMail(digestMail(deps.operatorAddress, day, new Map(counts)));
  await deps.commit([deps.helpMail.removeDigest(day)]);
  return 'sent';
}
