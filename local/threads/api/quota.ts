/** How much of the rolling 24 hours is used, and GET /v1.0/me/threads_publishing_limit. doc [overview], [troubleshooting] */
import { json } from '../reply.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import type { DataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { type FieldTable, fieldNames, fieldReader } from './fields.ts';

const daySeconds = 86_400;

type Usage = { posts: number; replies: number; deletes: number };

export function usageOf(account: Account, now: number): Usage {
  const recent = (times: readonly number[]) => times.filter((time) => time > now - daySeconds * 1000).length;
  return { posts: recent(account.postTimes), replies: recent(account.replyTimes), deletes: recent(account.deleteTimes) };
}

const config = (total: number) => ({ quota_total: total, quota_duration: daySeconds });

const quotaFields = ({ settings }: World): FieldTable<Usage> => ({
  quota_usage: ({ posts }) => posts,
  config: () => config(settings.postQuota),
  reply_quota_usage: ({ replies }) => replies,
  reply_config: () => config(settings.replyQuota),
  delete_quota_usage: ({ deletes }) => deletes,
  delete_config: () => config(settings.deleteQuota),
  location_search_quota_usage: () => 0,
  location_search_config: () => config(500),
});

/** The scope a field needs besides the two of the call. */
const extraScopes: [start: string, scope: string][] = [
  ['reply_', 'threads_manage_replies'],
  ['delete_', 'threads_delete'],
  ['location_', 'threads_location_tagging'],
];

function checkFieldScopes(wanted: string, granted: readonly string[]): void {
  const missing = extraScopes.find(
    ([start, scope]) => !granted.includes(scope) && fieldNames(wanted).some((name) => name.startsWith(start)),
  );
  if (missing) throw new GraphError('scopeMissing', missing[1]);
}

export const quotaCall: DataCall = {
  name: 'quota',
  scopes: ['threads_basic', 'threads_content_publish'],
  scopeError: 'scopeMissing',
  params: ['fields'],
  run({ world, account, token, params, ask }) {
    const wanted = params.get('fields') ?? 'quota_usage';
    const read = fieldReader(quotaFields(world), wanted, wanted);
    checkFieldScopes(wanted, token.scopes);
    const usage = usageOf(account, world.clock.now());
    const { postQuota: posts, replyQuota: replies, deleteQuota: deletes } = world.settings;
    const shown = ask('quota_reached') ? { posts, replies, deletes } : usage;
    return json({ data: [read(shown)] });
  },
};
