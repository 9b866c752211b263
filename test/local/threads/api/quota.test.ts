/** The quota call: its figures and the scopes it wants. */
import { describe, expect, it } from 'vitest';
import { quotaCall } from '../../../../local/threads/api/quota.ts';
import { graphError, openThreads } from '../driver.ts';

const path = '/v1.0/me/threads_publishing_limit';

describe(quotaCall.name, () => {
  it('shows what is used and what there is', async () => {
    const { get, ready, publish } = await openThreads();
    await publish(await ready());

    const answer = await get(`${path}?fields=quota_usage,config`);

    expect(answer.body).toEqual({ data: [{ quota_usage: 1, config: { quota_total: 250, quota_duration: 86400 } }] });
  });

  it.each([['threads_basic'], ['threads_content_publish']])('needs both scopes, not %s alone', async (scope) => {
    const { get, control } = await openThreads();

    const answer = await get(path, control.mintToken('ada.paints', { scopes: [scope] }));

    expect(answer).toMatchObject({ status: 403, body: graphError(200) });
  });

  it.each([
    ['reply_quota_usage,reply_config', 'threads_manage_replies'],
    ['delete_config', 'threads_delete'],
    ['location_search_quota_usage', 'threads_location_tagging'],
  ])('needs a further scope for %s', async (fields, scope) => {
    const { get, control } = await openThreads();
    const scopes = ['threads_basic', 'threads_content_publish'];

    const without = await get(`${path}?fields=${fields}`);
    const withIt = await get(`${path}?fields=${fields}`, control.mintToken('ada.paints', { scopes: [...scopes, scope] }));

    expect(without).toMatchObject({ status: 403, body: graphError(200) });
    expect(withIt.status).toBe(200);
  });
});
