/** DELETE /v1.0/{media-id}: takes an own post away, at most 100 times a day. doc [delete] */
import { json } from '../reply.ts';
import type { Post } from '../state.ts';
import { takeDown } from '../world.ts';
import type { DataCall } from './data-call.ts';
import { GraphError } from './errors.ts';
import { usageOf } from './quota.ts';

export const deleteCall = (post: Post): DataCall => ({
  name: 'delete',
  scopes: ['threads_basic', 'threads_delete'],
  params: [],
  run({ world, account, ask }) {
    const now = world.clock.now();
    const isUsedUp = usageOf(account, now).deletes >= world.settings.deleteQuota;
    if (isUsedUp || ask('quota_reached')) throw new GraphError('quotaReached');
    account.deleteTimes.push(now);
    takeDown(world, post);
    return json({ success: true, deleted_id: post.id });
  },
});
