/** Mails that are not forwarded one by one are counted, and told of by the digest of their day. */
import { type DigestCount, dayOf } from '../core/help-mail.ts';
import type { Deps } from './deps.ts';

export async function countForDigest(
  { rates, helpMail, commit, now }: Pick<Deps, 'rates' | 'helpMail' | 'commit' | 'now'>,
  what: DigestCount,
): Promise<void> {
  const at = now();
  await rates.countDay('help_digest', what, at);
  await commit([helpMail.putDigest(dayOf(at))]);
}
