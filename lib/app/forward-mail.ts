/** Hands a mail on to the operator, whole, as an attachment: a hundred a day one by one, the rest as one digest; what is too large is told of. */
import type { ForwardNote } from '../core/forward-note.ts';
import { mailLimits } from '../core/help-mail.ts';
import { countForDigest } from './count-for-digest.ts';
import type { Deps } from './deps.ts';
import { forwardedMail, tooLargeMail } from './help-texts.ts';

export type ForwardDeps = Pick<Deps, 'now' | 'rates' | 'helpMail' | 'commit' | 'sendMail' | 'rawMails' | 'operatorAddress'>;

export async function forwardMail(
  deps: ForwardDeps,
  { mailId, note }: { mailId: string; note: ForwardNote },
): Promise<'sent' | 'for_digest'> {
  const forwarded = await deps.rates.countDay('help_forwards', 'all', deps.now());
  if (forwarded > mailLimits.forwardsPerDay) {
    await countForDigest(deps, 'beyond');
    return 'for_digest';
  }
  const raw = await deps.rawMails.read(mailId, mailLimits.forwardMaxBytes);
  const about = { to: deps.operatorAddress, mailId, note };
  await deps.sendMail(raw.kind === 'found' ? forwardedMail(about, raw.bytes) : tooLargeMail(about, raw.sizeBytes));
  return 'sent';
}
