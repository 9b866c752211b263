/** The Threads adapter against the strict simulator: what a post can hold besides words and media, and media and relations in trouble. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Content, Prepared } from '../../../lib/core/provider.ts';
import { maxPreparations } from '../../../lib/core/reconcile.ts';
import type { NewFault } from '../../../local/threads/faults/fault.ts';
import { findInput, prepareFully, publish, readyMemo, textContent } from '../../contract/provider-setup.ts';
import { jpeg, mp4 } from '../../local/threads/fixtures.ts';
import { account, type SimulatedThreads, simulatedThreads } from './simulated-threads.ts';

let setup: SimulatedThreads;
let token: string;
beforeEach(async () => {
  setup = await simulatedThreads();
  token = setup.mint();
});
afterEach(() => setup.close());

const text = 'Bridges in the rain';
const image = (path = '/one.jpg', alt = '') => ({ kind: 'image' as const, url: setup.host.url + path, alt });
const video = (path = '/film.mp4') => ({ kind: 'video' as const, url: setup.host.url + path, alt: '' });
const of = (...media: Content['media']): Content => ({ text, media, options: {} });
const fault = (input: NewFault) => void setup.simulator.control.addFault({ account, ...input });
/** Every post of the account, the items of carousels too. */
const posts = () => setup.simulator.control.account(account).posts;
const containers = () => setup.simulator.control.account(account).containers;

/** As the engine does: what is gone is begun again, but not for ever. */
async function persist(content: Content): Promise<Prepared> {
  for (let preparations = 1; ; preparations += 1) {
    const answer = await prepareFully(setup, token, content);
    if (answer.kind !== 'gone' || preparations === maxPreparations) return answer;
  }
}

describe('what a post can hold at Threads', () => {
  it.each<[string, () => Content, object]>([
    ['a GIF', () => ({ ...textContent(text), options: { gifId: 'abc123' } }), { media_type: 'TEXT_POST', gif_id: 'abc123' }],
    ['a topic', () => ({ ...textContent(text), options: { topicTag: 'Bridges' } }), { topic_tag: 'Bridges' }],
    ['an audience', () => ({ ...textContent(text), options: { replyAudience: 'mentioned_only' } }), { reply_control: 'mentioned_only' }],
    [
      'a link',
      () => ({ ...textContent(text), options: { linkAttachment: 'https://postora.example/a' } }),
      { link_attachment_url: 'https://postora.example/a' },
    ],
    ['a hidden image', () => ({ ...of(image()), options: { isSpoiler: true } }), { media_type: 'IMAGE', is_spoiler_media: true }],
    ['a hidden video', () => ({ ...of(video()), options: { isSpoiler: true } }), { media_type: 'VIDEO', is_spoiler_media: true }],
    [
      'a topic and an audience around an image',
      () => ({ ...of(image()), options: { topicTag: 'Bridges', replyAudience: 'followers_only' } }),
      { media_type: 'IMAGE', topic_tag: 'Bridges', reply_control: 'followers_only' },
    ],
  ])('publishes %s, and finds it when the answer was lost', async (_name, make, expected) => {
    const content = make();
    const input = { content, memo: await readyMemo(setup, token, content), sentAt: setup.now() };
    setup.loseNextAnswer();

    const sent = await setup.provider.send(token, input.memo);
    const found = await setup.provider.find(token, findInput(setup, input));

    expect(sent.kind).toBe('unknown');
    expect(posts()).toMatchObject([{ text, ...expected }]);
    expect(found).toMatchObject({ kind: 'published', remoteId: posts()[0]?.id });
  });

  it('hides every item of a carousel', async () => {
    await publish(setup, token, { ...of(image(), video()), options: { isSpoiler: true } });

    expect(posts().map(({ is_spoiler_media }) => is_spoiler_media)).toEqual([true, true, true]);
  });

  it('publishes a carousel of twenty in the order given, as one post of the quota', async () => {
    const media = Array.from({ length: 20 }, (_, i) => image(i % 2 === 0 ? '/one.jpg' : '/two.png', `No. ${i + 1}`));
    const id = await publish(setup, token, of(...media));

    const read = await setup.provider.readBack(token, id, of(...media));

    expect(setup.visible()[0]?.altTexts).toEqual(media.map(({ alt }) => alt));
    expect(read).toMatchObject({ kind: 'shown', itemCount: 20 });
    expect(await setup.provider.quota(token, of(...media))).toMatchObject({ used: 1 });
  });

  it('publishes a whole chain of pictures, a quote and a carousel', async () => {
    const first = await publish(setup, token, of(image()));
    const second = await publish(setup, token, { ...textContent('Look'), options: { quotePostId: first }, replyTo: first });
    const third = await publish(setup, token, { ...of(image(), image('/two.png')), replyTo: second });

    expect(setup.visible()).toMatchObject([
      { id: third, kind: 'carousel', itemCount: 2, replyTo: second },
      { id: second, quoted: first, replyTo: first },
      { id: first, kind: 'image' },
    ]);
  });

  it('reads the quota of replies only with the permission for it, and does without', async () => {
    const reply = { ...textContent('Two'), replyTo: await publish(setup, token, textContent('One')) };
    const scopes = ['threads_basic', 'threads_content_publish', 'threads_manage_replies'];

    const without = await setup.provider.quota(token, reply);
    const having = await setup.provider.quota(setup.simulator.control.mintToken(account, { scopes }), reply);

    expect(without).toBeUndefined();
    expect(having).toEqual({ used: 0, total: 1000, windowMs: 86_400_000 });
  });
});

