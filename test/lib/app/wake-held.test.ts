/** After connecting again: what waited for that goes on at once, and nothing else moves. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Publication, publicationSchema } from '../../../lib/core/publication.ts';
import { ownerRecheckMs } from '../../../lib/core/reconcile.ts';
import { approve, connect, readPost, signInAgain, withApproved, write } from '../../functions/steps.ts';
import { type Browser, type World, world } from '../../support/world.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const publicationsIn = (w: World): Publication[] =>
  w.dump('main').flatMap((item) => (item.kind === 'publication' ? [publicationSchema.parse(item)] : []));
const forgetMessages = (w: World): void => void w.queued.splice(0);

/** On hold because the token had ended; from now on the platform gives good ones again. */
async function held() {
  const w = world();
  w.platform.lifeMs = 1_000;
  const approved = await withApproved(w);
  w.clock.advance(1_000);
  await w.deliverOne('publish');
  w.platform.lifeMs = 60 * day;
  forgetMessages(w);
  return { w, ...approved };
}

const healthOf = async (browser: Browser) => {
  const { body } = await browser.request('GET', '/v1/connections');
  const listed = z.object({ data: z.array(z.object({ health: z.object({ state: z.string(), refused_at: z.nullable(z.string()) }) })) });
  return z.parse(listed, body).data.map(({ health }) => health);
};

describe('the connection of a post that waits for it', () => {
  it('says that it needs its owner, until it is connected again', async () => {
    const { w, browser, connectionId } = await held();
    const waiting = await healthOf(browser);

    await connect(w, browser);

    expect(waiting).toEqual([{ state: 'reconnect', refused_at: expect.stringMatching(/^2026-/) }]);
    expect(await healthOf(browser)).toEqual([{ state: 'good', refused_at: null }]);
    expect(w.dump('main').filter(({ kind, sk }) => kind === 'health_refused' && sk.startsWith(connectionId))).toHaveLength(1);
  });

  it('says nothing of the kind when the post waits for the operator', async () => {
    const w = world();
    const { browser } = await withApproved(w);
    await w.operate({ command: 'stop_publishing', reason: 'Looking into something.' });

    await w.live(1);

    expect(publicationsIn(w)).toMatchObject([{ state: 'held', holdReason: 'operator_stop' }]);
    expect(await healthOf(browser)).toEqual([{ state: 'good', refused_at: null }]);
  });
});

describe('after connecting again', () => {
  it('a post that waited for it goes out at once, and once', async () => {
    const { w, browser, post } = await held();
    const since = w.clock.now().getTime();

    await connect(w, browser);
    await w.live(1);

    const [publication] = publicationsIn(w);
    expect(publication).toMatchObject({ state: 'published', sends: 1 });
    expect(Date.parse(publication?.publishedAt ?? '') - since).toBeLessThan(minute);
    expect((await readPost(browser, post.id)).status).toBe('published');
    expect(w.platform.posts).toHaveLength(1);
    expect(w.logs.join('')).toContain('"outcome":"woken","publications":1');
  });

  it('a post that still cannot go on waits again, and its history says both', async () => {
    const { w, browser } = await held();
    w.platform.lifeMs = 1_000;
    await connect(w, browser);
    w.clock.advance(1_000);

    await w.deliverOne('publish');
    await w.deliverOne('publish');

    const [after] = publicationsIn(w);
    expect(after).toMatchObject({ state: 'held', holdReason: 'reconnect' });
    expect(after?.steps.map(({ what }) => what)).toEqual([
      'approved',
      'claimed',
      'held:reconnect',
      'reconnected',
      'claimed',
      'held:reconnect',
    ]);
  });

  it('the message may come twice', async () => {
    const { w, browser } = await held();
    await connect(w, browser);
    w.queued.push(...w.queued.map((message) => ({ ...message })));

    await w.live(1);

    expect(publicationsIn(w)).toMatchObject([{ state: 'published', sends: 1 }]);
    expect(w.platform.posts).toHaveLength(1);
  });

  it('the connection stands although the queue took no message, which is told to the log; the post goes on at its next look', async () => {
    const { w, browser } = await held();
    const { sendMessage } = w.deps;
    w.deps.sendMessage = async () => {
      throw new Error('SQS is away');
    };

    await connect(w, browser);
    const untold = publicationsIn(w);
    w.deps.sendMessage = sendMessage;
    await w.live(11);

    expect(w.logs.join('')).toContain('"level":"warn","event":"reconnect_not_told"');
    expect(w.logs.join('')).not.toContain('SQS is away');
    expect(untold).toMatchObject([{ state: 'held' }]);
    expect(publicationsIn(w)).toMatchObject([{ state: 'published', sends: 1 }]);
  });

  it('a post of another account keeps waiting', async () => {
    const { w, browser } = await held();
    w.platform.lifeMs = 1_000;
    const other = await connect(w, browser, { remoteId: '2' });
    const post = await write(browser, [other], 'For the other account.');
    await signInAgain(w, browser);
    await approve(browser, post);
    w.clock.advance(1_000);
    await w.deliverOne('publish');
    forgetMessages(w);
    w.platform.lifeMs = 60 * day;
    const waiting = publicationsIn(w).find(({ connectionId }) => connectionId === other);

    await connect(w, browser);
    await w.deliverOne('publish');

    expect(waiting).toMatchObject({ state: 'held', holdReason: 'reconnect' });
    expect(publicationsIn(w).find(({ connectionId }) => connectionId === other)).toEqual(waiting);
  });

  it('the first time there is nobody to be told', async () => {
    const w = world();
    await withApproved(w);

    expect(w.queued.filter(({ queue, message }) => queue === 'publish' && JSON.stringify(message).includes('reconnected'))).toEqual([]);
  });
});

describe('ownerRecheckMs', () => {
  it.each([
    [0, 10 * minute],
    [hour, 10 * minute],
    [6 * hour, hour],
    [23 * hour, hour],
    [day - 5 * minute, 5 * minute],
  ])('after %i ms looks again in %i ms', (waitedMs, lookMs) => {
    expect(ownerRecheckMs(waitedMs)).toBe(lookMs);
  });

  it('takes about thirty looks for a day', () => {
    let looks = 0;
    for (let waitedMs = 0; waitedMs < day; waitedMs += ownerRecheckMs(waitedMs)) looks += 1;

    expect(looks).toBeLessThan(30);
    expect(looks).toBeGreaterThan(20);
  });
});
