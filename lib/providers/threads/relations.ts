/** A post that was just published cannot be replied to or quoted at once, and one that was removed never: waiting tells them apart. */
import type { Failure } from '../../core/failures.ts';
import type { Prepared } from '../../core/provider.ts';
import { type Work, waiting } from './create.ts';
import { existence } from './judge.ts';
import type { Items, Nothing } from './memo.ts';
import { missingWaits, nextLookMs, settlingMs } from './waits.ts';

/** Our own parent can be asked for. A quoted post may be anybody's and hidden from us, so there the lasting refusal itself counts. */
async function whatIsGone({ graph, token, content }: Work): Promise<'reply_parent_gone' | 'quote_gone' | undefined> {
  const parent = content.replyTo === undefined ? 'there' : await existence(graph, token, content.replyTo);
  if (parent === 'gone') return 'reply_parent_gone';
  return parent === 'there' && content.options.quotePostId !== undefined ? 'quote_gone' : undefined;
}

/** `failure` is the refusal because of which we wait. */
export async function awaitRelation(work: Work, stage: Nothing | Items, failure: Failure): Promise<Prepared> {
  const { content, now } = work;
  if (content.replyTo === undefined && content.options.quotePostId === undefined) return { kind: 'unreachable', failure };
  const { missingSince = now } = stage;
  const missingMs = now.getTime() - missingSince.getTime();
  const gone = missingMs < settlingMs ? undefined : await whatIsGone(work);
  if (gone !== undefined) return { kind: 'rejected', failure: { ...failure, code: gone } };
  if (missingMs >= missingWaits.maxAgeMs) return { kind: 'gone', failure };
  return waiting({ ...stage, missingSince }, nextLookMs(missingWaits, missingMs));
}