describe('media in trouble', () => {
  it.each<[string, () => Content, NewFault]>([
    ['an image that cannot be fetched for a while', () => of(image()), { name: 'media_download_failed', times: 2 }],
    ['a video that cannot be fetched for a while', () => of(video()), { name: 'media_download_failed', times: 2 }],
    ['an image that fails for no known reason', () => of(image()), { name: 'container_error', times: 1 }],
    ['a carousel whose second item fails once', () => of(image(), video()), { name: 'container_error', skip: 1, times: 1 }],
    ['a carousel that is refused because of its items', () => of(image(), image('/two.png')), { name: 'children_refused', times: 1 }],
    ['a carousel whose item is lost', () => of(image(), image('/two.png')), { name: 'container_lost', times: 1 }],
    [
      'a carousel whose items cannot be read at first',
      () => of(image(), image('/two.png')),
      { name: 'unreadable_after_create', ms: 8_000 },
    ],
    ['a carousel whose item expires', () => of(image(), video()), { name: 'container_expired', times: 1, ms: 3_000 }],
    ['an image that is slow', () => of(image()), { name: 'container_slow', times: 1, ms: 200_000 }],
    ['a video that is very slow', () => of(video()), { name: 'container_slow', times: 1, ms: 800_000 }],
  ])('comes through with %s', async (_name, make, input) => {
    const content = make();
    fault(input);

    const answer = await persist(content);
    if (answer.kind === 'ready') await setup.advance(answer.waitMs);
    const sent = await setup.provider.send(token, answer.kind === 'ready' ? answer.memo : {});

    expect(sent.kind).toBe('sent');
    expect(setup.visible()).toMatchObject([{ text, itemCount: content.media.length }]);
  });

  it.each<[string, () => Content, string]>([
    ['an image that is not there', () => of(image('/none.jpg')), 'media_download_failed'],
    ['a video that is not there', () => of(video('/none.mp4')), 'media_download_failed'],
    ['a carousel whose video is not there', () => of(image(), video('/none.mp4')), 'media_download_failed'],
    ['a file that is no image', () => of(image('/broken.jpg')), 'media_refused'],
  ])('ends with plain words for %s, after three tries', async (_name, make, code) => {
    setup.host.put('/broken.jpg', { type: 'image/jpeg', body: 'no picture' });

    const answer = await persist(make());

    expect(answer).toMatchObject({ kind: 'gone', failure: { code } });
    expect(setup.visible()).toEqual([]);
  });

  it.each<[string, () => Content, string]>([
    ['a video that is too long', () => of(video('/long.mp4')), 'INVALID_DURATION'],
    ['a carousel with an image that is too wide', () => of(image(), image('/wide.jpg')), 'INVALID_ASPEC_RATIO'],
  ])('does not try %s again', async (_name, make, error_message) => {
    setup.host.put('/long.mp4', { type: 'video/mp4', body: mp4({ seconds: 301 }) });
    setup.host.put('/wide.jpg', { type: 'image/jpeg', body: jpeg(2_001, 200) });

    const answer = await persist(make());

    expect(answer).toMatchObject({ kind: 'rejected', failure: { code: 'media_refused', provider: { error_message } } });
    expect(containers().length).toBe(make().media.length);
  });

  it('T7.4 keeps media back for five seconds after FINISHED, in which publishing was seen to fail', async () => {
    fault({ name: 'unpublishable_after_finished', ms: 5_000 });

    await publish(setup, token, of(image()));
    await publish(setup, token, of(video(), image()));

    const attempts = setup.simulator.control.account(account).publish_attempts;
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['posted', 'posted']);
  });
});

describe('relations in trouble', () => {
  it('waits until the first part can be answered', async () => {
    fault({ name: 'reply_lag', ms: 40_000 });
    const first = await setup.provider.send(token, await readyMemo(setup, token, textContent('One')));
    const replyTo = first.kind === 'sent' ? first.remoteId : '';

    const second = await publish(setup, token, { ...textContent('Two'), replyTo });

    expect(setup.visible()[0]).toMatchObject({ id: second, replyTo });
  });

  it('says that the quoted post is gone', async () => {
    const quotePostId = await publish(setup, token, textContent('Quoted'));
    setup.remove(quotePostId);

    const answer = await persist({ ...textContent(text), options: { quotePostId } });

    expect(answer).toMatchObject({ kind: 'rejected', failure: { code: 'quote_gone', provider: { code: 24, subcode: 4279009 } } });
  });

  it('says that the parent is gone also for a carousel, whose items were made before', async () => {
    const replyTo = await publish(setup, token, textContent('One'));
    setup.remove(replyTo);

    const answer = await persist({ ...of(image(), image('/two.png')), replyTo });

    expect(answer).toMatchObject({ kind: 'rejected', failure: { code: 'reply_parent_gone' } });
  });

  it('is refused, not lost, when the parent goes between the preparation and the call', async () => {
    const replyTo = await publish(setup, token, textContent('One'));
    const memo = await readyMemo(setup, token, { ...textContent('Two'), replyTo });
    setup.remove(replyTo);

    const sent = await setup.provider.send(token, memo);

    expect(sent).toMatchObject({ kind: 'refused', again: true, failure: { code: 'not_ready' } });
    expect(setup.visible()).toEqual([]);
  });
});
