/** How much of the rolling window's quota is used, by whatever service. A hint: whenever Threads does not tell, undefined. */
import * as z from 'zod/mini';
import type { Content, Quota } from '../../core/provider.ts';
import type { Graph } from './graph.ts';

const count = z.int().check(z.nonnegative());
const config = z.object({ quota_total: count, quota_duration: count });
const one = <T>(usage: z.ZodMiniType<T>) => z.object({ data: z.tuple([usage], z.unknown()) });

const posts = one(z.object({ quota_usage: count, config }));
/** Needs `threads_manage_replies`, which we do not ask for: today this is refused, and then replies are simply not counted beforehand. */
const replies = one(z.object({ reply_quota_usage: count, reply_config: config }));

type Usage = { used: number; config: z.infer<typeof config> };

async function usageOf(graph: Graph, token: string, { replyTo }: Content): Promise<Usage | undefined> {
  if (replyTo === undefined) {
    const answer = await graph('quota', { token, query: { fields: 'quota_usage,config' } }, posts);
    return answer.kind === 'ok' ? { used: answer.value.data[0].quota_usage, config: answer.value.data[0].config } : undefined;
  }
  const answer = await graph('quota', { token, query: { fields: 'reply_quota_usage,reply_config' } }, replies);
  return answer.kind === 'ok' ? { used: answer.value.data[0].reply_quota_usage, config: answer.value.data[0].reply_config } : undefined;
}

export async function quota(graph: Graph, token: string, content: Content): Promise<Quota | undefined> {
  const usage = await usageOf(graph, token, content);
  return usage && { used: usage.used, total: usage.config.quota_total, windowMs: usage.config.quota_duration * 1000 };
}
