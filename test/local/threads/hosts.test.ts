/** Meta's own host names, told apart by the Host header. */
import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isOnHost } from '../../../local/threads/hosts.ts';
import { openThreads } from './driver.ts';

function statusOn(url: string, host: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(url + path, { headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    call.on('error', reject).end();
  });
}

describe(isOnHost, () => {
  it.each([
    ['graph.threads.net', '/v1.0/me', 400],
    ['graph.threads.com:443', '/v1.0/me', 400],
    ['graph.threads.com', '/access_token', 400],
    ['graph.threads.net', '/oauth/authorize', 404],
    ['graph.threads.net', '/@ada.paints', 404],
    ['graph.threads.net', '/_control/accounts', 404],
    ['www.threads.com', '/oauth/authorize', 400],
    ['threads.com', '/@ada.paints', 200],
    ['threads.net', '/v1.0/me', 404],
    ['www.threads.net', '/refresh_access_token', 404],
    ['threads.localhost', '/v1.0/me', 400],
    ['threads.localhost', '/@ada.paints', 200],
  ])('S14-04 %s%s: %i', async (host, path, status) => {
    const { url } = await openThreads();

    expect(await statusOn(url, host, path)).toBe(status);
  });
});
