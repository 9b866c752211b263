/** Secrets where none belong: in paths, names of fields, headers and values, in bodies that are too large, too deep, or no JSON at all. */
import { lambdaContext } from '../../functions/http-event.ts';
import { allRoutes, ask, nobodys } from '../../functions/route-samples.ts';
import { type Browser, sqsEvent } from '../../support/world.ts';
import { allKinds } from '../secrets.ts';
import type { Watched } from '../watched-world.ts';

/** Kinds that are text and that a request can carry anywhere. */
const carried = allKinds.filter(
  (kind) =>
    !['data_key', 'wrapped_key', 'post_text', 'mail_text', 'upload_signature', 'download_signature', 'aws_secret', 'handle'].includes(kind),
);

const deep = (secret: string, levels: number): unknown => (levels === 0 ? secret : { [secret]: deep(secret, levels - 1) });

/** Calls that did not come through CloudFront. */
export async function askDirectly({ secrets }: Watched, browser: Browser): Promise<void> {
  for (const given of [undefined, secrets.newest('app_secret')])
    for (const path of ['/v1/me', '/nothing']) await browser.request('GET', path, { headers: { 'x-postora-origin': given } });
}

export async function askOddly({ secrets }: Watched, browser: Browser): Promise<void> {
  for (const kind of carried) {
    const secret = secrets.newest(kind);
    const path = encodeURIComponent(secret);
    await browser.request('GET', `/v1/${path}`);
    await browser.request('PUT', `/v1/posts?${new URLSearchParams({ after: secret, [secret]: secret })}`);
    await browser.request('GET', `/v1/posts?after=${path}&limit=${path}`);
    await browser.request('GET', `/v1/posts/${path}`);
    await browser.request('GET', `/v1/media/${path}`);
    await browser.request('POST', `/v1/connections/${path}/authorize`, { body: {} });
    await browser.request('GET', '/v1/me', {
      headers: { authorization: `Bearer ${secret}`, 'x-request-id': secret.replace(/[^\w-]/g, '') },
    });
    for (const route of allRoutes.filter(({ hasBody }) => hasBody)) {
      await ask(browser, route, nobodys, {
        body: { [secret]: 1, text: { [secret]: secret }, token: [secret], address: secret, targets: secret },
      });
      await ask(browser, route, nobodys, { body: `{"${secret}": ` });
      await ask(browser, route, nobodys, { body: secret });
      await ask(browser, route, nobodys, { body: { text: secret.repeat(3_000) } });
      await ask(browser, route, nobodys, { body: deep(secret, 25) });
      await ask(browser, route, nobodys, { headers: { 'content-type': secret.replace(/[^\w-]/g, ''), 'if-match': secret } });
      await ask(browser, route, nobodys, {
        headers: { 'sec-fetch-site': 'cross-site', origin: `https://${secrets.newest('oauth_code')}.example` },
      });
    }
  }
}

/** Messages that nobody of ours sends: each goes back to its queue, and the log must not quote it. */
export async function queueOddly({ world: w, secrets }: Watched): Promise<void> {
  const secret = secrets.newest('access_token');
  const odd = [
    secret,
    `{"kind":"${secret}`,
    { kind: secret },
    { kind: 'publication', user_id: secret, [secret]: secret },
    { kind: 'invite', invite_hash: secret },
  ];
  for (const handler of Object.values(w.queues)) await handler(sqsEvent(odd), lambdaContext);
}
