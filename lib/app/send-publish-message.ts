/** Tells the publisher when to look at a publication. A lost message is no loss: the row stays in the `due` index. */
import type { PublishMessage } from '../core/messages.ts';
import { isToTheMoment } from '../core/next-step.ts';
import type { Publication } from '../core/publication.ts';
import type { Deps, Sends } from './deps.ts';

/** SQS delays at most 15 minutes; what is due later is sent by the sweeper. */
const maxDelayMs = 900_000;

export async function sendPublishMessage(deps: Pick<Deps, 'now'> & Sends<'publish'>, p: Publication, minDelayMs = 0): Promise<void> {
  if (p.dueAt === undefined) return;
  const delayMs = Math.max(0, minDelayMs, Date.parse(p.dueAt) - deps.now().getTime());
  if (delayMs > maxDelayMs) return;
  const ids = { user_id: p.userId, post_id: p.postId, connection_id: p.connectionId };
  const message: PublishMessage = { kind: 'publication', ...ids, rev: p.rev };
  const delaySeconds = isToTheMoment(p) ? Math.floor(delayMs / 1000) : Math.ceil(delayMs / 1000);
  await deps.sendMessage('publish', message, { delaySeconds, group: p.connectionId });
}
