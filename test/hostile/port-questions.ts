/** Everything the provider port can be asked, and an honest answer for every call of Threads: a new method or call is one more row here. */
import type { Content, FindInput, Memo, Provider } from '../../lib/core/provider.ts';

export const token = 'THAAVtokenThatNobodyMaySee';
export const app = { id: '1122334455', secret: 'app-secret-nobody-may-see' };
export const code = 'AQBcodeThatNobodyMaySee';
/** Above 2^53, and odd, so that a rounded one is another one. */
export const containerId = '17889615691921649';
export const postId = '18079098539304491';
export const now = new Date('2026-11-23T09:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);

const post = {
  id: postId,
  timestamp: '2026-11-23T09:00:01+0000',
  media_type: 'TEXT_POST',
  text: 'Hello',
  permalink: 'https://www.threads.net/@u/post/Pp',
};
const quota = { quota_usage: 4, config: { quota_total: 250, quota_duration: 86_400 } };
const replies = { reply_quota_usage: 1, reply_config: { quota_total: 1000, quota_duration: 86_400 } };

/** By name of the call, as in `endpoints`; calls that share an address share an answer. */
export const honest: Readonly<Record<string, object>> = {
  code_exchange: { access_token: 'THQVJshort', user_id: 1 },
  token_exchange: { access_token: 'THAAVlong', token_type: 'bearer', expires_in: 5_183_944 },
  token_refresh: { access_token: 'THAAVnewer', token_type: 'bearer', expires_in: 5_183_944 },
  profile: { id: containerId, username: 'u', name: 'U', threads_profile_picture_url: 'https://cdn.example/p.jpg', threads_biography: 'hi' },
  probe: { data: [{ ...quota, ...replies }] },
  quota: { data: [{ ...quota, ...replies }] },
  create: { id: containerId },
  status: { ...post, status: 'FINISHED' },
  read: { ...post, status: 'FINISHED' },
  publish: { id: postId },
  list: { data: [post] },
  replies: { data: [{ ...post, replied_to: { id: containerId } }] },
};

const text: Content = { text: 'Hello', media: [], options: {} };
const reply: Content = { ...text, replyTo: containerId };
const picture = (name: string) => ({ kind: 'image' as const, url: `https://media.example/m/${name}.jpg`, alt: name });
const carousel: Content = { ...text, media: [picture('one'), picture('two')] };

/** Prepared with honest answers, the last one while the post that is replied to was not known yet. */
export type Prepared = { text: Memo; items: Memo; orphan: Memo };

async function memoAfter(port: Provider, content: Content, steps: number): Promise<Memo> {
  let memo: Memo | undefined;
  for (let polls = 0; polls < steps; polls += 1) {
    const seen = await port.prepare(token, { content, ...(memo === undefined ? {} : { memo }), polls, now: at(30 * polls) });
    if (!('memo' in seen)) throw new Error(`honest answers led to ${seen.kind}`);
    memo = seen.memo;
  }
  if (memo === undefined) throw new Error('nothing was prepared');
  return memo;
}

/** `early` is the port of a Threads that knows no parent yet. */
export const prepareHonestly = async (port: Provider, early: Provider): Promise<Prepared> => ({
  text: await memoAfter(port, text, 2),
  items: await memoAfter(port, carousel, 2),
  orphan: await memoAfter(early, reply, 1),
});

const lookedFor = (memo: Memo, content: Content): FindInput => ({ memo, content, sentAt: now, since: now, now: at(700), isAlone: true });

type Ask = (port: Provider, memos: Prepared) => Promise<unknown>;

/** `authorizationUrl` calls nobody; everything else of the port is asked in each of its forms. */
export const questions: Readonly<Record<string, Readonly<Record<string, Ask>>>> = {
  exchangeCode: { '': (port) => port.exchangeCode({ code, redirectUri: 'https://postora.example/cb', now }) },
  refresh: { '': (port) => port.refresh(token, now) },
  profile: { '': (port) => port.profile(token) },
  grantedScopes: { '': (port) => port.grantedScopes(token) },
  prepare: {
    'of a text': (port) => port.prepare(token, { content: text, polls: 0, now }),
    'of a reply': (port) => port.prepare(token, { content: reply, polls: 0, now }),
    'of a reply whose parent is late': (port, { orphan: memo }) => port.prepare(token, { content: reply, memo, polls: 1, now: at(90) }),
    'of a carousel': (port) => port.prepare(token, { content: carousel, polls: 0, now }),
    'that looks': (port, { text: memo }) => port.prepare(token, { content: text, memo, polls: 1, now: at(90) }),
    'that looks at items': (port, { items: memo }) => port.prepare(token, { content: carousel, memo, polls: 1, now: at(90) }),
  },
  send: { '': (port, { text: memo }) => port.send(token, memo) },
  find: {
    '': (port, { text: memo }) => port.find(token, lookedFor(memo, text)),
    'of a reply': (port, { text: memo }) => port.find(token, lookedFor(memo, reply)),
  },
  quota: { '': (port) => port.quota(token, text), 'of replies': (port) => port.quota(token, reply) },
  readBack: { '': (port) => port.readBack(token, postId, text) },
};

/** What a result may hold, at any depth: the fields of the port's own types, and codes. */
export const listedFields = new Set([
  ...['kind', 'memo', 'waitMs', 'failure', 'code', 'provider', 'remoteId', 'again', 'usable', 'isListedAbsent', 'accessToken', 'expiresAt'],
  ...['username', 'name', 'pictureUrl', 'biography', 'used', 'total', 'windowMs', 'permalink', 'isSameText', 'itemCount'],
  ...['call', 'status', 'subcode', 'constant', 'error_message', 'request_id', 'container_id', 'created_at', 'finished_at', 'item_ids'],
  ...['finished_ids', 'missing_since', 'lost', 'saw', 'preparation', 'list'],
]);
