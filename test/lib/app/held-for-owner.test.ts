/** A post that waits until its account is connected again: when it looks, and what its connection says meanwhile. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Publication, publicationSchema } from '../../../lib/core/publication.ts';
import { ownerRecheckMs } from '../../../lib/core/reconcile.ts';
import { connect, withApproved } from '../../functions/steps.ts';
import { type Browser, type World, world } from '../../support/world.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const publicationsIn = (w: World): Publication[] =>
  w.dump('main').flatMap((item) => (item.kind === 'publication' ? [publicationSchema.parse(item)] : []));

/** On hold because the token had ended; from now on the platform gives good ones again. */
async function held() {
  const w = world();
  w.platform.lifeMs = 1_000;
  const approved = await withApproved(w);
  w.clock.advance(1_000);
  await w.deliverOne('publish');
  w.platform.lifeMs = 60 * day;
  return { w, ...approved };
}

const healthOf = async (browser: Browser) => {
  const { body } = await browser.request('GET', '/v1/connections');
  const listed = z.object({ data: z.array(z.object({ health: z.object({ state: z.string(), refused_at: z.nullable(z.string()) }) })) });
  return z.parse(listed, body).data.map(({ health }) => health);
};

describe('a post that waits for its owner', () => {
  it('goes out two minutes after it was held, when the account is connected again by then', async () => {
    const { w, browser } = await held();
    const since = w.clock.now().getTime();

    await connect(w, browser);
    await w.live(3);

    const [publication] = publicationsIn(w);
    expect(publication).toMatchObject({ state: 'published', sends: 1 });
    expect(Date.parse(publication?.publishedAt ?? '') - since).toBeLessThan(2.5 * minute);
  });

  it.each([
    [0, 2 * minute],
    [12 * minute, 2 * minute],
    [hour, 10 * minute],
    [30 * minute, 5 * minute],
    [6 * hour, 10 * minute],
    [day - 5 * minute, 5 * minute],
  ])('after %i ms looks again in %i ms', (waitedMs, lookMs) => {
    expect(ownerRecheckMs(waitedMs)).toBe(lookMs);
  });

  it('looks never later than ten minutes after the last time, nor after its day', () => {
    let waitedMs = 0;
    for (; waitedMs < day; waitedMs += ownerRecheckMs(waitedMs)) expect(ownerRecheckMs(waitedMs)).toBeLessThanOrEqual(10 * minute);

    expect(waitedMs).toBe(day);
  });
});

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
